"use strict";
/* The wall. */
part(() => {
  if (document.body.dataset.page !== "room/screen") return;
  const { oneAtATime, follow, lostSign, insist } = live, { fetchPage, refused } = redraw;

  function wall() {
    const room = document.body.dataset.roomKey || "";
    const body = () => document.body;
    const look = oneAtATime(async (data) => {
      if (data?.version === "gone") return location.assign(`/${document.body.dataset.lang}/present/`); // deleted
      try {
        const fresh = await fetchPage(location.pathname);
        const now = /** @type {HTMLElement} */ (document.importNode(fresh.body, true));
        settle(now);
        if (now.isEqualNode(body())) return;
        body().replaceWith(now);
        document.title = fresh.title;
      } catch (request) { refused(request); }
    });
    follow(body().dataset.events || "", "page", look, { always: true, lost: lostSign() });
    /** Shows the phone as it scans. @param {HTMLElement} wall */
    function settle(wall) {
      const phone = /** @type {HTMLElement|null} */ (wall.querySelector(".phone"));
      if (phone) turn(phone, "scanner");
    }
    /** @param {HTMLElement} phone @param {string} to */
    function turn(phone, to) {
      phone.dataset.view = to;
      phone.parentElement?.querySelectorAll(".turns-of-phone a").forEach((a) => {
        if (/** @type {HTMLElement} */ (a).dataset.viewTo === to) a.setAttribute("aria-current", "step");
        else a.removeAttribute("aria-current");
      });
    }
    settle(body());

    /* A clicker moves the class: the wall's own browser holds the trainer's key. */
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (event.code === "KeyF") {
        if (document.fullscreenElement) document.exitFullscreen();
        else document.documentElement.requestFullscreen?.().catch(() => {});
        return;
      }
      const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 })[event.key];
      const steps = (body().dataset.steps || "").split(" ");
      const to = steps.indexOf(body().dataset.step || "") + (by || 0);
      if (!by || to < 0 || to >= steps.length) return;
      event.preventDefault();
      insist(`/workshop/${room}/lead`, { step: steps[to] }, lostSign());
    });
    /* Nothing on the wall leads away from it. */
    document.addEventListener("click", (event) => {
      const link = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("a"));
      if (!link || link.closest(".lang")) return;
      event.preventDefault();
      const phone = /** @type {HTMLElement|null} */ (document.querySelector(".phone"));
      if (phone && link.dataset.viewTo) turn(phone, link.dataset.viewTo);
    });
    if (navigator.wakeLock) {
      const wake = () => { if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {}); };
      document.addEventListener("visibilitychange", wake);
      wake();
    }
  }

  wall();
  takeOver("phone");
});
