"use strict";
/* What has been practised stays in this browser, and nowhere else. */
part(() => {
  const key = "nap.progress";
  /** @returns {{steps:string[],scenarios:string[],last?:string}} */
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "{}");
      return { ...kept, steps: kept.steps || [], scenarios: kept.scenarios || [] };
    } catch (e) { return { steps: [], scenarios: [] }; }
  }
  /** @param {object} progress */
  function write(progress) {
    try { localStorage.setItem(key, JSON.stringify(progress)); } catch (e) { /* a browser that keeps nothing still works */ }
  }
  /** @param {"steps"|"scenarios"} kind @param {string} id */
  function add(kind, id) {
    const progress = read();
    if (id && !progress[kind].includes(id)) { progress[kind].push(id); write(progress); }
  }

  const page = document.body.dataset.page || "";
  const step = page.startsWith("guide/") ? page.slice(6) : "";
  if (step || page.startsWith("practice/")) {
    const progress = read();
    const place = served ? location.pathname : "/" + document.body.dataset.lang + "/" + page; // the same in an export
    progress.last = place.includes("/g/") ? progress.last : place;
    write(progress);
  }
  document.addEventListener("step-done", () => add("steps", step));
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("a.spot")) add("steps", step);
  });
  const done = document.querySelector("[data-done]");
  if (done) for (const id of (/** @type {HTMLElement} */ (done).dataset.done || "").split(" ")) add("scenarios", id);

  const progress = read();
  document.querySelectorAll(".rail [data-step]").forEach((link) => {
    if (progress.steps.includes(/** @type {HTMLElement} */ (link).dataset.step || "")) link.classList.add("done");
  });
  document.querySelectorAll("[data-scenario]").forEach((card) => {
    if (!progress.scenarios.includes(/** @type {HTMLElement} */ (card).dataset.scenario || "")) return;
    const mark = /** @type {HTMLElement|null} */ (card.querySelector(".done-mark"));
    if (mark) mark.hidden = false;
  });

  const resume = /** @type {HTMLElement|null} */ (document.querySelector("[data-resume]"));
  if (resume && progress.last && /^\/[a-z-]+\/(guide|practice)\//.test(progress.last)) {
    const link = /** @type {HTMLAnchorElement} */ (resume.querySelector("a"));
    link.href = served ? progress.last.replace(/^\/[a-z-]+/, "/" + document.body.dataset.lang) : progress.last.replace(/^\/[a-z-]+\//, "") + ".html";
    resume.hidden = false;
    resume.addEventListener("submit", (event) => {
      event.preventDefault();
      try { localStorage.removeItem(key); } catch (e) { /* nothing was kept */ }
      resume.hidden = true;
    });
  }
});
