"use strict";
/* The launcher: the page that stays behind asks whether one could get in. */
part(() => {
  const door = document.querySelector("[data-launch]"), after = document.getElementById("after");
  if (!door || !after) return;
  door.addEventListener("click", () => {
    const ask = () => {
      document.querySelectorAll("[data-launch-before]").forEach((e) => e.setAttribute("hidden", ""));
      after.classList.add("asked");
      after.parentElement?.prepend(after);
      reveal(after);
      scrollTo(0, 0);
    };
    setTimeout(ask, 400);
  });
  after.querySelectorAll("[data-show]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    after.querySelectorAll("[data-show]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    after.querySelectorAll(".outcome-yes, .outcome-no").forEach((o) => o.classList.remove("show"));
    const outcome = document.getElementById(/** @type {HTMLElement} */ (link).dataset.show || "");
    if (outcome) reveal(outcome);
  }));
});
