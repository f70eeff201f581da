"use strict";
/* What the workshop's pages share. A page follows its room over one event stream, which says only that something has changed; what is shown
   is fetched again from the server, which wrote it: see redraw.js. */
const live = part(() => {
  /** Does one thing at a time, and once more if it was asked for meanwhile. What it answers is kept once it has been done. @param {(data?: any) => Promise<unknown>} what */
  function oneAtATime(what) {
    /** @type {Promise<unknown>} */ let last = Promise.resolve();
    /** @type {Promise<unknown>|null} */ let waits = null;
    /** @type {any} */ let newest;
    const go = () => { waits = null; return what(newest); };
    return (/** @type {any} */ data) => {
      newest = data;
      return waits = waits || (last = last.then(go, go));
    };
  }

  /**
   * Keeps one event stream open while the page is seen; always for wall and console.
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

  return { oneAtATime, follow };
});
