"use strict";
/* An exported page: opened from a disk, or in a frame, as in a learning system. */
part(() => {
  if (parent !== window || location.protocol !== "file:") return;

  /* Some browsers keep a store for each file. What a window is called stays with it from file to file. */
  const mark = "practised:";
  frameKeeper = {
    getItem: (key) => (window.name.startsWith(mark) ? window.name.slice(mark.length) : localStorage.getItem(key)),
    setItem(key, raw) {
      window.name = mark + raw;
      localStorage.setItem(key, raw);
    },
    removeItem(key) {
      window.name = "";
      localStorage.removeItem(key);
    },
  };
});

part(() => {
  if (parent === window) return;

  /* The frame around the page keeps what was done: it tells the learning system, and may be all there is to keep it. */
  try { frameKeeper = /** @type {any} */ (parent).guideKeeper || null; } catch (e) { /* a window of another site */ }

  /* Only this page moves: the browser's own way would move the pages around it too. */
  bringIntoView = (element, block) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) {
        at.scrollTop += wayTo(element.getBoundingClientRect(), at.getBoundingClientRect(), block);
      }
    }
    const top = wayTo(element.getBoundingClientRect(), { top: 0, bottom: innerHeight }, block);
    if (top && "scrollBehavior" in document.body.style && !calm()) scrollBy({ top, behavior: "smooth" });
    else scrollBy(0, top); // all that Safari before 14 knows
  };

  /**
   * How far a box is from where it should stand in another, in CSS pixels.
   * @param {{top:number,bottom:number}} box @param {{top:number,bottom:number}} view @param {ScrollLogicalPosition} block
   */
  function wayTo(box, view, block) {
    if (block === "start") return box.top - view.top;
    if (block === "center") return (box.top + box.bottom - view.top - view.bottom) / 2;
    if (box.top < view.top || box.bottom - box.top > view.bottom - view.top) return box.top - view.top;
    return Math.max(0, box.bottom - view.bottom);
  }
});
