"use strict";
/* Keys. A page's list of them, drawn by the server, is the table: what it lists works, and nothing else does. A key counts by
   its place on the keyboard, named by what an English one has printed there, so that neither a Thai layout nor Caps Lock
   changes it; by what it types only where no place is told, as old browsers and some clickers do. */
const keys = part(() => {
  /** @type {Record<string, string>} */
  const PRINTED = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": "Space", Period: ".", NumpadDecimal: ".", Equal: "+", NumpadAdd: "+", Minus: "−", NumpadSubtract: "−", "-": "−" };
  const NUMBERED = "Space PageUp PageDown End Home ArrowLeft ArrowUp ArrowRight ArrowDown".split(" "); // from 32 on

  /** @param {KeyboardEvent} event @returns {string} what is printed on the key; "" for one that is nothing to us */
  function nameOf(event) {
    const typed = event.key || "", shift = event.shiftKey, number = event.keyCode, named = /^[A-Z]\w/.test(typed) && typed !== "Unidentified";
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || number === 229) return "";
    let place = event.code;
    if (!place || place === "Unidentified") place = named ? typed : NUMBERED[number - 32] || { 27: "Escape", 110: "Period", 116: "F5", 190: "Period" }[number] || (number > 47 && number < 91 ? String.fromCharCode(number) : number > 95 && number < 106 ? String(number - 96) : "");
    if (/^Numpad/.test(place) && named) place = typed; // NumLock is off
    const [, letter, digit] = /^(?:Key)?([A-Z])$|^(?:Digit|Numpad)?(\d)$/.exec(place) || [];
    if (letter && typed !== "?" || /^F5|Equal/.test(place)) return letter || PRINTED[place] || place;
    if (shift ? place === "Slash" : digit || PRINTED[place] || /^(?:Space|Page|Home|End)/.test(place)) return shift ? "?" : digit || PRINTED[place] || place;
    return named || typed === " " ? "" : PRINTED[typed] || typed.toUpperCase();
  }

  const list = () => /** @type {HTMLElement|null} */ (document.querySelector("[data-keys]"));
  const dialog = () => /** @type {HTMLDialogElement|null} */ (list() && list().closest("dialog"));
  const rows = () => /** @type {HTMLElement[]} */ ([...(list() || document.createElement("p")).querySelectorAll("[data-act]")]);

  /** @param {string} name @returns {string|undefined} what the page's list says of a key */
  function actOf(name) {
    const row = rows().find((r) => {
      const caps = [...r.querySelectorAll("kbd")].map((k) => k.textContent || "");
      return !r.hidden && (caps.includes(name) || r.hasAttribute("data-range") && /^\d$/.test(name) && name >= caps[0] && name <= caps[1]);
    });
    return row && row.dataset.act;
  }

  /** Is the key meant for what has the focus? @param {KeyboardEvent} event @param {string} name */
  function isMeantFor(event, name) {
    const at = event.target instanceof HTMLElement ? event.target : document.body, field = at.closest("input");
    if (name === "F5") return false; // it types nothing, and would load the page anew
    if (at.isContentEditable || at.closest("textarea, select")) return true;
    if (field) return !/^(?:radio|checkbox|button|submit|reset)$/.test(field.type) || /[→←↑↓]|^(?:Space|Page|Home|End)/.test(name);
    return name === "Space" && !!at.closest("button, summary, [role=button]");
  }

  function show() {
    const box = dialog();
    if (!box) return;
    if (box.showModal) return box.showModal();
    box.setAttribute("open", "");
    box.tabIndex = -1;
    box.focus();
  }
  function hide() {
    const box = dialog();
    if (!box) return;
    if (box.close) box.close();
    else box.removeAttribute("open");
  }

  /**
   * Does what the page's list says when a key is pressed.
   * @param {Record<string, (name: string) => unknown>} acts by their names in the list; one that returns false did nothing
   * @param {(act: string) => boolean} [first] comes before every act, and may take its place
   */
  function listen(acts, first) {
    document.addEventListener("keydown", (event) => {
      const name = nameOf(event), act = name && !event.defaultPrevented && actOf(name), box = dialog();
      if (!act || isMeantFor(event, name)) return;
      if (event.repeat && act !== "zoom") { /* held down: once is enough, and the page does not scroll */
      } else if (box && box.hasAttribute("open")) {
        if (act === "list" || act === "close" && !box.close) hide(); // Esc closes it without us, where there are such windows
        else if (act !== "full") return;
      } else if (first && first(act)) { /* done */
      } else if (act === "list") show();
      else if (!acts[act] || acts[act](name) === false) return;
      event.preventDefault();
    });
  }

  /** The full screen, where there is such a thing. @param {boolean} [back] whether it ends one */
  function full(back) {
    const page = /** @type {any} */ (document), root = /** @type {any} */ (document.documentElement);
    const ask = root.requestFullscreen || root.webkitRequestFullscreen, end = page.exitFullscreen || page.webkitExitFullscreen;
    if (!page.fullscreenElement && !page.webkitFullscreenElement) return ask && Promise.resolve(ask.call(root)).catch(() => { /* not allowed */ });
    if (back) end.call(page);
  }

  /** @type {HTMLElement|null} */ let toast = null;
  let fading = 0;
  /** Says something for a moment. It stands beside the body, which some pages replace. @param {string} words */
  function tell(words) {
    if (!toast) {
      toast = document.createElement("p");
      toast.className = "toast";
      toast.setAttribute("role", "status");
      document.documentElement.append(toast);
    }
    toast.textContent = words;
    clearTimeout(fading);
    fading = setTimeout(() => { if (toast) toast.textContent = ""; }, 900 + 60 * words.length);
  }

  return { nameOf, rows, listen, show, hide, full, tell };
});
