"use strict";
/* Asks the knowledge check one question at a time and answers at once. Without script all questions stand on one page and
   the server marks them. What was answered first counts; what was missed is asked again at the end. */
part(() => {
  const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-quiz]"));
  const page = document.querySelector(".quiz-page"), result = /** @type {HTMLElement} */ (document.getElementById("result")), score = /** @type {HTMLElement} */ (document.getElementById("score"));
  if (!form || !result || !score || !result.hidden) return; // a page that the server marked stays as it is
  const questions = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".question")]);
  const of = questions.length;
  const actions = /** @type {HTMLElement} */ (form.querySelector("[data-actions]"));
  const main = /** @type {HTMLButtonElement} */ (actions.querySelector("[type=submit]"));
  const skip = /** @type {HTMLButtonElement} */ (actions.querySelector("[data-skip]"));
  const place = /** @type {HTMLElement} */ (form.querySelector("[data-place]"));
  const aside = /** @type {HTMLElement} */ (place.querySelector("[data-aside] [role=status]"));
  const asideWords = /** @type {HTMLElement} */ (aside.parentElement).dataset.aside || "";
  const bar = /** @type {HTMLProgressElement} */ (place.querySelector("progress"));
  const where = /** @type {HTMLElement} */ (place.querySelector("[data-where]"));
  const soFar = /** @type {HTMLElement} */ (actions.querySelector("[data-so-far]"));

  /** How each question was answered: 1 right at first, 0 missed, 2 missed and right since. @type {Record<string, number>} */
  let first = {};
  /** The questions still to be asked, the present one first. @type {HTMLElement[]} */
  let queue = [];
  /** Those of them that were skipped: how many is said, since the place that one is at stays. @type {Set<HTMLElement>} */
  const skipped = new Set();
  let answered = false; // the present question's answer is being read
  let repeats = false; // the present question was missed before
  let changed = -Infinity; // when the main button last changed its meaning

  const ids = () => questions.map((q) => q.id);
  const missed = () => questions.filter((q) => first[q.id] === 0);
  const asked = () => ids().filter((id) => id in first).length;
  const scored = () => (score.dataset.text || "").replace("{score}", String(ids().filter((id) => first[id] === 1).length));

  /** @param {Element} within @param {string} selector @param {boolean} seen */
  function show(within, selector, seen) {
    within.querySelectorAll(selector).forEach((e) => e.toggleAttribute("hidden", !seen));
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

  /** Takes a question back to how it was before it was answered. @param {HTMLElement} question */
  function clear(question) {
    delete question.dataset.outcome;
    question.querySelectorAll(".yours").forEach((mark) => mark.remove());
    show(question, "[data-told], .why, .right-mark", false);
    question.querySelectorAll("li").forEach((choice) => choice.removeAttribute("data-picked"));
    question.querySelectorAll("input").forEach((input) => { input.checked = input.disabled = false; });
  }

  /** What was answered first stays in this browser, so that a page that is left and opened again goes on. */
  function keep() {
    const progress = practised.read();
    progress.asked = first;
    if (asked() === of) {
      const right = ids().filter((id) => first[id] === 1).length;
      if (!progress.quiz || progress.quiz.of !== of || progress.quiz.score < right) progress.quiz = { score: right, of };
    }
    practised.write(progress);
  }

  const words = (main.dataset.say || "").split("|");
  /** @param {0|1|2|3} meaning answer, next, done, to those that were missed */
  const mean = (meaning) => { main.textContent = words[meaning]; };

  /** Shows the first question of the queue, or the result where none is left. @param {boolean} [quietly] leaves focus alone */
  function ask(quietly) {
    if (!queue.length) {
      queue = missed();
      queue.forEach((question) => { clear(question); shuffle(question); });
    }
    if (!queue.length) return finish();
    const present = queue[0];
    repeats = first[present.id] === 0;
    answered = false;
    questions.forEach((question) => { question.hidden = question !== present; });
    const list = /** @type {Element} */ (present.querySelector(".options"));
    list.after(actions); // what is told about the answer comes between
    mean(0);
    soFar.hidden = true;
    skip.hidden = queue.length < 2;
    count();
    if (page) page.classList.toggle("over", asked() > 0);
    if (quietly) return;
    changed = performance.now();
    reveal(present);
    bringIntoView(skipped.size || repeats ? place : present, "start"); // what is said of what was skipped, or comes again, else its first line, where it is taller than the window
  }

  /** Says how far one is; of those that were missed, how many are left. */
  function count() {
    const left = missed().length;
    bar.value = repeats ? of - left : asked();
    where.textContent = ((repeats ? place.dataset.again : place.dataset.at) || "")
      .replace("{n}", String(repeats ? left : asked()));
    const later = skipped.has(queue[0]) ? 0 : skipped.size; // once they are asked, nobody need be told that they will be
    aside.textContent = later ? asideWords.replace("{n}", String(later)) : "";
  }

  function finish() {
    const right = ids().filter((id) => first[id] === 1).length;
    form.hidden = true;
    result.querySelectorAll("[data-verdict]").forEach((p) => p.toggleAttribute("hidden", p.getAttribute("data-verdict") !== (right === of ? "all" : "some")));
    questions.forEach((question) => {
      show(result, `[data-review="${question.id}"]`, first[question.id] !== 1);
      result.querySelectorAll(`[data-bead="${question.id}"]`).forEach((bead) => bead.classList.toggle("right", first[question.id] === 1));
    });
    if (page) page.classList.add("over");
    score.textContent = scored();
    const since = /** @type {HTMLElement} */ (result.querySelector("[data-since]"));
    since.hidden = right === of;
    since.textContent = (since.dataset.since || "").replace("{n}", String(ids().filter((id) => first[id] === 2).length));
    result.hidden = false;
    reveal(result);
    bringIntoView(result, "start"); // the score first
  }

  /** Marks the present question: says whether the answer is right and why, above the button that leads on. */
  function mark() {
    const question = queue[0];
    const input = /** @type {HTMLInputElement|null} */ (question.querySelector("input:checked"));
    const choice = input && input.closest("li");
    show(question, "[data-told]", false);
    if (!choice) {
      show(question, "[data-told=open]", true);
      bringIntoView(/** @type {Element} */ (question.querySelector("[data-told=open]")), "nearest");
      return;
    }
    const right = choice.hasAttribute("data-right");
    question.dataset.outcome = right ? "right" : "wrong";
    choice.toggleAttribute("data-picked", true);
    if (!(question.id in first)) first[question.id] = right ? 1 : 0;
    else if (right) first[question.id] = 2;
    keep();
    skipped.delete(question);
    question.querySelectorAll("input").forEach((other) => { other.disabled = true; });
    show(question, ".right-mark", true);
    if (!right) {
      const yours = document.createElement("span");
      yours.className = "right-mark yours";
      yours.textContent = "× " + (skip.dataset.yours || "");
      /** @type {Element} */ (choice.querySelector("label")).append(yours);
    }
    const told = /** @type {Element} */ (question.querySelector(right ? "[data-told=right]" : "[data-told=wrong]"));
    told.removeAttribute("hidden");
    told.querySelectorAll("[data-because]").forEach((old) => old.remove());
    const because = document.createElement("div");
    because.setAttribute("data-because", "");
    choice.querySelectorAll(".why > :not(summary)").forEach((p) => because.append(p.cloneNode(true)));
    told.append(because);
    answered = true;
    changed = performance.now();
    const focused = document.activeElement; // what is moved loses it
    /** @type {Element} */ (told.parentElement).after(actions);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    count();
    queue.shift();
    skip.hidden = true;
    mean(queue.length ? 1 : missed().length ? 3 : 2);
    if (!queue.length && missed().length && !repeats) tellSoFar();
    const box = (/** @type {Element} */ e) => e.getBoundingClientRect();
    const out = box(choice).top < Math.max(0, box(actions).bottom - innerHeight); // where what leads on comes into view, the answer chosen would not be
    if (out && box(told).bottom - box(choice).top < innerHeight) bringIntoView(choice, "start");
    else bringIntoView(actions, "nearest");
  }

  /** Each has been answered once: how many were right, and which come again. */
  function tellSoFar() {
    const list = /** @type {Element} */ (soFar.lastElementChild);
    /** @type {Element} */ (soFar.querySelector("strong")).textContent = scored();
    list.textContent = "";
    for (const question of missed()) {
      const item = document.createElement("li");
      item.textContent = /** @type {Element} */ (question.querySelector(".ask")).textContent;
      list.append(item);
    }
    soFar.hidden = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (answered) ask(); else mark();
  });
  form.addEventListener("change", () => show(form, "[data-told=open]", false)); // what it asks for is done
  /* The second press of a double click answers nothing and goes on to nothing. A keyboard's press has no detail. */
  form.addEventListener("click", (event) => {
    if (event.detail && performance.now() - changed < 600) event.preventDefault();
  }, true);
  skip.addEventListener("click", () => {
    const put = queue.shift();
    if (put) {
      queue.push(put);
      skipped.add(put);
    }
    ask();
  });

  const again = result.querySelector("[data-again]");
  if (again) again.addEventListener("click", (event) => {
    event.preventDefault();
    const progress = practised.read();
    delete progress.asked;
    practised.write(progress);
    first = {};
    questions.forEach((question) => { clear(question); shuffle(question); });
    queue = questions.slice();
    result.hidden = true;
    if (page) page.classList.remove("over");
    form.hidden = false;
    ask();
  });

  const before = practised.read().asked || {};
  ids().forEach((id) => { if ([0, 1, 2].includes(before[id])) first[id] = before[id]; });
  questions.forEach((question) => { clear(question); shuffle(question); });
  queue = questions.filter((question) => !(question.id in first));
  place.hidden = false;
  form.classList.add("one");
  bar.max = of;
  if (queue.length || missed().length) ask(true);
  else { // a finished check is looked at again, not asked again
    finish();
  }
});
