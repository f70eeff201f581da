"use strict";
/* The real phone's page: reports that it is open, and answers once. */
part(() => {
  const main = /** @type {HTMLElement} */ (document.querySelector("main.device"));
  if (!main) return;
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

  /* When the last minute begins that is said, once; when the code has run out the page says so. The computer may have asked for more
     time meanwhile, so the server is asked first. */
  const left = Number(main.dataset.left);
  if (left && moment) last(left, moment);
  /** @param {number} seconds @param {HTMLElement} moment */
  async function last(seconds, moment) {
    /** @type {(value?: any) => void} */ let woken = () => {};
    afterSleep(() => woken());
    for (let said = false; ;) {
      await new Promise((go) => { setTimeout(go, Math.max(0, seconds - (said ? 0 : 60)) * 1000); woken = go; });
      if (main.querySelector("button:disabled")) return; // it has been answered
      try {
        const answer = await ask(location.pathname);
        if (answer.status >= 500) throw answer;
        seconds = (await answer.json()).expires_in;
      } catch (e) { seconds = said ? 5 : Math.min(seconds, 60); /* no answer: by our own clock */ }
      if (!seconds) return location.reload();
      if (seconds > 60) said = false;
      else if (!said) { said = true; moment.textContent = moment.dataset.minute || ""; }
    }
  }
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
});
