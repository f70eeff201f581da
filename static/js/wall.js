"use strict";
/* The wall. */
part(() => {
  if (document.body.dataset.page !== "room/screen") return;
  const { oneAtATime, follow } = live, { fetchPage, refused, lostSign, press } = redraw;

  function wall() {
    let heard = 0, view = "home"; // of the drawn phone
    const body = () => document.body, said = () => settingsOf(body());
    const shows = (/** @type {HTMLElement} */ wall) => wall.dataset.wall + " " + wall.querySelector("h1")?.textContent;
    /* A console in this browser has the phone in its small picture too. */
    const mirrors = window.BroadcastChannel && new window.BroadcastChannel("wall " + said().room);
    if (mirrors) mirrors.onmessage = ({ data }) => { if (!data) mirrors.postMessage(view); }; // one that has just come asks
    /** @param {HTMLElement} wall @param {string} to */
    function turn(wall, to) {
      turnPhone(wall, view = to);
      if (mirrors) mirrors.postMessage(view);
    }
    const look = oneAtATime(async (data) => {
      if (data?.version === "gone") return location.assign(`/${document.documentElement.lang}/present/`); // deleted
      try {
        const asked = performance.now(), fresh = await fetchPage(location.pathname);
        const now = /** @type {HTMLElement} */ (document.importNode(fresh.body, true));
        settle(now, shows(now) === shows(body()) ? view : "home");
        heard = asked;
        for (const at of document.querySelectorAll("[data-now]")) at.setAttribute("data-now", now.querySelector("[data-now]")?.getAttribute("data-now") || "");
        count();
        const listed = !!document.querySelector(".keys[open]");
        if (listed) now.querySelector(".keys")?.setAttribute("open", "");
        if (now.isEqualNode(body())) return;
        body().replaceWith(now);
        if (listed) { now.querySelector(".keys")?.removeAttribute("open"); keys.show(); }
        document.title = fresh.title;
      } catch (request) { refused(request); }
    });
    follow(said().events, "page", look, { always: true, lost: lostSign() });
    /** The time that is left, counted on from what the server said. */
    function count() {
      document.querySelectorAll("[data-left]").forEach((e) => {
        const s = Math.max(0, Math.ceil(Number(e.getAttribute("data-left")) - (performance.now() - heard) / 1000));
        e.textContent = s ? minutesOf(s) : e.getAttribute("data-over");
        if (s) return;
        e.removeAttribute("data-left");
        e.previousSibling?.remove(); // what is left
      });
    }
    setInterval(count, 250);
    /** Shows the phone where everybody's begins, or where it is. @param {HTMLElement} wall @param {string} to */
    function settle(wall, to) {
      wall.querySelectorAll(".for-script").forEach((e) => e.removeAttribute("hidden"));
      turn(wall, to);
    }
    settle(body(), "home");

    /* A clicker moves the class: the wall's own browser holds the trainer's key. */
    const sign = lostSign();
    const ask = async (/** @type {string} */ what, /** @type {Record<string, string>} */ fields) => {
      const answer = await press(`/workshop/${said().room}/${what}`, fields, sign);
      if (answer && !answer.ok) stage.tell(await wordsOf(answer));
    };
    const dark = () => /** @type {HTMLElement|null} */ (document.querySelector(".blackout"));
    /** Black at once, and on the console too. @param {boolean} on */
    function darken(on) {
      const black = dark();
      if (black) black.hidden = !on;
      ask("dark", { on: on ? "yes" : "no" });
    }
    /** @param {string|undefined} step @param {string|undefined} not why there is none */
    const lead = (step, not) => not ? stage.tell(not) : void ask("lead", { step: step || "" });
    keys.listen({
      next: () => said().resume ? void ask("freeze", { on: "no" }) : lead(said().next, said().noNext), prev: () => lead(said().prev, said().noPrev), first: () => lead("", said().noStep),
      last: () => lead(said().steps.slice(-1)[0], said().noStep), step: (n) => lead(said().steps[Number(n) - 1], said().noStep),
      dark: () => said().noDark ? stage.tell(said().noDark || "") : darken(true), full: (name) => stage.full(name === "F"),
    }, (act) => {
      if (dark()?.hidden !== false || act === "full" || act === "list") return false;
      darken(false); // first the picture comes back
      return true;
    });
    /* Nothing on the wall leads away from it. */
    document.addEventListener("click", (event) => {
      const at = /** @type {Element} */ (event.target), link = at.closest("a");
      if (at.closest(".blackout")) darken(false);
      if (!link || link.closest(".lang")) return;
      event.preventDefault();
      if (link.closest(".tool")) keys.show();
      if (link.closest(".keys")) keys.hide();
      if (link.dataset.viewTo) turn(body(), link.dataset.viewTo);
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
