"use strict";
/* Of the pictures to choose from, the one whose answer is shown says so. */
part(() => {
  const ways = document.querySelectorAll(".pick a");
  if (!ways.length) return;
  const mark = () => ways.forEach((way) => {
    if (way.getAttribute("href") === location.hash) way.setAttribute("aria-current", "true");
    else way.removeAttribute("aria-current");
  });
  addEventListener("hashchange", mark);
  mark();
});
