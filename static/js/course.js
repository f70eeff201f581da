"use strict";
/* What has been practised, on the pages that list it: what is done, and what comes next. */
part(() => {
  const progress = practised.read();

  /** @param {string} id @param {string} [steps] the guide's, which has no end of its own */
  const ran = (id, steps) => (steps ? steps.split(" ").every((s) => progress.steps.includes(s)) : progress.scenarios.includes(id));
  /** @param {ParentNode} within @param {number} n */
  function count(within, n) {
    const tally = /** @type {HTMLElement|null} */ (within.querySelector("[data-tally]"));
    if (!tally) return;
    (tally.firstElementChild || tally).textContent = (tally.dataset.tally || "").replace("{n}", String(n));
    const bar = tally.querySelector("progress");
    if (bar) bar.value = n;
    tally.hidden = !n && !bar;
  }

  /* The practice runs: what is done, and which comes next. */
  const runs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-scenario]")]);
  const finished = runs.filter((row) => ran(row.dataset.scenario || "", row.dataset.steps));
  if (finished.length) {
    const next = runs.find((row) => !finished.includes(row));
    runs.forEach((row) => {
      row.querySelectorAll(".done-mark").forEach((mark) => mark.toggleAttribute("hidden", !finished.includes(row)));
      row.classList.toggle("next", row === next);
      row.classList.toggle("done", finished.includes(row));
      row.querySelectorAll(".button").forEach((b) => {
        b.classList.toggle("strong", row === next);
        const words = b.textContent || "", again = /** @type {HTMLElement|null} */ (document.querySelector("[data-again]"));
        if (!again || !finished.includes(row)) return;
        b.setAttribute("aria-label", (b.getAttribute("aria-label") || "").replace(words, again.dataset.again || ""));
        b.textContent = again.dataset.again || "";
      });
    });
    count(document, finished.length);
  }

  const cheer = /** @type {HTMLElement|null} */ (document.querySelector("[data-cheer]"));
  if (cheer && ran("", cheer.dataset.cheer)) cheer.hidden = false;

  const resume = /** @type {HTMLElement|null} */ (document.querySelector("[data-resume]"));
  const onward = /** @type {HTMLAnchorElement|null} */ (document.querySelector("a[data-course]"));
  const last = /^\/[^/]+\/((?:guide|practice)\/.+)/.exec(progress.last || "");
  const done = (/** @type {string} */ name) => { const [kind, id] = name.split("/"); return kind === "guide" ? progress.steps.includes(id) : progress.scenarios.includes(id); };
  /** Where one goes on: where one was last, or, where that is done, at the first that is not. @param {string[]} names */
  const goOn = (names) => names.find((name) => !done(name)) || "finish";
  const hrefOf = (/** @type {string} */ name) => served ? "/" + document.documentElement.lang + "/" + name : name + ".html";
  if (onward && last) {
    const { course = "", numbered = "" } = onward.dataset;
    const words = /** @type {HTMLTemplateElement} */ (onward.nextElementSibling).content.children; // back, on, and each step's
    const say = (/** @type {Element} */ link, /** @type {Element} */ from) => {
      link.textContent = "";
      link.append(...from.cloneNode(true).childNodes);
    };
    const from = document.createElement("a");
    from.href = document.referrer;
    const came = from.origin === location.origin && /\/(?:guide|practice|g)\/./.test(from.pathname); // back there, done or not
    const at = came ? last[1] : goOn([last[1], ...course.split(" ")]);
    onward.href = came ? from.href : hrefOf(at);
    const step = numbered.split(" ").indexOf(at);
    say(onward, words[at !== last[1] ? 1 : step < 0 ? 0 : 2 + step]);
    document.querySelectorAll("a[data-onward]").forEach((e) => { // the same beside the answer that one came for
      /** @type {HTMLAnchorElement} */ (e).href = onward.href;
      say(e, onward);
    });
  }
  if (resume && last) {
    const course = (resume.dataset.resume || "").split(" ");
    const link = /** @type {HTMLAnchorElement} */ (resume.querySelector("a"));
    link.href = hrefOf(goOn([last[1], ...course]));
    const guide = course.filter((name) => name.startsWith("guide/")); // all of it counts as one
    count(resume, course.filter(done).length - guide.filter(done).length + Number(guide.every(done)));
    resume.hidden = false;
    resume.addEventListener("submit", (event) => {
      event.preventDefault();
      practised.clear();
      kept.set("nap.clear", "");
      resume.hidden = true;
    });
  }
});
