"use strict";
/* The pill that says to scroll down goes once one has. */
part(() => {
  const cue = /** @type {HTMLElement|null} */ (document.querySelector(".cue"));
  const view = cue && cue.closest(".scrolls");
  if (!cue || !view) return;
  const show = () => { cue.style.visibility = view.scrollTop > 24 ? "hidden" : ""; };
  view.addEventListener("scroll", show, { passive: true });
  show();
});
