"use strict";
/* The real phone's page: reports that it is open, and answers once. */
(() => {
  const main = /** @type {HTMLElement|null} */ (document.querySelector("main.device"));
  if (!main) return;
  if (main.dataset.scan) {
    fetch(main.dataset.scan, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((response) => { if (response.status === 409 || response.status === 410) location.reload(); })
      .catch(() => { /* Allow and Decline work without the report */ });
  }
  const buttons = (/** @type {boolean} */ on) => main.querySelectorAll("button").forEach((b) => { b.disabled = !on; });
  const moment = /** @type {HTMLElement|null} */ (main.querySelector(".moment"));
  main.querySelectorAll("form").forEach((form) => form.addEventListener("submit", (event) => {
    setTimeout(buttons, 0, false);
    if (!moment) return;
    event.preventDefault();
    answer(form, moment);
  }));

  /**
   * Sends the answer until it has arrived, for half a minute: the server may be away for some seconds.
   * @param {HTMLFormElement} form @param {HTMLElement} moment where that is said
   */
  async function answer(form, moment) {
    const soon = setTimeout(() => { moment.textContent = moment.dataset.wait || ""; }, 1000);
    for (const end = Date.now() + 30000; Date.now() < end; await new Promise((go) => setTimeout(go, 500))) {
      try {
        const response = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" } });
        if (response.ok) return location.replace(form.action.slice(0, form.action.lastIndexOf("/")));
        if (response.status < 500) return form.submit(); // the server's own words say what is wrong
      } catch (e) { /* no answer: sent again */ }
      moment.textContent = moment.dataset.wait || "";
    }
    clearTimeout(soon);
    moment.textContent = moment.dataset.press || "";
    buttons(true);
  }
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
})();
