"use strict";
/**
 * Turns the drawn phone of a slide to one of its views, and says which.
 * @param {Element} page its body @param {string} view
 */
function turnPhone(page, view) {
  const phone = /** @type {HTMLElement|null} */ (page.querySelector(".phone"));
  if (!phone) return;
  phone.dataset.view = view;
  phone.querySelectorAll(".dots8 .on").forEach((dot) => dot.classList.remove("on"));
  page.querySelectorAll(".turns-of-phone a").forEach((a) => {
    if (/** @type {HTMLElement} */ (a).dataset.viewTo === view) a.setAttribute("aria-current", "step");
    else a.removeAttribute("aria-current");
  });
}

/* What a person with a clicker has on slides, wall and console. */
const stage = part(() => {
  "Space PageUp PageDown End Home ArrowLeft ArrowUp ArrowRight ArrowDown".split(" ").forEach((place, i) => { keys.numbered[32 + i] = place; });
  Object.assign(keys.numbered, { 27: "Escape", 116: "F5", 110: "Period", 190: "Period" });
  for (let n = 0; n < 10; n++) keys.numbered[96 + n] = "Numpad" + n;

  /** The full screen, where there is such a thing. @param {boolean} [back] whether it ends one */
  function full(back) {
    const page = /** @type {any} */ (document), root = /** @type {any} */ (document.documentElement);
    const ask = root.requestFullscreen || root.webkitRequestFullscreen, end = page.exitFullscreen || page.webkitExitFullscreen;
    if (!page.fullscreenElement && !page.webkitFullscreenElement) return ask && Promise.resolve(ask.call(root)).catch(() => { /* not allowed */ });
    if (back) end.call(page);
  }

  /** @type {HTMLElement|null} */ let toast = null;
  let fading = 0;
  /** Says something for a moment. It stands beside the body, which some pages replace. @param {string} words */
  function tell(words) {
    if (!toast) {
      toast = document.createElement("p");
      toast.className = "toast";
      toast.setAttribute("role", "status");
      document.documentElement.append(toast);
    }
    toast.textContent = words;
    clearTimeout(fading);
    fading = setTimeout(() => { if (toast) toast.textContent = ""; }, 900 + 60 * words.length);
  }

  return { full, tell };
});
