"use strict";
/* A topic is folded until it is asked for: by its heading, by a link to it, or by paper. */
part(() => {
  const topics = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.topic"));
  const unfold = () => topics.forEach((topic) => { if ("#" + topic.id === location.hash) topic.open = true; });
  unfold();
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => topics.forEach((topic) => { topic.open = true; }));
});

/* The words on the help page: what has all of the ticked ones stays, and what one came for. A word that would leave nothing takes their place. */
part(() => {
  const find = document.querySelector("[data-find]");
  if (!find) return;
  const boxes = [...find.querySelectorAll("input")], all = /** @type {HTMLElement} */ (find.querySelector("[data-all]"));
  const found = /** @type {HTMLElement} */ (find.querySelector("[data-found]")), told = /** @type {HTMLElement} */ (found.querySelector("[role]"));
  const topics = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-words]")]);
  /** @param {HTMLElement} topic @param {string[]} words */
  const has = (topic, words) => words.every((word) => (topic.dataset.words || "").split(" ").includes(word));

  const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const matching = () => topics.filter((topic) => has(topic, ticked()));

  function narrow() {
    const words = ticked();
    topics.forEach((topic) => { topic.hidden = words.length ? !has(topic, words) && !topic.matches(":target") : "more" in topic.dataset; });
    boxes.forEach((box) => /** @type {Element} */ (box.parentElement).classList.toggle("apart", !topics.some((topic) => has(topic, [...words, box.value]))));
    found.hidden = !words.length;
    told.textContent = (found.dataset.found || "").replace("{n}", String(matching().length));
  }

  function showAll() {
    boxes.forEach((box) => { box.checked = false; });
    narrow();
  }

  find.addEventListener("change", ({ target }) => {
    const alone = !matching().length;
    if (alone) boxes.forEach((box) => { box.checked = box === target; });
    narrow();
    if (alone) told.textContent = `${found.dataset.alone} ${told.textContent}`;
    const top = (/** @type {any} */ e) => e.getBoundingClientRect().top;
    if (!found.hidden) scrollBy(0, Math.max(0, top(target) + 48 - top(found))); // which does not cover what was ticked
  });
  all.addEventListener("click", () => {
    showAll();
    boxes[0].focus();
  });
  /** @type {Element} */ (found.querySelector("[data-see]")).addEventListener("click", () => {
    const all = matching(), first = all.find((topic) => !topic.matches(":target")) || all[0];
    bringIntoView(first, "start");
    /** @type {HTMLElement} */ (first.querySelector("summary") || first).focus({ preventScroll: true });
  });
  /* A link to a topic that is hidden just now shows everything again. */
  addEventListener("hashchange", () => {
    if (document.getElementById(location.hash.slice(1))?.hidden) showAll(); else narrow();
  });
  narrow(); // some browsers keep what was ticked
  offer(".find");
});
