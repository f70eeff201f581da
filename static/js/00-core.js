"use strict";
/* Every script enhances a page that already works by links and forms. They hold no rule of the simulated login. */

/**
 * Starts a part of the script. What fails in it is told to the browser's console and takes no other part with it.
 * @template T @param {() => T} start @returns {T|undefined}
 */
function part(start) {
  try { return start(); } catch (fault) { setTimeout(() => { throw fault; }); }
}

/** A part has started: the way without script that it replaces goes. @param {string} name */
const takeOver = (name) => document.documentElement.classList.add("has-" + name);

/** Shows what works only with the part that has started. @param {string} selector */
const offer = (selector) => document.querySelectorAll(selector).forEach((e) => e.removeAttribute("hidden"));

/** Whether a server answers: not on a page that was exported as a file, wherever it is opened from. */
const served = !document.body.hasAttribute("data-static");

/**
 * Words as they were written, without the joiners that keep Thai compounds on one line.
 * @param {string|null} words
 */
const unjoined = (words) => (words || "").replace(/\u2060/g, "");

/** What was practised stays in this browser, and nowhere else; in a learning system also with the frame around the page,
    which tells it on and is all there is where a frame may store nothing. */
const practised = (() => {
  const key = "nap.progress";
  /** @returns {{read():string,write(raw:string):void,clear():void}|null} */
  const keeper = () => { try { return parent === window ? null : /** @type {any} */ (parent).guideKeeper || null; } catch (e) { return null; } };
  return {
    /** @returns {{steps:string[],scenarios:string[],last?:string,quiz?:{score:number,of:number}}} */
    read() {
      let kept = null;
      try {
        const frame = keeper();
        kept = JSON.parse((frame ? frame.read() : localStorage.getItem(key)) || "{}");
      } catch (e) { /* as if nothing were done */ }
      kept = kept && typeof kept === "object" ? kept : {};
      return { ...kept, steps: kept.steps || [], scenarios: kept.scenarios || [] };
    },
    /** @param {object} progress */
    write(progress) {
      const raw = JSON.stringify(progress), frame = keeper();
      try { localStorage.setItem(key, raw); } catch (e) { /* a browser that keeps nothing still works */ }
      if (frame) frame.write(raw);
    },
    clear() {
      const frame = keeper();
      try { localStorage.removeItem(key); } catch (e) { /* nothing was kept */ }
      if (frame) frame.clear();
    },
  };
})();

/** Motion is gentle, and off for who asks for less of it. */
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Brings an element into view. In a frame only this page moves: the browser's own way would move the pages around it too.
 * @param {Element} element @param {ScrollLogicalPosition} block
 */
function bringIntoView(element, block) {
  const behavior = calm() ? "auto" : "smooth";
  if (parent === window) return element.scrollIntoView({ block, behavior });
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) {
      at.scrollTop += wayTo(element.getBoundingClientRect(), at.getBoundingClientRect(), block);
    }
  }
  const top = wayTo(element.getBoundingClientRect(), { top: 0, bottom: innerHeight }, block);
  if (top) window.scrollBy({ top, behavior });
}
/** How far a box is from where it should stand in another. @param {{top:number,bottom:number}} box @param {{top:number,bottom:number}} view @param {ScrollLogicalPosition} block */
function wayTo(box, view, block) {
  if (block === "start") return box.top - view.top;
  if (block === "center") return (box.top + box.bottom - view.top - view.bottom) / 2;
  if (box.top < view.top || box.bottom - box.top > view.bottom - view.top) return box.top - view.top;
  return Math.max(0, box.bottom - view.bottom);
}

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
  const offset = () => Date.now() - performance.now();
  let last = offset();
  setInterval(() => {
    const now = offset(), slept = Math.abs(now - last) > 2000;
    last = now;
    if (slept) what();
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
