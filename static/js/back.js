"use strict";
/* Who has come from a step, a practice run or the quiz to read something may go back to where they were. */
part(() => {
  const from = document.createElement("a");
  from.href = document.referrer;
  const own = from.origin === location.origin, quiz = own && /\/quiz(?:\.html)?$/.test(from.pathname) && keptInTab.get("nap.quiz");
  const ways = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-back]")]);
  if (quiz) {
    const onward = /** @type {HTMLAnchorElement|null} */ (document.querySelector(".skip, [data-course]"));
    const actions = document.querySelector(".say .actions");
    if (onward) ways.push(onward);
    else if (actions && !ways.length) {
      const way = document.createElement("a");
      way.className = "button quiet";
      ways.push(actions.appendChild(way));
    }
  }
  ways.forEach((back) => {
    if (!quiz && !(own && /\/(?:guide|practice|g)\/./.test(from.pathname))) return back.remove();
    back.href = from.href;
    if (quiz) back.textContent = quiz;
    back.hidden = false;
  });
});
