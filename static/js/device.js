"use strict";
/* The real phone's page: reports that it is open, answers once, and hears when the computer is ahead of it. */
part(() => {
  const main = /** @type {HTMLElement} */ (document.querySelector("main.device"));
  if (!main) return;
  const state = (main.dataset.scan || "").replace(/scan$/, "app"); // tells a script how long the code is open, without the digits
  /* The computer hears of it once the page is looked at: what opens it unseen is a preview, or a browser that guesses. */
  function report() {
    if (!main.dataset.scan || document.hidden || /** @type {any} */ (document).prerendering) return;
    post(main.dataset.scan)
      .then((response) => { if (response.status >= 400 && response.status < 500) return response.json().then((said) => { if (moment) moment.textContent = said.text; }); })
      .catch(() => { /* Allow and Decline work without the report */ });
    delete main.dataset.scan;
  }
  report();
  document.addEventListener("visibilitychange", report);
  document.addEventListener("prerenderingchange", report);
  const buttons = (/** @type {boolean} */ on) => main.querySelectorAll("button").forEach((b) => { b.disabled = !on; });
  const moment = /** @type {HTMLElement|null} */ (main.querySelector(".moment"));
  /* The second tap of a double tap on the app's icon lands on this page and answers nothing. A keyboard's press has no detail. */
  const answers = main.querySelector(".answers2");
  if (answers && moment) {
    answers.setAttribute("data-settling", "");
    setTimeout(() => answers.removeAttribute("data-settling"), 600);
    answers.addEventListener("click", (event) => {
      if (/** @type {MouseEvent} */ (event).detail && answers.hasAttribute("data-settling")) event.preventDefault();
    });
    answers.querySelectorAll("form").forEach((form) => form.addEventListener("submit", (event) => {
      setTimeout(buttons, 0, false);
      event.preventDefault();
      answer(form, moment);
    }));
  }

  /**
   * Sends the answer until it has arrived, for half a minute: the server may be away for some seconds.
   * @param {HTMLFormElement} form @param {HTMLElement} moment where that is said
   */
  async function answer(form, moment) {
    const soon = setTimeout(() => { moment.textContent = moment.dataset.wait || ""; }, 1000);
    const response = await insist(form.action, {}, (not) => { if (not) moment.textContent = moment.dataset.wait || ""; }, 30);
    if (response?.ok) return location.replace(form.action.replace(/\/\w+(?=$|\?)/, ""));
    if (response) return form.submit(); // the server's own words say what is wrong
    clearTimeout(soon);
    moment.textContent = moment.dataset.press || "";
    buttons(true);
  }

  /* When the last minute begins that is said, once. When the code has run out, or was answered or replaced on the computer, the page
     says so. The server is asked every few seconds while the page is looked at; where no answer comes, our own clock counts. */
  const left = Number(main.dataset.left);
  if (left && moment) follow(left, moment);
  /** @param {number} seconds @param {HTMLElement} moment */
  async function follow(seconds, moment) {
    /** @type {(value?: any) => void} */ let woken = () => {};
    afterSleep(() => woken());
    document.addEventListener("visibilitychange", () => woken());
    for (let said = false, ends = performance.now() + seconds * 1000; ;) {
      await new Promise((go) => { setTimeout(go, Math.min(4, Math.max(1, seconds)) * 1000); woken = go; });
      if (main.querySelector("button:disabled")) return; // it has been answered
      if (document.hidden) continue;
      try {
        const answer = await ask(state);
        if (answer.status >= 500) throw answer;
        seconds = (await answer.json()).expires_in;
        ends = performance.now() + seconds * 1000;
        if (!seconds && !main.querySelector("button:disabled")) return location.reload();
      } catch (e) { seconds = Math.max(1, (ends - performance.now()) / 1000); /* at its end the server is asked all the same */ }
      if (seconds > 60) said = false;
      else if (!said) { said = true; moment.textContent = moment.dataset.minute || ""; }
    }
  }
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
});
