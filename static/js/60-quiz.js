"use strict";
/* Marks the knowledge check in place. Without script the server does, and the page looks the same. */
part(() => {
  const form = /** @type {HTMLFormElement|null} */ (document.querySelector("form[data-quiz]"));
  if (!form) return;
  const result = /** @type {HTMLElement} */ (document.getElementById("result"));
  const score = /** @type {HTMLElement} */ (document.getElementById("score"));
  const questions = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".question")]);

  /** @param {Element} within @param {string} selector @param {boolean} seen */
  function show(within, selector, seen) {
    within.querySelectorAll(selector).forEach((e) => e.toggleAttribute("hidden", !seen));
  }

  /** @param {HTMLElement} question @param {""|"right"|"wrong"|"open"} outcome */
  function mark(question, outcome) {
    const answered = outcome === "right" || outcome === "wrong";
    if (outcome) question.dataset.outcome = outcome;
    else delete question.dataset.outcome;
    question.querySelectorAll("li").forEach((choice) => {
      const picked = /** @type {HTMLInputElement} */ (choice.querySelector("input")).checked;
      choice.toggleAttribute("data-picked", answered && picked);
      const why = /** @type {HTMLDetailsElement} */ (choice.querySelector("details"));
      why.hidden = !answered;
      why.open = answered && (picked || choice.hasAttribute("data-right"));
    });
    show(question, ".right-mark", answered);
    question.querySelectorAll("[data-told]").forEach((told) => told.toggleAttribute("hidden", told.getAttribute("data-told") !== outcome));
  }

  /** @param {HTMLElement} question @returns {"right"|"wrong"|"open"} */
  function outcomeOf(question) {
    const picked = question.querySelector("input:checked");
    if (!picked) return "open";
    return picked.closest("li")?.hasAttribute("data-right") ? "right" : "wrong";
  }

  /** Every visit shows the choices in another order. @param {HTMLElement} question */
  function shuffle(question) {
    const list = /** @type {Element} */ (question.querySelector("ul"));
    const choices = [...list.children];
    for (let i = choices.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [choices[i], choices[j]] = [choices[j], choices[i]];
    }
    list.append(...choices);
  }

  /** The best score goes into what this browser keeps of the practice. @param {number} right */
  function keep(right) {
    const progress = practised.read();
    if (progress.quiz && progress.quiz.of === questions.length && progress.quiz.score > right) return;
    progress.quiz = { score: right, of: questions.length };
    practised.write(progress);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const outcomes = questions.map(outcomeOf);
    questions.forEach((question, i) => {
      mark(question, outcomes[i]);
      show(result, `[data-review="${question.id}"]`, outcomes[i] === "wrong");
    });
    const right = outcomes.filter((o) => o === "right").length, open = outcomes.filter((o) => o === "open").length;
    const verdict = open === questions.length ? "none" : open ? "open" : right === questions.length ? "all" : "some";
    result.querySelectorAll("[data-verdict]").forEach((p) => p.toggleAttribute("hidden", p.getAttribute("data-verdict") !== verdict));
    score.textContent = (score.dataset.text || "").replace("{score}", String(right));
    result.hidden = false;
    if (!open) keep(right);
    reveal(result);
  });

  /* A question that is answered anew is a question again. */
  form.addEventListener("change", (event) => {
    const question = /** @type {Element} */ (event.target).closest(".question");
    if (question) mark(/** @type {HTMLElement} */ (question), "");
  });

  result.querySelector("[data-again]")?.addEventListener("click", (event) => {
    event.preventDefault();
    form.querySelectorAll("input").forEach((choice) => { choice.checked = false; });
    questions.forEach((question) => { mark(question, ""); shuffle(question); });
    result.hidden = true;
    questions[0]?.querySelector("input")?.focus({ preventScroll: true });
    bringIntoView(form, "start");
  });

  if (!form.querySelector("input:checked")) questions.forEach(shuffle);
});
