"use strict";
/* What goes on paper: today's date and what this browser knows of the practice. Without script one uses a pen. */
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => print());
  });
  const record = /** @type {HTMLElement|null} */ (document.querySelector("[data-record]"));
  if (!record) return;

  const thai = document.documentElement.lang === "th";
  const date = record.querySelector("[data-date]");
  if (date) {
    const format = new Intl.DateTimeFormat(thai ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB", { day: "numeric", month: "long", year: "numeric" });
    const parts = Object.fromEntries(format.formatToParts(new Date()).map((p) => [p.type, p.value]));
    date.textContent = `${parts.day} ${parts.month} ${parts.year}`; // in parts, for some browsers add the name of the era
  }

  let progress = /** @type {{steps?:string[],scenarios?:string[],quiz?:{score:number,of:number}}} */ ({});
  try { progress = JSON.parse(localStorage.getItem("nap.progress") || "{}") || {}; } catch (e) { /* nothing is known */ }
  const done = new Set([...(progress.steps || []), ...(progress.scenarios || [])]);
  record.querySelectorAll("[data-tick]").forEach((line) => {
    if (!done.has(line.getAttribute("data-tick") || "")) return;
    line.classList.add("practised");
    line.querySelector("[data-ticked]")?.removeAttribute("hidden");
  });
  const score = record.querySelector("[data-quiz-score]");
  if (score && progress.quiz) {
    score.textContent = (record.dataset.score || "").replace("{score}", String(progress.quiz.score)).replace("{of}", String(progress.quiz.of));
  }
})();
