"use strict";
/* Where hints have faded, what they are about is ringed when somebody asks: answers.js then brings it into view. */
part(() => {
  const hint = /** @type {HTMLElement|null} */ (document.querySelector("[data-aim]"));
  if (!hint) return;
  hint.addEventListener("click", () => {
    const aim = document.querySelector(`.sim [data-action=${hint.dataset.aim}]`);
    if (aim) aim.classList.add("spot");
  });
});
