"use strict";
/* Explanations for what is not the way, and hints. Without script they are shown by :target. */
part(() => {
  /** @type {HTMLElement|null} what was pressed last, to give focus back */
  let asked = null;

  const hide = (/** @type {string} */ what) => document.querySelectorAll(what).forEach((a) => a.classList.remove("show"));

  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link) return;
    const href = link.getAttribute("href") || "";

    if (/^(\?phone)?#why-/.test(href)) { // see site.OnDrawnPhone
      event.preventDefault();
      hide(".answer"); // a hint stays: it is needed now
      asked = link;
      const phone = link.closest(".phone");
      if (phone) phone.dispatchEvent(new CustomEvent("phone-home"));
      say(link.hash);
    } else if (link.hasAttribute("data-close")) {
      event.preventDefault();
      close(link.closest(".hints") ? ".hints" : ".answer");
    } else if (link.classList.contains("hint")) {
      event.preventDefault();
      asked = link;
      hide(".answer"); // it would lie below
      const aim = link.dataset.aim && document.querySelector(`.sim [data-action=${link.dataset.aim}]`);
      if (aim) aim.classList.add("spot"); // where hints have faded it was not ringed before
      const hints = document.querySelector(".past .live") || document.getElementById("hint"); // once scanned or declined, what is said there leads on
      if (hints) reveal(/** @type {HTMLElement} */ (hints));
      point();
    } else if (link.classList.contains("cue")) {
      event.preventDefault();
      point();
      document.getElementById("below")?.focus({ preventScroll: true });
    } else if (link.dataset.viewTo) hide(".run .hints, .answer"); // on a small phone they lie upon the drawn one's keys
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".answer.show, .hints.show")) close(".answer, .hints");
  });

  // A wrong turn arrives with its explanation in the address.
  if (location.hash.startsWith("#why-")) say(location.hash);
  takeOver("answers");

  /** Shows an answer where it stands, in view: what was pressed does not move. @param {string} hash */
  function say(hash) {
    const answer = document.getElementById(hash.slice(1));
    if (!answer) return;
    answer.classList.add("show");
    answer.focus({ preventScroll: true });
  }

  /** @param {string} what */
  function close(what) {
    hide(what);
    if (asked && asked.offsetParent) asked.focus();
  }

  /** Brings the spot into view inside its frame and lets it breathe. */
  function point() {
    const phone = /** @type {HTMLElement|null} */ (document.querySelector(".phone"));
    const rule = /** @type {HTMLElement|null} */ (document.querySelector(".phone .note")); // what decides, once the drawn phone asks
    const spot = rule && rule.offsetParent ? rule : document.querySelector(".scanned .live") || document.querySelector(".spot") || document.querySelector(".qr");
    if (spot && spot.matches(".qr:not(.spent)") && phone && phone.offsetParent) { // the drawn phone leads on: what one taps there is ringed
      const tap = Array.prototype.find.call(phone.querySelectorAll("a[data-view-to]"), (/** @type {HTMLElement} */ way) => way.offsetParent);
      if (tap) pulse(tap);
      return;
    }
    if (spot) pulse(spot, spot === rule ? "nearest" : "center");
  }

  /** @param {Element} spot @param {ScrollLogicalPosition} [block] */
  function pulse(spot, block) {
    bringIntoView(spot, block || "center"); // a hint lies upon the window's end
    spot.classList.remove("pulse");
    requestAnimationFrame(() => spot.classList.add("pulse"));
  }
});
