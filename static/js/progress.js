"use strict";
/* What has been practised is noted, and shown again. */
part(() => {
  /** @param {"steps"|"scenarios"} kind @param {string} id */
  function add(kind, id) {
    const progress = practised.read();
    if (id && !progress[kind].includes(id)) { progress[kind].push(id); practised.write(progress); }
  }

  const page = document.body.dataset.page || "";
  const step = page.startsWith("guide/") ? page.slice(6) : "";
  if (step || page.startsWith("practice/")) {
    const progress = practised.read();
    const place = served ? location.pathname : "/" + document.body.dataset.lang + "/" + page; // the same in an export
    if (!place.includes("/g/")) progress.last = place;
    practised.write(progress);
  }
  document.addEventListener("step-done", () => add("steps", step));
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("a.spot")) add("steps", step);
  });
  const done = document.querySelector("[data-done]");
  if (done) for (const id of (/** @type {HTMLElement} */ (done).dataset.done || "").split(" ")) add("scenarios", id);

  const progress = practised.read();
  document.querySelectorAll(".rail [data-step]").forEach((link) => {
    if (progress.steps.includes(/** @type {HTMLElement} */ (link).dataset.step || "")) link.classList.add("done");
  });
});
