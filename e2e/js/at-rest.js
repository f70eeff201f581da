// Waits until styles are applied and transitions are over: three frames in a row without a running one.
async () => {
  for (let quiet = 0; quiet < 3;) {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter((a) => a.effect && a.effect.getComputedTiming().endTime < 5000 && a.playState === "running");
    await Promise.allSettled(moving.map((a) => a.finished));
    quiet = moving.length ? 0 : quiet + 1;
  }
  return true;
};
