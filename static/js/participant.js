"use strict";
/* The participant, on whatever page of the site. */
const strip = part(() => {
  if (!served) return;
  const { oneAtATime, follow } = live;
  const page = document.body.dataset.page || "";

  /* What this tab has heard of its room. */
  const noted = (/** @type {string} */ key) => keptInTab.get("nap.room." + key), note = (/** @type {string} */ key, /** @type {string} */ value) => keptInTab.set("nap.room." + key, value);

  function participant() {
    const hub = document.body.dataset.room ? { id: document.body.dataset.room, number: Number(document.body.dataset.number) } : null;
    if (hub) kept.set("nap.room", JSON.stringify(hub));
    const room = /** @type {{id: string, number: number}} */ (hub || roomOf());
    const template = /** @type {HTMLTemplateElement|null} */ (document.getElementById("room-bar"));
    if (!room || !template || /^room\/(?!hub)/.test(page)) return;
    const at = page.startsWith("guide/") || page.startsWith("practice/") ? page : "";

    document.body.append(template.content.cloneNode(true));
    const find = (/** @type {string} */ s) => /** @type {HTMLElement} */ (document.querySelector(s));
    const bar = find(".room-bar"), words = find(".room-note"), go = /** @type {HTMLAnchorElement} */ (bar.querySelector("[data-go]"));
    const away = find(".room-bar [data-away]"), called = find(".room-called"), frozen = find(".room-frozen");
    /** @type {HTMLAnchorElement} */ (bar.querySelector(".seat")).href = "/j/" + room.id;
    const numbers = (/** @type {number} */ n) => document.querySelectorAll("body [data-number]").forEach((e) => { e.textContent = String(n); });
    numbers(room.number);
    const answers = page === "phone"; // a real phone's page, which nothing disturbs before the class is over
    bar.hidden = !!hub || answers;
    document.documentElement.classList.toggle("in-room", !hub);

    let refusal = ""; // what the server said of the last thing that was sent, until another is taken
    const lost = (/** @type {boolean} */ is) => { if (hub) bar.hidden = !is; if (is) say(words.dataset.lostText || "", false); else if (last) show(last); };
    const sent = (/** @type {boolean} */ is, why = "") => { refusal = why; if (why) say(why, false); else lost(is); };
    const tell = (/** @type {Record<string, string>} */ fields) => { insist(`/workshop/${room.id}/progress`, { at, ...fields }, sent); };

    /* What is reported: where one is, a step that was done, a press that was not the way. */
    if (at) {
      tell({});
      const step = at.startsWith("guide/") && at.slice(6); // of a practice run none is finished
      document.addEventListener("step-done", () => { if (step) tell({ finish: step }); });
      document.addEventListener("click", (event) => {
        const link = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
        if (!link) return;
        if (step && link.matches("a.spot")) tell({ finish: step });
        else tell({ press: link.dataset.action || "" });
      }, true);
    }

    /* Is somebody in the middle of an action? Then a notice, not a yank. */
    let touched = document.documentElement.matches(":target") ? performance.now() + 5000 : -Infinity; // a page that has just come is not being used yet, but what one has achieved is read
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => { touched = Math.max(touched, performance.now()); }, { passive: true, capture: true });
    let over = false; // the class: then everybody comes back to the room's page
    const viewOf = () => /** @type {HTMLElement|null} */ (document.querySelector(".phone"))?.dataset.view || "", first = viewOf(); // of the drawn phone
    function busy() {
      const view = viewOf();
      return performance.now() - touched < 3000 || !over && (view !== first && view !== "done" || !!document.querySelector(".answer.show:not(.good), .live[data-state=scanned], .scans") || /** @type {any} */ (last).called);
    }

    /** @type {{state:string,number:number,mode:string,moves:number,href?:string,title?:string,frozen?:boolean,called?:boolean,held?:string,did?:boolean,along?:string,go?:string,asked?:boolean,event?:boolean,back?:boolean,at?:string,note?:string,mark:string}|null} */ let last = null;
    let heard = 0, waiting = 0, asked = 0; // since when the page says that it goes along by itself once nobody is in the middle of anything
    /** @type {((now: any, heard: number) => void)[]} */ const others = []; // what else shows: strip.js, countdown.js
    const look = oneAtATime(async () => { try { await redraw.refresh(); } catch (request) { redraw.refused(request); } });
    const mark = (/** @type {number|string|undefined} */ moves) => note("moves", `${room.id}.${moves}`);
    if (hub && !noted("moves").startsWith(room.id + ".")) mark(find("#hub").dataset.moves); // who has just joined goes along from here
    /* This page's own address: a live code is on the page of its step, or of its run. */
    const own = /\/g\//.test(location.pathname) ? `/${document.documentElement.lang}/${page}` : location.pathname;
    let shared = !/stuck|help/.test(page); // from there one is asked to come, and not taken, unless the class came along
    let from = ["", own]; // where one is before what happens to everybody
    /** Whether a page is one of the same run, or of the guide. */
    const isIn = (/** @type {string} */ path, /** @type {string} */ href) => path.startsWith(href.slice(0, href.lastIndexOf("/") + 1));
    const here = (/** @type {string} */ href) => own === href || /\/practice\//.test(href) && !last?.event && isIn(own, href);

    const end = follow(`/workshop/${room.id}/events?lang=${document.documentElement.lang}`, "seat", hear, { lost });

    let resting = ""; // what is said to whose call ended because the trainer put all hands down, for the minute that it lasts
    /** @param {any} now */
    function hear(now) {
      if (last?.called && !now.called && now.rest) {
        resting = now.rest;
        setTimeout(() => { resting = ""; if (last) show(last); }, 60000);
      }
      if (now.state === "gone") {
        end();
        kept.set("nap.room", "");
        [bar, called, frozen].forEach((e) => e.remove());
        document.documentElement.classList.remove("in-room", "covered");
        if (hub) location.reload();
        return;
      }
      const old = last;
      last = now;
      heard = performance.now();
      /* What happens to everybody is taken back: each goes back to where they were, from whatever page it led to. */
      const [before, was, moves] = noted("event").split(" ");
      if (+moves >= now.moves) from = [before, was]; // the next that happens, or an excursion, is no other place to come back to
      const back = now.back && moves === `${now.moves}` && (!now.href || isIn(was, now.href)) && (now.href = before);
      if (now.number) numbers(now.number);
      if (hub && JSON.stringify(old) !== JSON.stringify(now)) look(undefined);
      const seen = noted("moves");
      over = now.state === "ended";
      const since = now.called ? 0 : asked; // whose call ends has all of the time from then on
      asked = 0;
      if (!now.href || !back && here(now.href)) {
        mark(now.moves);
        shared = true;
      } else if (!seen.startsWith(room.id + ".")) mark(now.moves); // just joined: the page says where the class is
      else if (seen !== `${room.id}.${now.moves}` && !now.frozen && (over || shared && !answers && noted("away") !== "yes")) {
        if (!busy() && (!since || performance.now() - since > 20000)) { // who was given a choice has time for it
          leave();
          location.assign(now.href);
          return;
        }
        asked = since || performance.now();
        clearTimeout(waiting);
        waiting = setTimeout(() => hear(last), 3000); // who is in the middle of nothing comes along once the hands rest
      }
      show(now);
    }
    /** Notes that one goes to where the room is, and from where. */
    function leave() {
      if (!last) return;
      mark(last.moves);
      note("event", last.at ? [from[0] || location.pathname + location.hash, from[1], last.moves + 1].join(" ") : "");
    }

    /** @param {string} now @param {boolean} did whether it is what one has done, which has a tick */
    function say(now, did) {
      bar.classList.toggle("did", did);
      if (words.textContent !== now) words.textContent = now;
    }

    /** @param {any} now */
    function show(now) {
      const stay = own === now.scan && now.stay || ""; // one is where one signs in, and does so first
      const led = !!now.href && !now.did && !stay && !here(now.href);
      if (answers) bar.hidden = !over;
      go.hidden = !led;
      if (led) go.href = now.href;
      go.textContent = now.go || "";
      go.classList.toggle("strong", !over); // afterwards the page has its own
      const looking = noted("away") === "yes" && !now.asked;
      away.hidden = !led || looking || now.asked;
      bar.classList.toggle("moved", led);
      const calls = !!now.called, hold = calls && noted("small") !== "yes";
      find("[data-held]").textContent = now.held || "";
      const other = refusal || (calls && !led ? now.held : led ? now.note + (asked && now.soon || "") : resting);
      say(other || (now.did ? now.note : stay || now.title || ""), !other && !!now.did);
      bar.querySelector("[data-call]")?.toggleAttribute("hidden", over);
      if (called.hidden === hold) {
        called.hidden = !hold;
        if (hold) find("#room-called-number").focus();
      }
      frozen.hidden = !now.frozen || hold || hub && now.question; // the class's own page has the question, and is in no lesson
      document.documentElement.classList.toggle("covered", hold || !frozen.hidden); // what lies behind can be neither seen nor reached
      others.forEach((show) => show(now, heard));
    }

    document.addEventListener("click", (event) => { if (/** @type {Element} */ (event.target).closest(".room-bar [data-go], #hub [data-go]")) { note("away", ""); leave(); } });
    away.addEventListener("click", () => { note("away", "yes"); asked = 0; if (last) { mark(last.moves); show(last); } });
    frozen.append(bar.querySelector("[data-call]")?.cloneNode(true) || "");
    let tap = { at: -Infinity, x: 0, y: 0 }; // on the call
    document.querySelectorAll("[data-call]").forEach((b) => b.addEventListener("click", (e) => {
      const { clientX: x, clientY: y } = /** @type {MouseEvent} */ (e);
      tap = { at: performance.now(), x, y };
      note("small", "");
      if (last?.called) show(last);
      else insist(`/workshop/${room.id}/call`, {}, sent);
    }));
    called.addEventListener("click", (e) => {
      const { detail, clientX: x, clientY: y } = e, pressed = /** @type {Element} */ (e.target).closest("button");
      if (!pressed || detail && performance.now() - tap.at < 600 && Math.abs(x - tap.x) + Math.abs(y - tap.y) < 40) return; // a double tap calls, and takes nothing back
      if (pressed.matches("[data-uncall]")) insist(`/workshop/${room.id}/uncall`, {}, sent);
      else if (last) { // the call stands in the strip, which shows it large again
        note("small", "yes");
        show(last);
        /** @type {HTMLElement|null} */ (bar.querySelector("[data-call]"))?.focus();
      }
    });
    takeOver("room");
    return { bar, room, hub, sent, look, listen: (/** @type {(now: any, heard: number) => void} */ other) => { others.push(other); if (last) show(last); } };
  }

  if (page !== "workshop" && page !== "room/trainer" && page !== "room/screen") return participant();
});
