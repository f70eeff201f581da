"use strict";
/* The time that the wall counts down, on a participant's page: counted on from what was heard, as the wall does. It moves nothing, and no screen
   reader speaks up for it. */
part(() => {
  if (!strip) return;
  const { hub, listen } = strip;
  const time = document.createElement("small");
  /** @type {{left: number, say: string, over: string}} */ let timer;
  let end = 0, ticking = 0;
  function tick() {
    const s = Math.ceil((end - performance.now()) / 1000);
    time.textContent = (hub ? " · " : "") + (s > 0 ? timer.say + " " + minutesOf(s) : timer.over);
    if (!time.isConnected) document.querySelector(hub ? ".seat-head .eyebrow" : ".room-bar .seat")?.append(time); // a page that was drawn anew has lost it
  }
  listen((now, heard) => {
    clearInterval(ticking);
    if (!now.timer) return time.remove();
    timer = now.timer;
    end = heard + 1000 * timer.left;
    ticking = setInterval(tick, 250);
    tick();
  });
});
