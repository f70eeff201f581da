"use strict";
/* A page of the workshop is drawn anew from what the server says now. Only parts marked data-live change, so that a form that somebody is
   filling in stays. */
const redraw = part(() => {
  /** What time it is on the server, as its page said when it was asked for. @type {{at: number, asked: number}} */
  let clock = { at: 0, asked: 0 };
  /** @param {Document} page @param {number} asked */
  const told = (page, asked) => {
    const now = Number(page.querySelector("[data-now]")?.getAttribute("data-now"));
    if (now) clock = { at: now, asked };
  };
  told(document, 0);

  /** @param {string} path @returns {Promise<Document>} */
  const fetchPage = async (path) => {
    const asked = performance.now(), page = await loadPage(path, 8000);
    told(page, asked);
    return page;
  };

  /** Where the server refuses a page, the page itself says in words why. @param {any} request that failed */
  const refused = (request) => { if (request.status >= 400 && request.status < 500) location.reload(); };

  /** Puts what the server says now in place of the parts marked data-live. */
  async function refresh() {
    const fresh = await fetchPage(location.pathname);
    await still();
    const at = document.activeElement, part = at?.closest("[data-live]");
    document.querySelectorAll("[data-live]").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (now) become(old, now);
    });
    if (part && !at?.isConnected) { // what had the focus is done with: on to the words that say so
      const words = /** @type {HTMLElement} */ (part.querySelector("h2") || part);
      words.tabIndex = -1;
      words.focus({ preventScroll: true });
    }
    return fresh;
  }

  /** What tells a node from those beside it, where they come and go. @param {Node|null} n */
  const keyOf = (n) => (n instanceof Element ? n.id || n.getAttribute("data-key") : null);

  /** Makes one node like another, keeping what is the same: the focus stays, also on words that have it, and no button becomes another one. @param {Node} old @param {Node} now */
  function become(old, now) {
    if (!(old instanceof Element)) { if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue; return; }
    const fresh = /** @type {Element} */ (now);
    for (const a of [...old.attributes]) if (!fresh.hasAttribute(a.name) && !/^(open|tabindex)$/.test(a.name)) old.removeAttribute(a.name);
    for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
    const wanted = new Set([...fresh.childNodes].map(keyOf));
    for (const n of [...old.childNodes]) if (keyOf(n) && !wanted.has(keyOf(n))) n.remove();
    let at = old.firstChild;
    for (const n of [...fresh.childNodes]) {
      const key = keyOf(n), mine = key ? [...old.childNodes].find((o) => keyOf(o) === key) : at && !keyOf(at) && at;
      if (!mine || mine.nodeName !== n.nodeName) { old.insertBefore(document.importNode(n, true), at); continue; }
      if (mine !== at) old.insertBefore(mine, at);
      at = mine.nextSibling;
      become(mine, n);
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }

  /* While somebody is about to press something, nothing moves: while a finger or a button is down, and until the click that
     comes of it; and while the pointer is on its way, for two seconds at most. */
  let down = 0, moved = 0;
  addEventListener("pointerdown", () => { down = performance.now(); }, true);
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => { moved = 0; setTimeout(() => { down = 0; }, 100); }, true);
  addEventListener("pointermove", (e) => { if (e.pointerType === "mouse") moved = performance.now(); }, true);
  /* The second press of a double click or a double tap answers nothing: what stands there now was not there before. How slow a
     double click may be the system knows and counts; a keyboard's press has no count. */
  let pressed = 0, x = 0, y = 0;
  addEventListener("click", (e) => {
    if (!e.detail || !/** @type {Element} */ (e.target).closest("button")) return;
    const now = performance.now();
    if (now - pressed < (e.detail > 1 ? 600 : 300) && Math.abs(e.clientX - x) + Math.abs(e.clientY - y) < 40) {
      e.preventDefault();
      e.stopImmediatePropagation();
    } else { pressed = now; x = e.clientX; y = e.clientY; }
  }, true);
  async function still() {
    for (const from = performance.now(), rest = 300; performance.now() - from < 2000 && (down || performance.now() - moved < rest);) await pause(50);
  }

  /** The line that says that the server is not reached, or why it refuses. */
  const lostSign = () => {
    let timer = 0;
    return (/** @type {boolean} */ is, words = "") => {
      const show = (/** @type {boolean} */ on) => document.querySelectorAll("[data-lost]").forEach((/** @type {any} */ e) => {
        e.dataset.lost = e.dataset.lost || e.textContent;
        e.textContent = words || e.dataset.lost;
        e.hidden = !on;
      });
      if (is && !words) timer = timer || setTimeout(() => show(true), 1500); // a reconnect within it goes unsaid
      else { clearTimeout(timer); timer = 0; show(!!words); }
    };
  };

  /**
   * Posts what the trainer pressed, once. Who presses is told within a second that no answer comes, and after six that
   * nothing was done; the server does nothing that is older than four.
   * @param {string} url @param {Record<string, string>} fields @param {(is: boolean, words?: string) => void} sign
   * @returns {Promise<Response|undefined>} the answer; none where it never came
   */
  async function press(url, fields, sign) {
    const words = document.querySelector("[data-gone]")?.getAttribute("data-gone") || "", stop = new AbortController();
    const slow = setTimeout(() => sign(true, document.querySelector("[data-lost]")?.textContent || words), 1000), late = setTimeout(() => stop.abort(), 6000);
    try {
      const answer = await post(url, fields, { signal: stop.signal }, { "Pressed-At": String(Math.round(clock.at + performance.now() - clock.asked)) });
      sign(false, answer.ok ? "" : await wordsOf(answer));
      return answer;
    } catch (e) {
      sign(true, words);
    } finally {
      clearTimeout(slow);
      clearTimeout(late);
    }
  }

  return { lostSign, fetchPage, refresh, refused, press };
});
