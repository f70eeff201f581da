"use strict";
/* The one SCO of the package: a frame that stays while the guide's pages change within it, and that tells the learning
   system what was done. After "SCORM Run-Time Environment", version 1.2. */
(() => {
  const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("guide"));
  const steps = (frame.dataset.steps || "").split(" "), mastery = Number(frame.dataset.mastery), home = frame.dataset.home || "";
  const key = "nap.progress", began = Date.now();

  /** The learning system's API stands in a window around this one, or in the one that opened it. @param {Window|null} from */
  function apiFrom(from) {
    try {
      for (let w = from, i = 0; w && i < 500; w = w.parent, i++) {
        const api = /** @type {any} */ (w).API;
        if (api) return api;
        if (w.parent === w) return null;
      }
    } catch (e) { /* a window of another site */ }
    return null;
  }
  const api = apiFrom(window) || apiFrom(window.opener);
  const open = !!api && String(api.LMSInitialize("")) === "true";
  let over = false;

  /** @param {string} name @returns {string} */
  const get = (name) => (open && !over ? String(api.LMSGetValue(name)) : "");
  /** @param {string} name @param {string} value */
  const set = (name, value) => { if (open && !over) api.LMSSetValue(name, value); };

  /* What the learner did before comes from the learning system, not from this browser: others use the machine too. */
  let status = get("cmi.core.lesson_status"), told = "";
  if (open) {
    const before = get("cmi.suspend_data");
    try {
      if (before) { JSON.parse(before); localStorage.setItem(key, before); told = before; }
      else localStorage.removeItem(key);
    } catch (e) { /* nothing was kept, or nothing may be */ }
    if (!["passed", "completed", "failed", "incomplete"].includes(status)) set("cmi.core.lesson_status", status = "incomplete");
    set("cmi.core.exit", "suspend");
  }
  const at = get("cmi.core.lesson_location");
  frame.src = "site/" + (/^[a-z-]+\/(?:[\w-]+\/)*[\w-]+\.html$/.test(at) ? at : home);

  /** Time as HHHH:MM:SS. */
  function elapsed() {
    const s = Math.floor((Date.now() - began) / 1000), two = (/** @type {number} */ n) => String(n).padStart(2, "0");
    return two(Math.floor(s / 3600)).padStart(4, "0") + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
  }

  /** A status never goes down: who has passed has passed. @param {string} next */
  function reach(next) {
    const rank = ["incomplete", "failed", "completed", "passed"];
    if (rank.indexOf(next) > rank.indexOf(status)) set("cmi.core.lesson_status", status = next);
  }

  function report() {
    let raw = "";
    try { raw = localStorage.getItem(key) || ""; } catch (e) { /* nothing may be kept */ }
    if (raw && raw !== told && raw.length <= 4096) {
      told = raw;
      set("cmi.suspend_data", raw);
      /** @type {{steps?:string[],quiz?:{score:number,of:number}}} */ let progress = {};
      try { progress = JSON.parse(raw) || {}; } catch (e) { /* as if nothing were done */ }
      if (progress.quiz && progress.quiz.of > 0) {
        const score = Math.round(100 * progress.quiz.score / progress.quiz.of);
        set("cmi.core.score.min", "0");
        set("cmi.core.score.max", "100");
        set("cmi.core.score.raw", String(score));
        if (score >= mastery) reach("passed");
      }
      if (steps.every((s) => (progress.steps || []).includes(s))) reach("completed");
    }
  }

  function commit() {
    report();
    set("cmi.core.session_time", elapsed());
    if (open && !over) api.LMSCommit("");
  }

  frame.addEventListener("load", () => {
    try {
      const inner = /** @type {Window} */ (frame.contentWindow).location.href, base = new URL("site/", location.href).href;
      if (inner.startsWith(base)) set("cmi.core.lesson_location", inner.slice(base.length).split(/[?#]/)[0].replace(/\/$/, "/index.html").slice(0, 255));
      document.title = /** @type {Document} */ (frame.contentDocument).title;
    } catch (e) { /* a page of another site */ }
    commit();
  });
  addEventListener("storage", (event) => { if (event.key === key && event.newValue !== told) commit(); });

  /* The end: once, however the window goes. */
  function finish() {
    if (!open || over) return;
    commit();
    if (status === "passed" || status === "completed") set("cmi.core.exit", "");
    api.LMSFinish("");
    over = true;
  }
  addEventListener("pagehide", finish);
  addEventListener("beforeunload", finish);
})();
