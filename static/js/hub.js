"use strict";
/* The class's own page: what a participant says there is sent without leaving it. */
part(() => {
  if (!strip || !strip.hub) return;
  const { sent, look } = strip;
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!/\/(ready|call|uncall|outcome|reply)$/.test(form.action)) return;
    event.preventDefault();
    const fields = /** @type {any} */ (Object.fromEntries(/** @type {any} */ (new FormData(form))));
    insist(form.action, fields, sent).then((answer) => {
      if (answer && !answer.ok) form.submit(); // the server's own words say what is wrong
      else look(undefined).then(() => { // what is said to an answer may lie below the window
        const said = form.closest(".ask")?.querySelector(".note");
        if (said) bringIntoView(said, "nearest");
      });
      if (location.hash) location.replace("#hub"); // the other answers are put away
    });
  });
});
