"use strict";
/* Which addresses one told rightly, at first, is counted while the tab is open, and said at the end of the run. */
part(() => {
  const judged = /** @type {HTMLElement|null} */ (document.querySelector("[data-judged]"));
  const told = /** @type {HTMLElement|null} */ (document.querySelector("[data-at-first]"));
  if (!judged && !told) return;
  const key = "nap.judged." + (document.body.dataset.page || "").split("/")[1];
  /** 1 for each that was told rightly, 0 for the others, by their numbers. @type {Record<string, number>} */
  let first = {};
  try { first = JSON.parse(keptInTab.get(key)); } catch (e) { /* none yet */ }
  if (judged) {
    const { judged: n = "", right } = judged.dataset;
    if (n === "1" && first.done) first = {}; // the run has begun anew
    if (!(n in first)) first[n] = Number(right !== undefined);
  } else if (told) {
    const { done, ...all } = first, of = Number(told.dataset.atFirst);
    const list = /** @type {HTMLElement} */ (told.nextElementSibling);
    [...list.children].forEach((row, i) => { // how one told it stands in words: a sign beside "genuine" would deny that
      if (!(i + 1 in all)) return;
      const said = document.createElement("small");
      said.textContent = all[i + 1] ? `✓ ${list.dataset.right}` : `× ${list.dataset.wrong}`;
      row.append(said);
    });
    if (Object.keys(all).length !== of) return; // not all of it was seen in this tab
    first.done = 1;
    const score = Object.values(all).filter(Boolean).length;
    told.textContent = (told.dataset.say || "").replace("{score}", String(score));
    told.hidden = false;
    const anew = document.querySelector("[data-anew]");
    if (score < of && anew) { // no tick stands over what was not all right, and to begin anew comes first
      told.parentElement?.querySelectorAll(":scope > svg").forEach((tick) => tick.remove());
      document.querySelectorAll(".came .strong").forEach((b) => b.classList.remove("strong"));
      anew.classList.replace("quiet", "strong");
      anew.parentElement?.prepend(anew);
    }
  }
  keptInTab.set(key, JSON.stringify(first));
});
