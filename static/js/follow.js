"use strict";
/**
 * Follows an event stream of ours. The browser opens a broken stream again by itself; this opens it where the browser has
 * given up, because the server was away, and where nothing is heard any more. Something in between may hold a stream back
 * until it ends (a proxy that buffers, a virus scanner), or have lost it without a word: then short answers are asked for,
 * one every two seconds, and after a while a stream again.
 * @param {string} url @param {string} name of the events @param {(data: any) => void} hear
 * @param {{lost?: (times: number) => void, refused?: (times: number) => boolean}} [how] lost: how often in a row it could
 *   not be reached, 0 when it is heard again; refused: the browser has given up, and true says that the caller opens again.
 */
function eventStream(url, name, hear, how = {}) {
  const FIRST = 5000, SILENCE = 40000, SHORT = 10000; // ms without a word: of a stream that opens, that beats every 15 s, of a short answer
  const SHORTS = 60; // short answers until a stream is tried again
  const HELD = 3000; // ms after which an answer that ends without a word was held back; a server that is away is told sooner
  /** @type {EventSource|null} */ let source = null;
  let watch = 0, retry = 0, short = 0, failures = 0, asked = 0, heard = false;

  function close() {
    if (source) source.close();
    source = null;
    clearTimeout(watch);
    clearTimeout(retry);
  }

  /** @param {number} ms */
  function expect(ms) {
    clearTimeout(watch);
    watch = setTimeout(() => {
      if (!failures) short = short ? 0 : SHORTS;
      close();
      open();
    }, ms);
  }

  /** @param {boolean} [word] whether it was an event and not a beat */
  function alive(word) {
    heard = true;
    failures = 0;
    if (word) how.lost?.(0);
    if (short && !--short) { close(); open(); } else expect(short ? SHORT : SILENCE);
  }

  function open() {
    if (source) return;
    clearTimeout(retry);
    heard = false;
    asked = performance.now();
    source = new EventSource(short ? url + (url.includes("?") ? "&" : "?") + "brief=1" : url);
    expect(short ? SHORT : FIRST);
    source.addEventListener("beat", () => alive());
    source.addEventListener(name, (event) => { alive(true); hear(JSON.parse(/** @type {MessageEvent} */ (event).data)); });
    source.onerror = () => {
      if (heard) heard = false; // an answer that came to its end, or was cut: no trouble yet
      else if (!short && performance.now() - asked > HELD) { short = SHORTS; close(); return open(); }
      else how.lost?.(++failures);
      asked = performance.now();
      expect(short ? SHORT : FIRST);
      if (!source || source.readyState !== EventSource.CLOSED) return;
      close();
      if (!how.refused?.(failures)) retry = setTimeout(open, patience(failures));
    };
  }
  /* The Wi-Fi is back: the old connection may need half a minute to notice. */
  addEventListener("online", () => { if (source) { close(); open(); } });
  return { open, close };
}
