"use strict";
/* Who has come from a step, a practice run or the quiz to read something may go back to where they were. */
part(() => {
  if (document.body.dataset.page === "quiz") { // what is read again is noted until one is back, whatever pages lie between
    keptInTab.set("nap.quiz", "");
    document.addEventListener("click", (event) => {
      const words = /** @type {HTMLElement} */ (document.querySelector("[data-say]")).dataset.say || "";
      if (/** @type {Element} */ (event.target).closest(".lesson-link")) keptInTab.set("nap.quiz", location.href.split("#")[0] + "|" + words.split("|")[4]);
    });
  }
  const [quiz, words] = keptInTab.get("nap.quiz").split("|");
  const ways = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-back]")]);
  if (quiz) {
    const head = document.querySelector(".say .eyebrow");
    ways.push(.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-course], [data-onward]")));
    if (head) {
      head.append(" ");
      ways.push(head.appendChild(document.createElement("a")));
    }
  }
  const from = document.createElement("a");
  from.href = document.referrer;
  const here = from.origin === location.origin && /\/(?:guide|practice|g)\/./.test(from.pathname);
  ways.forEach((back) => {
    if (!quiz && !here) return back.remove();
    back.href = quiz || from.href;
    if (quiz) back.textContent = words;
    back.hidden = false;
  });
});
