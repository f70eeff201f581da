"use strict";
/* The pill that says to scroll down goes once one has: in the drawn page, or in the window where that is as tall as what it shows. */
part(() => {
  const cue = /** @type {HTMLElement|null} */ (document.querySelector(".cue"));
  const view = cue && cue.closest(".scrolls");
  if (!cue || !view) return;
  const goal = view.querySelector(".spot") || view;
  const show = () => {
    const whole = view.scrollHeight <= view.clientHeight + 1;
    cue.style.visibility = view.scrollTop > 24 || whole && goal.getBoundingClientRect().bottom < innerHeight ? "hidden" : "";
  };
  document.addEventListener("scroll", show, { capture: true, passive: true });
  addEventListener("resize", show);
  show();
});
