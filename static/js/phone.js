"use strict";
/* The on-screen phone: its views change in place, and the computer beside it follows. Nothing typed is sent; that the code is answered is. */
part(() => {
  const phone = /** @type {HTMLElement} */ (document.querySelector(".phone"));
  const stage = /** @type {HTMLElement} */ (document.querySelector(".stage"));
  if (!phone || !stage) return;
  const grant = /** @type {HTMLElement|null} */ (document.querySelector("[data-grant]"));
  const dots = phone.querySelectorAll(".dots8 i");
  const count = /** @type {HTMLElement} */ (phone.querySelector("[data-pad-status]"));
  let pressed = 0;

  /* Who has only a phone stands before the phone's tab. */
  stage.dataset.tab = /^#(?:computer|why)/.test(location.hash) ? "computer" : "phone";
  mark();

  /* The second press of a double click answers nothing: what stands there now was not there before. A keyboard's press has no detail. */
  let changed = -Infinity, x = 0, y = 0;
  phone.addEventListener("click", (event) => {
    if (!event.detail || /** @type {Element} */ (event.target).closest(".pad")) return;
    if (performance.now() - changed < 600 && Math.abs(event.pageX - x) < 40 && Math.abs(event.pageY - y) < 40) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    x = event.pageX;
    y = event.pageY;
  }, true);

  /* A code that was declined here is spent, and stays so when the page is loaded again. */
  const spent = "#phone-spent";
  if (location.hash === spent) setTimeout(show, 0, "spent"); // when what follows the phone has started

  /** @param {string} view */
  function turn(view) {
    phone.dataset.view = view;
    if ((view === "spent") !== (location.hash === spent)) history.replaceState(null, "", view === "spent" ? spent : location.pathname + location.search);
  }

  /** @param {string} view */
  function show(view) {
    turn(view);
    changed = performance.now();
    if (view === "passcode") press(0);
    if (grant) grant.dispatchEvent(new CustomEvent("phone-view", { detail: view }));
    const section = document.getElementById("phone-" + view);
    if (section) section.focus({ preventScroll: true });
    y -= scrollY;
    clear(innerWidth > 599 && phone.getBoundingClientRect().bottom < innerHeight ? 0 : /** @type {Element} */ (phone.parentElement).getBoundingClientRect().top);
    y += scrollY; // the finger is still where it was
  }

  /**
   * Scrolls so far, and on until the last that one may press is above a class's strip, for which the page keeps a place at its foot; but
   * not past the number by which one decides. A page around ours stays.
   * @param {number} by
   */
  function clear(by) {
    const shown = [...phone.querySelectorAll(".pv .bigref, .pv a, .pv button")].map((e) => e.getBoundingClientRect()).filter((box) => box.height);
    if (shown.length) by = Math.min(shown[0].top, Math.max(by, shown[shown.length - 1].bottom + parseFloat(getComputedStyle(document.body).paddingBottom) - innerHeight));
    scrollBy(0, by);
  }
  phone.addEventListener("strip", () => clear(0));

  /** @param {number} n how many keys have been pressed */
  function press(n) {
    pressed = n;
    dots.forEach((dot, i) => dot.classList.toggle("on", i < n));
    count.textContent = n ? (count.dataset.say || "").replace("{n}", String(n)) : "";
  }

  phone.addEventListener("phone-home", () => {
    turn("home");
    if (grant) grant.dispatchEvent(new CustomEvent("phone-view", { detail: "home" }));
  });

  phone.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-erase]")) return press(Math.max(0, pressed - 1));
    if (target.closest("[data-key]")) {
      press(pressed + 1);
      const done = /** @type {HTMLElement|null} */ (phone.querySelector("[data-action=passcode]"));
      if (pressed >= dots.length && done) setTimeout(() => done.click(), calm() ? 0 : 250);
      return;
    }
    const link = /** @type {HTMLAnchorElement|null} */ (target.closest("a[data-action]"));
    if (!link) return;
    if (grant && /^(?:allow|decline)$/.test(link.dataset.action || "")) grant.dispatchEvent(new CustomEvent("phone-answer", { detail: link.dataset.action }));
    if (link.dataset.viewTo) {
      event.preventDefault();
      show(link.dataset.viewTo);
    } else if (link.dataset.action === "allow") {
      event.preventDefault();
      show("done");
      document.dispatchEvent(new Event("step-done"));
      if (grant) grant.dispatchEvent(new CustomEvent("phone-view", { detail: "allow" }));
      setTimeout(() => location.assign(link.href), calm() ? 0 : 900);
    }
  });

  /* Under 600 px the computer and the phone are two tabs. */
  stage.querySelectorAll("[data-tab-to]").forEach((tab) => {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      stage.dataset.tab = /** @type {HTMLElement} */ (tab).dataset.tabTo;
      mark();
    });
  });
  function mark() {
    stage.querySelectorAll("[data-tab-to]").forEach((tab) => {
      if (/** @type {HTMLElement} */ (tab).dataset.tabTo === stage.dataset.tab) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    });
  }
  takeOver("phone");
});
