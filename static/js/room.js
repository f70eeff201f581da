"use strict";
/* What the workshop's pages share. A page follows its room over one event stream, which says only that something has changed; what is shown
   is fetched again from the server, which wrote it: see redraw.js. */
const live = part(() => {
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

  /** @param {string} url @param {Record<string, string>} fields */
  const post = (url, fields) => fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true });

  /** What a refusal says, in the person's language. @param {Response} answer @returns {Promise<string>} */
  const wordsOf = (answer) => answer.clone().json().then((said) => said.text, () => answer.status + " " + answer.statusText);

  /**
   * Posts until it has arrived, for a minute: what somebody does is said once, and the server or the Wi-Fi may be away
   * just then.
   * @param {string} url @param {Record<string, string>} fields
   * @param {(is: boolean, words?: string) => void} waiting whether it has not arrived yet; words: why the server refused it
   * @returns {Promise<Response|undefined>} the answer; none where it never came
   */
  const insist = async (url, fields, waiting) => {
    for (let tries = 20; ; tries--) {
      try {
        const answer = await post(url, fields);
        if (answer.status < 500) { waiting(false, answer.ok ? "" : await wordsOf(answer)); return answer; }
      } catch { /* tried again */ }
      if (!tries) return;
      waiting(true);
      await new Promise((go) => setTimeout(go, tries > 15 ? 700 : 3000));
    }
  };

  return { oneAtATime, follow, post, insist, wordsOf };
});
