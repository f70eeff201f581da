"use strict";
/* What has been practised is noted, and shown again. */
part(() => {
  /** @param {"steps"|"scenarios"} kind @param {string} id */
  function add(kind, id) {
    const progress = practised.read();
    if (id && !progress[kind].includes(id)) { progress[kind].push(id); practised.write(progress); }
  }

  const page = document.body.dataset.page || "";
  const step = page.startsWith("guide/") ? page.slice(6) : "";
  const from = practised.read().last || "";
  if (step || page.startsWith("practice/")) {
    const progress = practised.read();
    const place = served ? location.pathname : "/" + document.documentElement.lang + "/" + page; // the same in an export
    const slip = !step && document.querySelector(".came.answer:not(.good)"); // where only a mistake leads: one goes on from before it
    if (!place.includes("/g/") && !slip) progress.last = place;
    practised.write(progress);
  }
  document.addEventListener("step-done", () => add("steps", step));
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("a.spot")) add("steps", step);
  });
  /* The end of a run counts for who comes from the run: where a fragment tells of it, by that; else by where one was last. */
  const done = document.querySelector("[data-done]"), root = document.documentElement;
  const came = root.id ? location.hash === "#" + root.id : from.includes("/" + page.slice(0, page.lastIndexOf("/") + 1));
  if (done && came) for (const id of (/** @type {HTMLElement} */ (done).dataset.done || "").split(" ")) add("scenarios", id);

  const progress = practised.read();
  /* From a run's end one goes on to the first of the others that is not done: those that follow it come first. */
  const ways = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-run]")]);
  if (ways.length && progress.scenarios.length) {
    const next = ways.find(({ dataset: { run, steps } }) => (steps ? !steps.split(" ").every((s) => progress.steps.includes(s)) : !progress.scenarios.includes(run || "")));
    ways.forEach((way) => { way.hidden = way !== next; });
    const record = /** @type {HTMLElement} */ (document.querySelector("[data-to-record]")).classList;
    record.toggle("strong", !next && !document.querySelector("[data-anew].strong"));
    record.toggle("quiet", !!next);
  }
  /* Who has signed in here, and comes back to where one is signed in, is there as then; of a class the class knows it. */
  const after = /** @type {HTMLElement|null} */ (document.querySelector("[data-after]"));
  if (after && !roomOf() && progress.steps.includes(after.dataset.after || "")) document.querySelectorAll(".unless").forEach((e) => e.remove());
  document.querySelectorAll(".rail [data-step]").forEach((link) => {
    if (progress.steps.includes(/** @type {HTMLElement} */ (link).dataset.step || "")) link.classList.add("done");
  });
});
