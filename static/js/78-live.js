"use strict";
/* What the workshop's pages share. A page follows its room over one event stream, which says only that something has changed; what is shown
   is fetched again from the server, which wrote it. Parts marked data-live are replaced, so that a form that somebody is
   filling in stays. */
const live = (() => {
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

  return { fetchPage, refresh, oneAtATime, follow, lostSign, post, insist };
})();
