"use strict";
/* Every script enhances a page that already works by links and forms. They hold no rule of the simulated login. */

/**
 * Starts a part of the script. What fails in it is told to the browser's console and takes no other part with it; a part that
 * uses what has failed fails as well.
 */
const part = /** @type {<T>(start: () => T) => T} */ ((/** @type {() => any} */ start) => {
  try { return start(); } catch (fault) { console.error(fault); }
});

/** A part has started: the way without script that it replaces goes. @param {string} name */
const takeOver = (name) => document.documentElement.classList.add("has-" + name);

/** Shows what works only with the part that has started. @param {string} selector */
const offer = (selector) => document.querySelectorAll(selector).forEach((e) => e.removeAttribute("hidden"));

/** Whether a server answers: not on a page that was exported as a file, wherever it is opened from. */
const served = !document.body.hasAttribute("data-static");

/** @typedef {{getItem(key:string):string|null,setItem(key:string,value:string):void,removeItem(key:string):void}} Keeper */
/** What a browser keeps; one that keeps nothing keeps it for this page. @param {() => Keeper} keeper */
const keep = (keeper, /** @type {Record<string, string>} */ here = {}) => ({
  /** @param {string} key @returns {string} "" where nothing is kept */
  get(key) { try { return keeper().getItem(key) || ""; } catch (e) { return here[key] || ""; } },
  /** @param {string} key @param {string} value "" keeps it no longer */
  set(key, value) {
    here[key] = value;
    try { if (value) keeper().setItem(key, value); else keeper().removeItem(key); } catch (e) { /* then for this page */ }
  },
});
const kept = keep(() => localStorage), keptInTab = keep(() => sessionStorage);

/** The room that this browser is in, if any. @returns {{id: string, number: number}|null} */
const roomOf = () => { try { return JSON.parse(kept.get("nap.room")); } catch (e) { return null; } };

/** What keeps progress in the browser's place: the window around an export, or its name. @type {Keeper|null} */
let frameKeeper = null;

/** What was practised stays in this browser, and nowhere else. */
const practised = {
  store: keep(() => frameKeeper || localStorage),
  /** @returns {{steps:string[],scenarios:string[],last?:string,quiz?:{score:number,of:number},asked?:Record<string,number>,knows?:boolean}} */
  read() {
    let done;
    try { done = JSON.parse(this.store.get("nap.progress")); } catch (e) { /* as if nothing were done */ }
    return { steps: [], scenarios: [], ...done };
  },
  /** @param {object} progress */
  write(progress) { this.store.set("nap.progress", JSON.stringify(progress)); },
  clear() { this.store.set("nap.progress", ""); },
};

/** What the server tells the script about an element. @param {HTMLElement} element @returns {any} */
const settingsOf = (element) => JSON.parse(element.dataset.settings || "");

/** @type {any} */ let policy;
/** An address that a script may be loaded from, with the site's word on it where the browser asks for one. @param {string} url @returns {any} */
function trusted(url) {
  const types = /** @type {any} */ (window).trustedTypes;
  if (!types) return url;
  policy = policy || types.createPolicy("guide", { createScriptURL: (/** @type {string} */ u) => /^\/(?:sw\.js$|assets\/)/.test(u) ? u : "" });
  return policy.createScriptURL(url);
}

/** A time as m:ss. @param {number} seconds */
const minutesOf = (seconds) => Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");

/** Motion is gentle, and off for who asks for less of it. */
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Brings an element into view. @type {(element: Element, block: ScrollLogicalPosition) => void} */
let bringIntoView = (element, block) => {
  let heard = false; // Safari before 14 hears no wishes: there the element's end comes to the window's end
  element.scrollIntoView({ get block() { heard = true; return block; }, behavior: calm() ? "auto" : "smooth" });
  if (!heard) element.scrollIntoView(block === "start");
};

/**
 * Shows an element and moves focus to it, so that a keyboard or a screen reader lands on what changed.
 * @param {HTMLElement} element
 */
function reveal(element) {
  element.classList.add("show");
  element.focus({ preventScroll: true });
  bringIntoView(element, "nearest");
}

/**
 * Calls back when this computer has slept, or its clock was set: what was counted meanwhile may be wrong, for a browser's
 * own count of time can stand still in sleep. The server is to be asked anew.
 * @param {() => void} what
 */
function afterSleep(what) {
  let last = 0;
  setInterval(() => {
    const now = Date.now() - performance.now();
    if (last && Math.abs(now - last) > 2000) what();
    last = now;
  }, 1000);
}

/* On a narrow screen the menu opens by :target; with script the same link closes it again. */
part(() => {
  const link = document.querySelector(".menu-link"), menu = document.getElementById("menu");
  if (!link || !menu) return;
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", "menu");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.setAttribute("aria-expanded", String(menu.classList.toggle("show")));
  });
});
