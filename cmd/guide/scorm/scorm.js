"use strict";
/* The one SCO of the package: a frame that stays while the guide's pages change within it, and that tells the learning
   system what was done. After "SCORM Run-Time Environment", version 1.2. */
(() => {
  const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("guide"));
  const bar = /** @type {HTMLElement} */ (document.getElementById("told"));
  /** @type {{home:string,steps:{id:string,title:Record<string,string>}[],words:Record<string,Record<string,string>>,mastery:number}} */
  const { home, steps, words, mastery } = JSON.parse(frame.dataset.settings || "");
  const key = "nap.progress", mostKept = 4096, mostPlace = 255; // characters of suspend_data and of lesson_location

  /* The learning system's API stands in this window or one around it, or in the one that opened any of them, or around that
     one. A window of another site cannot be looked into, but past it. */
  function findAPI() {
    /** @type {any[]} */
    const seen = [], next = /** @type {any[]} */ ([window]);
    for (let w = next.shift(); w && seen.length < 500; w = next.shift()) {
      if (seen.indexOf(w) >= 0) continue;
      seen.push(w);
      try { if (w.API && w.API.LMSInitialize) return w.API; } catch (e) { /* of another site */ }
      try { if (w.parent && w.parent !== w) next.push(w.parent); } catch (e) { /* closed */ }
      try { if (w.opener) next.push(w.opener); } catch (e) { /* closed */ }
    }
    return null;
  }

  /** @type {any} */
  let api = null;
  let open = false;   // between LMSInitialize and LMSFinish
  let silent = false; // somebody looks back at a finished attempt: nothing is written
  let looks = 20;     // how often one that is not there yet is looked for
  let ready = false;  // what the learning system knew has been read
  let began = 0, lost = false, refused = false;

  /** Calls the API; whatever goes wrong in it is no reason to stop. @param {string} name @param {string[]} args */
  function call(name, ...args) {
    try { return String(api[name](...args)); } catch (e) { return "false"; }
  }
  /** @param {string} name */
  function get(name) {
    if (!open) return "";
    const value = call("LMSGetValue", name);
    return value === "false" || value === "null" || value === "undefined" ? "" : value;
  }
  /** @param {string} name @param {string} value @returns {boolean} whether it was taken */
  const set = (name, value) => open && ready && !silent && call("LMSSetValue", name, value) !== "false";

  /* What was done, from the learning system and from the pages. Each page tells at once, also where it may store nothing. */
  /** @typedef {{steps?:string[],scenarios?:string[],last?:string,quiz?:{score:number,of:number}}} Progress */
  /** @param {string|null} raw @returns {Progress} */
  function parse(raw) {
    try {
      const p = JSON.parse(raw || "{}");
      return p && typeof p === "object" && !Array.isArray(p) ? p : {};
    } catch (e) { return {}; }
  }
  /** @param {unknown} list */
  const names = (list) => (Array.isArray(list) ? list.filter((s) => typeof s === "string") : []);
  /** @param {Progress} p */
  const share = (p) => (p.quiz && p.quiz.of > 0 ? Math.round(100 * Math.min(1, Math.max(0, p.quiz.score / p.quiz.of))) : -1);
  /** Nothing that was reached is lost again. @param {Progress} a @param {Progress} b the newer @returns {Progress} */
  function merge(a, b) {
    const all = Object.assign({}, a, b);
    all.steps = names(a.steps).concat(names(b.steps).filter((s) => names(a.steps).indexOf(s) < 0));
    all.scenarios = names(a.scenarios).concat(names(b.scenarios).filter((s) => names(a.scenarios).indexOf(s) < 0));
    if (share(a) > share(b)) all.quiz = a.quiz;
    return all;
  }
  /** @type {Progress} */
  let progress = {};
  /** As it goes back: whole if it fits, else without what can be spared. */
  function packed() {
    for (const p of [progress, { steps: progress.steps, quiz: progress.quiz, last: progress.last }, { steps: progress.steps, quiz: progress.quiz }]) {
      const raw = JSON.stringify(p);
      if (raw.length <= mostKept) return raw;
    }
    return "";
  }
  function mirror() {
    try { localStorage.setItem(key, JSON.stringify(progress)); } catch (e) { /* nothing may be kept here */ }
  }
  /** @type {any} */ (window).guideKeeper = {
    getItem: () => JSON.stringify(progress),
    /** @param {string} _ @param {string} raw */
    setItem: (_, raw) => { learn(parse(raw)); },
    removeItem: () => { progress = {}; mirror(); }, // what the learning system has been told stays
  };
  /** @param {Progress} news */
  function learn(news) {
    const before = JSON.stringify(progress);
    progress = merge(progress, news);
    if (JSON.stringify(progress) === before) return;
    mirror();
    commit();
  }

  /* What the learning system knows. A status never goes down; passed and completed are each told when they are reached, for
     some systems wait for the one and some for the other, and passed is what stands at the end. */
  let toldPassed = false, toldCompleted = false, toldScore = -1, toldData = "", toldExit = "none", place = "", status = "";
  const missing = () => steps.filter((s) => names(progress.steps).indexOf(s.id) < 0);
  /** @param {string} next */
  function reach(next) {
    if (!set("cmi.core.lesson_status", next)) return false;
    status = next;
    return true;
  }

  /** Whether an earlier page of ours, or the system itself, has begun the session: one that is over takes nothing. */
  const runsAlready = () => call("LMSGetLastError") === "101" && call("LMSCommit", "") === "true";
  /** Begins a session, and goes on once the learning system has answered: one that sits in a window of another site is
      asked by messages, and knows nothing at first. @param {() => void} then */
  function begin(then) {
    open = call("LMSInitialize", "") === "true" || runsAlready();
    refused = !open;
    began = Date.now();
    settle(open ? 30 : 0, then);
  }
  /** @param {number} tries @param {() => void} then */
  function settle(tries, then) {
    ["cmi.core.lesson_mode", "cmi.core.entry", "cmi.suspend_data", "cmi.core.lesson_location", "cmi.core.score.raw"].forEach(get);
    status = get("cmi.core.lesson_status");
    if (!status && tries) { setTimeout(settle, 100, tries - 1, then); return; }
    silent = ["review", "browse"].indexOf(get("cmi.core.lesson_mode")) >= 0;
    ready = open;
    toldExit = "none"; // each session says its own
    toldPassed = toldPassed || status === "passed";
    toldCompleted = toldCompleted || status === "completed";
    resume();
    if (toldPassed && !missing().length) toldCompleted = true; // it was told before passed was
    if (status === "not attempted" || status === "browsed" || status === "unknown") reach("incomplete");
    then();
  }

  /** What the learner did before comes from the learning system, not from this browser: others use the machine too. What
      was done since the page opened stays. */
  function resume() {
    const anew = get("cmi.core.entry") === "ab-initio", score = parseFloat(get("cmi.core.score.raw"));
    toldData = anew ? "" : get("cmi.suspend_data");
    place = anew ? "" : get("cmi.core.lesson_location");
    if (score >= 0 && score <= 100) toldScore = score;
    progress = merge(parse(toldData), progress);
    try {
      if (names(progress.steps).length || progress.last || progress.quiz) mirror();
      else localStorage.removeItem(key);
    } catch (e) { /* nothing may be kept here */ }
  }

  /** Time as HHHH:MM:SS. */
  function elapsed() {
    const s = Math.max(0, Math.floor((Date.now() - began) / 1000)), two = (/** @type {number} */ n) => (n < 10 ? "0" : "") + n;
    return ("000" + Math.min(9999, Math.floor(s / 3600))).slice(-4) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
  }

  /** Each thing is told by itself: one that is refused holds up no other, and progress that does not fit least of all. */
  function report() {
    const score = share(progress), passed = score >= mastery, completed = steps.length > 0 && !missing().length;
    if (score > toldScore) {
      set("cmi.core.score.min", "0");
      set("cmi.core.score.max", "100");
      if (set("cmi.core.score.raw", String(score))) toldScore = score;
    }
    if (completed && !toldCompleted && reach("completed")) { toldCompleted = true; save(); }
    if (passed && !toldPassed && reach("passed")) { toldPassed = true; save(); }
    if (toldPassed && status === "completed") reach("passed");
    const raw = packed();
    if (raw && raw !== toldData && raw !== "{}" && set("cmi.suspend_data", raw)) toldData = raw;
    const exit = toldPassed && toldCompleted ? "" : "suspend";
    if (exit !== toldExit && set("cmi.core.exit", exit)) toldExit = exit;
  }

  function save() {
    if (!open || !ready || silent) return;
    set("cmi.core.session_time", elapsed());
    lost = call("LMSCommit", "") === "false";
  }

  function commit() {
    report();
    save();
    say();
  }

  function finish() {
    if (!open) return;
    report();
    save();
    call("LMSFinish", "");
    open = ready = false;
  }

  /* What has to be known about the record is said above the page, in its language. */
  function say() {
    let lang = document.documentElement.lang, page = "";
    try {
      const inner = /** @type {Document} */ (frame.contentDocument);
      lang = words[inner.documentElement.lang] ? inner.documentElement.lang : lang;
      page = (inner.body && inner.body.dataset.page) || "";
    } catch (e) { /* a page of another site */ }
    const w = words[lang], left = missing();
    const waits = open && !silent && left.length > 0 && left.length < steps.length && (toldPassed || page === "summary" || page === "finish");
    const text = !api ? (looks ? "" : w.unreachable) : refused ? w.closed : silent ? w.review : lost ? w.unsaved : waits ? w.waits : "";
    if (bar.dataset.said === text + lang + left.length) return;
    bar.dataset.said = text + lang + left.length;
    bar.hidden = !text;
    bar.lang = lang;
    bar.textContent = text;
    if (text !== w.waits) return;
    for (const step of left) {
      const link = document.createElement("a");
      link.href = "site/" + lang + "/guide/" + step.id + ".html";
      link.target = frame.name;
      link.textContent = step.title[lang];
      bar.append(" ", link);
    }
  }

  /* A link to a part of a page, of this one or of the next, moves every page around it too, as far as they are of one site:
     each goes back to where it was, unless somebody moves it by hand. */
  const moment = 1500; // ms in which the browser does that, once the page is drawn
  const onTheWay = 15000; // ms that the page may take to come and to be drawn
  let gone = false;
  /** @type {[Window, number, number][]} */
  const around = [];
  let until = 0;
  const letGo = () => { until = 0; };
  const putBack = () => { if (Date.now() < until) around.forEach(([w, x, y]) => { if (w.scrollX !== x || w.scrollY !== y) w.scrollTo(x, y); }); };
  /** @param {"addEventListener"|"removeEventListener"} how */
  function listen(how) {
    for (const [w] of around) {
      w[how]("scroll", putBack);
      for (const byHand of ["wheel", "touchmove", "keydown", "mousedown"]) w[how](byHand, letGo, { passive: true });
    }
  }
  /** @param {number} time in ms */
  function hold(time) {
    if (gone) return;
    listen("removeEventListener");
    around.length = 0;
    try {
      for (let w = /** @type {any} */ (window); w !== w.parent; w = w.parent) around.push([w.parent, w.parent.scrollX, w.parent.scrollY]);
    } catch (e) { /* a window of another site is not moved */ }
    listen("addEventListener");
    until = Date.now() + time;
  }
  /** Holds for a moment more from when a page is drawn. @param {Window} page */
  const loosen = (page) => { page.requestAnimationFrame(() => { page.requestAnimationFrame(() => { if (Date.now() < until) until = Date.now() + moment; }); }); };
  addEventListener("pagehide", () => { gone = true; listen("removeEventListener"); });
  addEventListener("pageshow", () => { gone = false; });

  let pages = 0;
  frame.addEventListener("load", () => {
    pages++;
    putBack();
    try {
      const inner = /** @type {Window} */ (frame.contentWindow);
      loosen(inner);
      inner.addEventListener("pagehide", () => hold(onTheWay));
      inner.document.addEventListener("click", (event) => {
        if (!/** @type {Element} */ (event.target).closest("a[href*='#']")) return;
        hold(onTheWay);
        loosen(inner);
      }, true);
    } catch (e) { /* a page of another site */ }
    try {
      const inner = /** @type {Window} */ (frame.contentWindow).location.href, base = new URL("site/", location.href).href;
      const at = inner.slice(base.length).split(/[?#]/)[0].replace(/(^|\/)$/, "$1index.html");
      if (inner.startsWith(base) && at.length <= mostPlace && at !== place && set("cmi.core.lesson_location", at)) place = at;
      document.title = /** @type {Document} */ (frame.contentDocument).title;
    } catch (e) { /* a page of another site */ }
    commit();
  });
  addEventListener("storage", (event) => { if (event.key === key && event.newValue) learn(parse(event.newValue)); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") commit(); });
  setInterval(() => { if (lost) commit(); }, 15000); // the line may be back

  /* The end is when the page really goes; who comes back to it begins again. */
  addEventListener("pagehide", finish);
  addEventListener("pageshow", (event) => {
    if (event.persisted && api) begin(commit);
  });

  const show = () => {
    frame.src = "site/" + (/^[a-z-]+\/(?:[\w-]+\/)*[\w-]+\.html$/.test(place) ? place : home);
    say();
  };
  api = findAPI();
  if (api) { begin(show); return; }
  show();
  /* Some systems put their API up after the page. */
  setTimeout(function look() {
    api = findAPI();
    if (api) begin(() => (place && pages < 2 ? show() : commit())); // who has gone on already stays there
    else if (--looks) setTimeout(look, 250);
    else say();
  }, 250);
})();
