"use strict";
/** Shows what belongs to the answer that was pressed, and no other. @param {Element} within @param {(link: Element) => void} [then] */
function answers(within, then) {
  const links = within.querySelectorAll("[data-show]");
  links.forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    links.forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    within.querySelectorAll(".outcome-yes, .outcome-no").forEach((o) => o.classList.remove("show"));
    const outcome = document.getElementById(/** @type {HTMLElement} */ (link).dataset.show || "");
    if (outcome) reveal(outcome);
    if (then) then(link);
  }));
}

/* The launcher: the page that stays behind asks whether one could get in. */
part(() => {
  const door = document.querySelector("[data-launch]"), after = document.getElementById("after");
  if (!door || !after) return;
  /* The second press of a double click opens nothing more, and answers nothing of what has come under the pointer. A keyboard's press has no detail. */
  let pressed = -Infinity;
  const twice = (/** @type {Event} */ event) => {
    if (!/** @type {MouseEvent} */ (event).detail || performance.now() - pressed > 1000) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  after.addEventListener("click", twice, true);
  door.addEventListener("click", (event) => {
    if (twice(event)) return;
    pressed = performance.now();
    const ask = () => {
      document.querySelectorAll("[data-launch-before]").forEach((e) => e.setAttribute("hidden", ""));
      after.classList.add("asked");
      after.parentElement?.prepend(after);
      reveal(after);
      scrollTo(0, 0);
    };
    setTimeout(ask, 400);
  });
  /* In a class the answer counts at once; with what one is stuck is told on the room's own page. */
  answers(after, (link) => {
    const room = served && roomOf();
    if (room) insist(`/workshop/${room.id}/outcome`, { outcome: link.matches("[data-show=in]") ? "in" : "other" }, () => {});
  });
});

/* The end of the practice asks one question, until it has been answered rightly once. It holds nothing up. */
part(() => {
  const box = document.querySelector("[data-ask-once]");
  if (!box) return;
  if (practised.read().knows) { box.setAttribute("hidden", ""); return; }
  answers(box, (link) => {
    if (!link.hasAttribute("data-right")) return;
    const progress = practised.read();
    progress.knows = true;
    practised.write(progress);
  });
});
