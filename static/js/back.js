"use strict";
/* Who has come from a step or a practice run to read something may go back to where they were. */
part(() => {
  const ways = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-back]"));
  const from = document.createElement("a");
  from.href = document.referrer;
  const here = from.origin === location.origin && /\/(?:guide|practice|g)\/./.test(from.pathname);
  ways.forEach((back) => {
    if (!here) return back.remove();
    back.href = from.href;
    back.hidden = false;
  });
});
