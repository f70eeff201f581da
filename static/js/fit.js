"use strict";
/* A slide in a face that is wider or taller than expected: it is set smaller until nothing is cut off. Without script it scrolls instead. */
const slides = part(() => {
  const frames = "body, .sim, .view, .phone, .pv, .wall, .four, .four li, .rail a, .lost, .lead-in";

  /** Whether something is cut off or lies outside what holds it. Text has the height of its lines here, not of its letters. @param {Document} page */
  function cut(page) {
    for (const e of page.querySelectorAll(".slide *, .slide-nav *, .slide-foot *")) {
      const frame = e.parentElement && e.parentElement.closest(frames), box = e.getBoundingClientRect();
      if (!frame || !box.height || getComputedStyle(e).display === "inline" || e.closest("svg, .visually-hidden, .turn")) continue;
      const around = frame.getBoundingClientRect();
      if (box.top < around.top - 1 || box.bottom > around.bottom + 1 || box.left < around.left - 1 || box.right > around.right + 1) return true;
      if (e.clientWidth && e.scrollWidth > e.clientWidth + 1 && !e.querySelector(".coach")) return true; // a word wider than its line
    }
    return false;
  }

  /** What the fit was found for: the same slide is not measured again. @type {WeakMap<Document, string>} */
  const known = new WeakMap();
  /** @param {Document} page */
  function fit(page) {
    const root = page.documentElement, win = page.defaultView, phone = /** @type {HTMLElement|null} */ (page.querySelector(".phone"));
    if (!win) return;
    const now = [win.location.pathname, root.lang, win.innerWidth, win.innerHeight, root.style.getPropertyValue("--scale"), phone && phone.dataset.view, (page.querySelector("main") || page.body).textContent].join();
    if (!win.matchMedia("(min-width: 700px) and (min-aspect-ratio: 1/1)").matches || now === known.get(page)) return; // elsewhere a slide is read like any page
    known.set(page, now);
    for (let percent = 100; percent >= 50; percent -= 2) {
      root.style.setProperty("--fit", String(percent / 100));
      if (!cut(page)) return;
    }
    root.style.setProperty("--fit", "1"); // no size helps
  }

  const root = document.documentElement;
  if (root.classList.contains("present")) {
    const look = () => fit(document);
    takeOver("fit");
    look();
    addEventListener("resize", look);
    if (document.fonts) document.fonts.ready.then(() => { known.delete(document); look(); });
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-view", "lang"] });
  }
  return { fit };
});
