"use strict";
/* Text size, light and dark: the choice stays in this browser. */
part(() => {
  const root = document.documentElement;
  part(() => {
    /** Puts a choice on the page. @param {"size"|"theme"} what @param {string} value */
    function wear(what, value) {
      if (value) root.dataset[what] = value; else delete root.dataset[what];
      document.querySelectorAll(`[data-set-${what}]`).forEach((b) => b.setAttribute("aria-pressed", String((b.getAttribute(`data-set-${what}`) || "") === value)));
    }
    wear("size", kept.get("nap.size"));
    wear("theme", kept.get("nap.theme"));
    document.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-set-size], [data-set-theme]"));
      if (!button) return;
      const what = button.hasAttribute("data-set-size") ? "size" : "theme";
      const value = button.getAttribute(`data-set-${what}`) || "";
      kept.set("nap." + what, value);
      wear(what, value);
    });
    offer(".comfort, .sizes");
  });

  /* Says so when there is no network. Whatever was seen before goes on working. */
  part(() => {
    const offline = /** @type {HTMLElement|null} */ (document.querySelector(".offline"));
    if (!offline || !/^http/.test(location.protocol)) return; // files on a stick need no network
    const tell = () => { offline.hidden = navigator.onLine; };
    tell();
    addEventListener("online", tell);
    addEventListener("offline", tell);
  });
});
