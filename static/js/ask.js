"use strict";
/* How a page's script asks the server: as a link and a form of the page would, and again where no answer came. An event stream is
   follow.js, a whole page load.js. */

/** @param {number} ms */
const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/** How long to wait before asking again, in ms. @param {number} times how often in a row no answer came */
const patience = (times) => Math.min(1000 * (times + 1), 4000);

/** @param {string} url @param {RequestInit} [how] @param {Record<string, string>} [headers] @returns {Promise<Response>} JSON where there is any */
const ask = (url, how, headers) => fetch(url, { ...how, headers: { Accept: "application/json", ...headers } });

/** @param {string} url @param {Record<string, string>} [fields] @param {RequestInit} [how] @param {Record<string, string>} [headers] */
const post = (url, fields, how, headers) => ask(url, { method: "POST", body: new URLSearchParams(fields), ...how }, headers);

/** What a refusal says, in the person's language. @param {Response} answer @returns {Promise<string>} */
const wordsOf = (answer) => answer.clone().json().then((said) => said.text, () => answer.status + " " + answer.statusText);

/**
 * Posts until it has arrived: what somebody does is said once, and the server or the Wi-Fi may be away just then.
 * @param {string} url @param {Record<string, string>} fields
 * @param {(is: boolean, words?: string) => void} waiting whether it has not arrived yet; words: why the server refused it
 * @param {number} [seconds] after which it is given up, however long the server took to refuse it each time
 * @returns {Promise<Response|undefined>} the answer; none where it never came
 */
async function insist(url, fields, waiting, seconds = 60) {
  for (const began = performance.now(); ;) {
    try {
      const answer = await post(url, fields, { keepalive: true });
      if (answer.status < 500) { waiting(false, answer.ok ? "" : await wordsOf(answer)); return answer; }
    } catch (e) { /* tried again */ }
    const spent = performance.now() - began;
    if (spent > 1000 * seconds) return;
    waiting(true);
    await pause(spent < 3000 ? 700 : 3000);
  }
}
