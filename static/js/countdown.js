"use strict";
/* The time that the wall counts down, on a participant's page: counted on from what was heard, as the wall does. It moves nothing, and a
   screen reader is told when it asks. */
part(() => {
  if (!strip) return;
  const { bar, hub, listen } = strip;
  const time = document.createElement("small");
  time.setAttribute("role", "timer");
  let say = "", end = 0, ticking = 0;
  function tick() {
    const left = say + " " + minutesOf(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    if (time.textContent !== left) time.textContent = left;
    if (!time.isConnected) (hub ? document.querySelector(".seat-head .eyebrow") : bar.querySelector(".seat"))?.append(time); // a page that was drawn anew has lost it
  }
  listen((now, heard) => {
    clearInterval(ticking);
    if (!now.timer) return time.remove();
    say = (hub ? " · " : "") + now.timer.say;
    end = heard + 1000 * now.timer.left;
    ticking = setInterval(tick, 250);
    tick();
  });
});
