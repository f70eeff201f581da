"use strict";
/* A slide in a face that is wider or taller than expected: it is set smaller until nothing is cut off. Without script it scrolls instead. */
part(() => {
  const root = document.documentElement;
  if (!root.classList.contains("present")) return;
  const frames = "body, .sim, .view, .phone, .pv, .wall, .four, .four li, .rail a, .lost, .lead-in";

  /** Whether something is cut off or lies outside what holds it. Text has the height of its lines here, not of its letters. */
  function cut() {
    for (const e of document.querySelectorAll(".slide *, .slide-nav *, .slide-foot *")) {
      const frame = e.parentElement && e.parentElement.closest(frames), box = e.getBoundingClientRect();
      if (!frame || !box.height || getComputedStyle(e).display === "inline" || e.closest("svg, .visually-hidden, .turn")) continue;
      const around = frame.getBoundingClientRect();
      if (box.top < around.top - 1 || box.bottom > around.bottom + 1 || box.left < around.left - 1 || box.right > around.right + 1) return true;
      if (e.clientWidth && e.scrollWidth > e.clientWidth + 1 && !e.querySelector(".coach")) return true; // a word wider than its line
    }
    return false;
  }

  const wide = matchMedia("(min-width: 700px) and (min-aspect-ratio: 1/1)"); // elsewhere a slide is read like any page

  /* What the fit was found for: the same slide is not measured again. */
  let known = "";
  function fit() {
    const phone = /** @type {HTMLElement|null} */ (document.querySelector(".phone"));
    const now = [location.pathname, root.lang, innerWidth, innerHeight, root.style.getPropertyValue("--scale"), phone && phone.dataset.view, (document.querySelector("main") || document.body).textContent].join();
    if (!wide.matches || now === known) return;
    known = now;
    for (let percent = 100; percent >= 50; percent -= 2) {
      root.style.setProperty("--fit", String(percent / 100));
      if (!cut()) return;
    }
    root.style.setProperty("--fit", "1"); // no size helps
  }

  takeOver("fit");
  fit();
  addEventListener("resize", fit);
  if (document.fonts) document.fonts.ready.then(() => { known = ""; fit(); });
  new MutationObserver(fit).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-view", "lang"] });
});
