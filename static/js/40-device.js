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
  main.querySelectorAll("form").forEach((form) => form.addEventListener("submit", () => {
    setTimeout(() => main.querySelectorAll("button").forEach((b) => { b.disabled = true; }));
  }));
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
})();
