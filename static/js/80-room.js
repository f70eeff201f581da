"use strict";
/* The workshop. A page follows its room over one event stream, which says only that something has changed; what is shown
   is fetched again from the server, which wrote it. Parts marked data-live are replaced, so that a form that somebody is
   filling in stays. */
(() => {
  if (!served) return;
  const page = document.body.dataset.page || "";

  /** @param {string} path @returns {Promise<Document>} */
  const fetchPage = (path) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "document"; // the browser parses it: no text becomes markup here
    request.timeout = 8000;
    request.onload = () => (request.status === 200 && request.responseXML ? resolve(request.responseXML) : reject(request));
    request.onerror = request.ontimeout = () => reject(request);
    request.send();
  });

  /** Puts what the server says now in place of the parts marked data-live. */
  async function refresh() {
    const fresh = await fetchPage(location.pathname);
    if (down) await new Promise((go) => waiting.push(() => go(undefined)));
    document.querySelectorAll("[data-live]").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (now) become(old, now);
    });
    return fresh;
  }

  /** Makes one node like another, keeping what is the same: the focus stays, and no button goes from under a finger. @param {Node} old @param {Node} now */
  function become(old, now) {
    if (old.nodeName !== now.nodeName) { /** @type {ChildNode} */ (old).replaceWith(document.importNode(now, true)); return; }
    if (!(old instanceof Element)) { if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue; return; }
    const fresh = /** @type {Element} */ (now);
    for (const a of [...old.attributes]) if (!fresh.hasAttribute(a.name)) old.removeAttribute(a.name);
    for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
    const olds = [...old.childNodes];
    [...fresh.childNodes].forEach((n, i) => { if (olds[i]) become(olds[i], n); else old.append(document.importNode(n, true)); });
    olds.slice(fresh.childNodes.length).forEach((n) => n.remove());
  }

  /* While a finger is down nothing changes under it. */
  let down = false;
  /** @type {(() => void)[]} */ let waiting = [];
  const released = () => { down = false; setTimeout(() => { waiting.forEach((go) => go()); waiting = []; }); };
  addEventListener("pointerdown", () => { down = true; setTimeout(released, 2000); }, true);
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, released, true);

  /** Does one thing at a time, and once more if it was asked for meanwhile. @param {(data?: any) => Promise<unknown>} what */
  function oneAtATime(what) {
    let running = false, again = false;
    /** @type {any} */ let newest;
    return async function run(/** @type {any} */ data) {
      newest = data;
      if (running) { again = true; return; }
      running = true;
      try { await what(newest); } finally { running = false; }
      if (again) { again = false; run(newest); }
    };
  }

  /**
   * Keeps one event stream open while the page is seen; always for the wall.
   * @param {string} url @param {string} name @param {(data: any) => void} hear
   * @param {{always?: boolean, lost?: (is: boolean) => void}} [how]
   */
  function follow(url, name, hear, how = {}) {
    let ended = false;
    const stream = eventStream(url, name, hear, { lost: (times) => how.lost?.(times > 0) });
    const look = () => { if (ended || document.hidden && !how.always) stream.close(); else stream.open(); };
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", stream.close);
    addEventListener("pageshow", look);
    look();
    return () => { ended = true; stream.close(); };
  }

  const lostSign = () => {
    let timer = 0;
    return (/** @type {boolean} */ is) => {
      clearTimeout(timer);
      const show = (/** @type {boolean} */ on) => document.querySelectorAll("[data-lost]").forEach((e) => { /** @type {HTMLElement} */ (e).hidden = !on; });
      if (is) timer = setTimeout(() => show(true), 1500); // a reconnect within it goes unsaid
      else show(false);
    };
  };

  /* —— The console —— */
  function console_() {
    const look = oneAtATime(async (data) => {
      if (data?.version === "gone") return location.assign(`/${document.body.dataset.lang}/workshop`); // deleted
      try {
        const fresh = await refresh();
        if (!!fresh.getElementById("c-drive") !== !!document.getElementById("c-drive")) location.reload(); // the class has ended
        tick();
      } catch (request) {
        if (/** @type {XMLHttpRequest} */ (request).status === 404) location.reload(); // it says in words why
      }
    });
    follow(document.body.dataset.events || "", "page", look, { lost: lostSign() });

    const plain = ["ticket", "end", "delete"], sign = lostSign();
    document.addEventListener("submit", async (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      const what = form.action.slice(form.action.lastIndexOf("/") + 1);
      if (plain.includes(what)) return;
      event.preventDefault();
      const button = form.querySelector("button");
      button?.setAttribute("aria-busy", "true");
      const answer = await insist(form.action, /** @type {any} */ (Object.fromEntries(/** @type {any} */ (new FormData(form)))), sign);
      button?.removeAttribute("aria-busy");
      if (!answer?.ok) return form.submit(); // without script: the server's own words say what is wrong
      form.closest("details")?.removeAttribute("open");
      if (what === "free") form.reset();
      look(undefined);
    });

    const clock = document.querySelector("[data-clock]");
    function tick() {
      const now = Date.now();
      document.querySelectorAll("[data-since]").forEach((e) => {
        const s = Math.max(0, Math.floor((now - Number(/** @type {HTMLElement} */ (e).dataset.since)) / 1000));
        e.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
      });
      document.querySelectorAll("[data-clock]").forEach((e) => { e.textContent = new Date().toTimeString().slice(0, 5); });
    }
    if (clock) setInterval(tick, 1000);
    tick();
  }

  /* —— The wall —— */
  function wall() {
    const room = document.body.dataset.roomKey || "";
    const body = () => document.body;
    const look = oneAtATime(async (data) => {
      if (data?.version === "gone") return location.assign(`/${document.body.dataset.lang}/present/`); // deleted
      try {
        const fresh = await fetchPage(location.pathname);
        const now = /** @type {HTMLElement} */ (document.importNode(fresh.body, true));
        if (now.isEqualNode(body())) return;
        body().replaceWith(now);
        document.title = fresh.title;
        settle();
      } catch (request) {
        if (/** @type {XMLHttpRequest} */ (request).status === 404) location.reload();
      }
    });
    follow(body().dataset.events || "", "page", look, { always: true, lost: lostSign() });
    function settle() {
      const phone = /** @type {HTMLElement|null} */ (document.querySelector(".phone"));
      if (phone) phone.dataset.view = "scanner";
      document.querySelectorAll(".turns-of-phone a").forEach((a) => { if (/** @type {HTMLElement} */ (a).dataset.viewTo === "scanner") a.setAttribute("aria-current", "step"); });
    }
    settle();

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
      if (phone && link.dataset.viewTo) phone.dataset.view = link.dataset.viewTo;
    });
    if (navigator.wakeLock) {
      const wake = () => { if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {}); };
      document.addEventListener("visibilitychange", wake);
      wake();
    }
  }

  /** @param {string} url @param {Record<string, string>} fields */
  const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true });

  /**
   * Posts until it has arrived, for a minute: what somebody does is said once, and the server or the Wi-Fi may be away
   * just then.
   * @param {string} url @param {Record<string, string>} fields @param {(is: boolean) => void} waiting
   * @returns {Promise<Response|undefined>} the answer; none where it never came
   */
  const insist = async (url, fields, waiting) => {
    for (let tries = 20; ; tries--) {
      try {
        const answer = await post(url, fields);
        if (answer.status < 500) { waiting(false); return answer; }
      } catch { /* tried again */ }
      if (!tries) return;
      waiting(true);
      await new Promise((go) => setTimeout(go, tries > 15 ? 700 : 3000));
    }
  };

  /* —— The kit: has the trainer's own phone found the way? —— */
  function kit() {
    const card = /** @type {HTMLElement|null} */ (document.querySelector("[data-check]"));
    if (!card || !document.getElementById("check-state")) return;
    let arrived = card.hasAttribute("data-arrived");
    follow(card.dataset.check || "", "page", (data) => {
      if (data.arrived && !arrived) { arrived = true; refresh().catch(() => {}); }
      const radio = data.version && document.querySelector(`input[name=base][value="${CSS.escape(data.version)}"]`);
      if (radio) /** @type {HTMLInputElement} */ (radio).checked = true;
    });
    const causes = /** @type {HTMLDetailsElement|null} */ (document.getElementById("causes"));
    setTimeout(() => { if (!arrived && causes) causes.open = true; }, 30000);
  }

  /* —— The participant, on whatever page of the site —— */
  const kept = {
    /** @returns {{id:string,number:number}|null} */
    get room() { try { return JSON.parse(localStorage.getItem("nap.room") || "null"); } catch { return null; } },
    set room(value) { try { if (value) localStorage.setItem("nap.room", JSON.stringify(value)); else localStorage.removeItem("nap.room"); } catch { /* then only the room's own page follows */ } },
    /** @param {string} key */
    of(key) { try { return sessionStorage.getItem("nap.room." + key) || ""; } catch { return ""; } },
    /** @param {string} key @param {string} value */
    keep(key, value) { try { sessionStorage.setItem("nap.room." + key, value); } catch { /* as above */ } },
  };

  function participant() {
    const hub = document.body.dataset.room ? { id: document.body.dataset.room, number: Number(document.body.dataset.number) } : null;
    if (hub) kept.room = hub;
    const room = hub || kept.room;
    const template = /** @type {HTMLTemplateElement|null} */ (document.getElementById("room-bar"));
    if (!room || !template || /^room\/(?!hub)/.test(page)) return;
    const at = page.startsWith("guide/") || page.startsWith("practice/") ? page : "";

    document.body.append(template.content.cloneNode(true));
    const find = (/** @type {string} */ s) => /** @type {HTMLElement} */ (document.querySelector(s));
    const bar = find(".room-bar"), note = find(".room-note"), go = /** @type {HTMLAnchorElement} */ (bar.querySelector("[data-go]"));
    const away = find(".room-bar [data-away]"), called = find(".room-called"), frozen = find(".room-frozen");
    /** @type {HTMLAnchorElement} */ (bar.querySelector(".seat")).href = "/j/" + room.id;
    const numbers = (/** @type {number} */ n) => document.querySelectorAll("[data-number]").forEach((e) => { if (e !== document.body) e.textContent = String(n); });
    numbers(room.number);
    bar.hidden = !!hub;
    document.documentElement.classList.toggle("in-room", !hub);

    const lost = (/** @type {boolean} */ is) => { if (is) say(note.dataset.lostText || ""); else if (last) show(last); };
    const tell = (/** @type {Record<string, string>} */ fields) => { insist(`/workshop/${room.id}/progress`, { at, ...fields }, lost); };

    /* What is reported: where one is, a step that was done, a press that was not the way. */
    if (at) {
      tell({});
      document.addEventListener("step-done", () => tell({ finish: at.slice(6) }));
      document.addEventListener("click", (event) => {
        const link = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
        if (!link) return;
        if (link.matches("a.spot")) tell({ finish: at.slice(6) });
        else tell({ press: link.dataset.action || "" });
      }, true);
    }

    /* Is somebody in the middle of an action? Then a notice, not a yank. */
    let touched = 0;
    for (const kind of ["pointerdown", "keydown", "touchstart", "input"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
    function busy() {
      const view = /** @type {HTMLElement|null} */ (document.querySelector(".phone"))?.dataset.view || "home";
      return Date.now() - touched < 3000 || at.startsWith("guide/") && !["home", "done"].includes(view) || !!document.querySelector(".answer.show, .live[data-state=scanned]") || !called.hidden;
    }

    /** @type {{state:string,number:number,mode:string,moves:number,href?:string,title?:string,frozen?:boolean,called?:boolean,mark:string}|null} */ let last = null;
    const look = oneAtATime(async () => { if (hub) try { await refresh(); } catch { /* the stream says when to try again */ } });
    const here = (/** @type {string} */ href) => location.pathname === href || page === href.replace(/^\/[a-z-]+\//, "") && location.pathname.includes("/g/") ||
      /\/practice\//.test(href) && !/qr-(expired|declined)$/.test(href) && location.pathname.startsWith(href.slice(0, href.lastIndexOf("/") + 1));

    const end = follow(`/workshop/${room.id}/events?lang=${document.body.dataset.lang}`, "seat", hear, { lost });

    /** @param {any} now */
    function hear(now) {
      if (now.state === "gone") {
        end();
        kept.room = null;
        [bar, called, frozen].forEach((e) => e.remove());
        document.documentElement.classList.remove("in-room");
        document.querySelectorAll("main").forEach((m) => { m.inert = false; });
        if (hub) location.reload();
        return;
      }
      const before = last;
      last = now;
      if (now.number) numbers(now.number);
      if (before && (before.mark !== now.mark || before.called !== now.called || before.frozen !== now.frozen || before.moves !== now.moves || before.mode !== now.mode || before.state !== now.state) || !before && hub) look(undefined);
      const seen = kept.of("moves"), moved = seen !== `${room.id}.${now.moves}`;
      if (!now.href || here(now.href) || now.state === "ended") mark(now.moves);
      else if (moved && seen.startsWith(room.id + ".") && !now.frozen && kept.of("away") !== "yes" && !busy()) {
        mark(now.moves);
        location.assign(now.href);
        return;
      } else if (!seen.startsWith(room.id + ".")) mark(now.moves); // just joined: the page says where the class is
      show(now);
    }
    const mark = (/** @type {number} */ moves) => kept.keep("moves", `${room.id}.${moves}`);

    /** @param {string} words */
    const say = (words) => { if (note.textContent !== words) note.textContent = words; };

    /** @param {any} now */
    function show(now) {
      const led = !!now.href && now.state !== "ended" && !here(now.href);
      go.hidden = !led;
      if (led) go.href = now.href;
      const looking = kept.of("away") === "yes";
      away.hidden = !led || looking;
      bar.classList.toggle("moved", led && !looking);
      say(now.state === "ended" ? now.title : led ? (looking ? note.dataset.awayText : note.dataset.movedText) + " " + now.title : now.title || "");
      bar.querySelector("[data-call]")?.toggleAttribute("hidden", now.state === "ended");
      const hold = !!now.called && now.state !== "ended";
      if (called.hidden === hold) {
        called.hidden = !hold;
        if (hold) find("#room-called-number").focus();
      }
      frozen.hidden = !now.frozen || hold;
      document.querySelectorAll("main").forEach((m) => { m.inert = !!now.frozen || hold; });
    }

    go.addEventListener("click", () => { kept.keep("away", ""); if (last) mark(last.moves); });
    document.addEventListener("click", (event) => { if (hub && /** @type {Element} */ (event.target).closest("#hub [data-go]")) { kept.keep("away", ""); if (last) mark(last.moves); } });
    away.addEventListener("click", () => { kept.keep("away", "yes"); if (last) { mark(last.moves); show(last); } });
    bar.querySelector("[data-call]")?.addEventListener("click", () => insist(`/workshop/${room.id}/call`, {}, lost));
    called.querySelector("[data-uncall]")?.addEventListener("click", () => insist(`/workshop/${room.id}/uncall`, {}, lost));
    if (hub) document.addEventListener("submit", (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (!/\/(ready|call|uncall)$/.test(form.action)) return;
      event.preventDefault();
      const fields = /** @type {any} */ (new FormData(form, /** @type {any} */ (/** @type {SubmitEvent} */ (event).submitter)));
      insist(form.action, /** @type {any} */ (Object.fromEntries(fields)), lost).then(() => look(undefined));
    });
  }

  document.querySelectorAll("[data-print]").forEach((b) => b.addEventListener("click", () => print()));
  if (page === "room/trainer") console_();
  else if (page === "room/screen") wall();
  else if (page === "workshop") kit();
  else participant();
})();
