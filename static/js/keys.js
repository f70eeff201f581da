"use strict";
/* Keys. A page's list of them, drawn by the server, is the table: what it lists works, and nothing else does. A key counts by
   its place on the keyboard, named by what an English one has printed there, so that neither a Thai layout nor Caps Lock
   changes it; by what it types only where no place is told, as some clickers do. */
const keys = part(() => {
  /** @type {Record<string, string>} */
  const PRINTED = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Period: ".", NumpadDecimal: ".", Equal: "+", NumpadAdd: "+", Minus: "−", NumpadSubtract: "−", "-": "−" };
  /** @type {Record<number, string>} for events that tell a number only; filled where clickers are used */
  const numbered = {};

  /** @param {KeyboardEvent} event @returns {string} what is printed on the key; "" for one that is nothing to us */
  function nameOf(event) {
    const typed = event.key || "", number = event.keyCode, named = /^[A-Z]\w/.test(typed) && typed !== "Unidentified";
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || number === 229) return "";
    let place = event.code;
    if (!place || place === "Unidentified") place = named ? typed : numbered[number] || String.fromCharCode(number);
    if (/^Numpad/.test(place) && named) place = typed; // NumLock is off
    const letter = /^(?:Key)?([A-Z])$/.exec(place), digit = /^(?:Digit|Numpad)?(\d)$/.exec(place);
    const name = letter && typed !== "?" ? letter[1] : digit ? digit[1] : PRINTED[place] || (/^(?:Space|Page\w+|Home|End|F5)$/.test(place) ? place : "");
    if (event.shiftKey) return letter || /^F5|\+/.test(name) ? name || typed : place === "Slash" ? "?" : named || typed === " " ? "" : typed;
    return name || (named ? "" : PRINTED[typed] || typed.trim().toUpperCase() || "Space");
  }

  const list = () => /** @type {HTMLElement} */ (document.querySelector("[data-keys]"));
  const dialog = () => /** @type {HTMLDialogElement} */ (list().closest("dialog"));
  const rows = () => /** @type {HTMLElement[]} */ ([...list().children]);

  /** @param {string} name @returns {string|undefined} what the page's list says of a key */
  function actOf(name) {
    const row = rows().find((r) => {
      const caps = (/** @type {HTMLElement} */ (r.querySelector("dt")).textContent || "").trim();
      return !r.hidden && (caps.split(" / ").includes(name) || caps[1] === "–" && !name[1] && name >= caps[0] && name <= caps[2]);
    });
    return row && row.dataset.act;
  }

  /** Is the key meant for what has the focus? F5 types nothing, and would load the page anew. @param {KeyboardEvent} event @param {string} name */
  function isMeantFor(event, name) {
    const at = event.target instanceof HTMLElement ? event.target : document.body, field = /** @type {HTMLInputElement|null} */ (at.closest("input, textarea, select"));
    if (name === "F5") return false;
    if (field) return !/^(?:radio|checkbox)$/.test(field.type) || /^[→←↑↓]|^(?:Sp|Pa|Ho|En)/.test(name);
    return at.isContentEditable || name === "Space" && !!at.closest("button, summary, [role=button]");
  }

  function show() {
    const box = dialog();
    if (box.showModal) return box.showModal();
    box.setAttribute("open", "");
    box.tabIndex = -1;
    box.focus();
  }
  function hide() {
    const box = dialog();
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
      const name = nameOf(event), act = name && !event.defaultPrevented && actOf(name);
      if (!act || isMeantFor(event, name)) return;
      if (event.repeat && act !== "zoom") { /* held down: once is enough, and the page does not scroll */
      } else if (dialog().hasAttribute("open")) {
        if (act === "list" || act === "close" && !dialog().close) hide(); // Esc closes it without us, where there are such windows
        else if (act !== "full") return;
      } else if (first && first(act)) { /* done */
      } else if (act === "list") show();
      else if (!acts[act] || acts[act](name) === false) return;
      event.preventDefault();
    });
    if (!dialog().close) dialog().addEventListener("submit", (event) => { event.preventDefault(); hide(); });
  }

  return { nameOf, numbered, rows, listen, show, hide };
});
