"use strict";
/* What goes on paper: today's date and what this browser knows of the practice. Without script one uses a pen. */
part(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => print());
  });
  if ("print" in window) offer("[data-print]"); // Firefox on Android before 114 has none
});
part(() => {
  const record = /** @type {HTMLElement|null} */ (document.querySelector("[data-record]"));
  if (!record) return;

  /* Today in Thailand as the server knows it, since a device's own clock may be years off; as the device knows it where no
     server answers. Written by hand: the device's calendar and digits have no say in it. */
  const date = /** @type {HTMLElement|null} */ (record.querySelector("[data-date]"));
  if (date) today().then((now) => {
    const there = new Date(now + 7 * 3600000), months = (date.dataset.date || "").split(" ");
    date.textContent = `${there.getUTCDate()} ${months[there.getUTCMonth()]} ${there.getUTCFullYear() + Number(date.dataset.years)}`;
  });

  /** @returns {Promise<number>} ms since 1970 */
  async function today() {
    const now = async () => {
      const answer = await ask(location.pathname, { method: "HEAD", cache: "no-store" });
      return Date.parse(answer.headers.get("Date") || "");
    };
    const told = served ? await Promise.race([now(), pause(3000)]).catch(() => 0) : 0;
    return told || Date.now();
  }

  const progress = practised.read();
  const done = new Set([...progress.steps, ...progress.scenarios]);
  record.querySelectorAll("[data-tick]").forEach((line) => {
    if (!done.has(line.getAttribute("data-tick") || "")) return;
    line.classList.add("practised");
    line.querySelector("[data-ticked]")?.removeAttribute("hidden");
  });
  const score = record.querySelector("[data-quiz-score]");
  const answers = Object.values(progress.asked || {}), asked = answers.length, since = answers.filter((answer) => answer === 2).length;
  if (score && progress.quiz) {
    const [first, later] = (record.dataset.score || "").split("|"), { score: right, of } = progress.quiz;
    score.textContent = first.replace("{score}", String(right)).replace("{of}", String(of));
    if (since && answers.filter((answer) => answer === 1).length === right) score.append(" · " + later.replace("{n}", String(since))); // else the best score is of another time
  } else if (score && asked) {
    score.textContent = (record.dataset.partly || "").replace("{n}", String(asked));
  }
});
