"use strict";
/* The words of a step are folded on a phone: a link into them unfolds them, and what is unfolded at the window's foot comes up. */
part(() => {
  const fold = /** @type {HTMLDetailsElement|null} */ (document.querySelector(".fold"));
  if (!fold) return;
  const unfold = () => {
    const at = document.getElementById(location.hash.slice(1));
    if (!at || !at.closest(".fold ~ .prose") || fold.open) return;
    fold.open = true;
    bringIntoView(at, "center");
  };
  unfold();
  addEventListener("hashchange", unfold);
  fold.addEventListener("click", () => setTimeout(() => { // open by then
    if (fold.open && fold.getBoundingClientRect().top > innerHeight / 2) bringIntoView(fold, "start");
  }));
});
