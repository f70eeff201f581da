"use strict";
/* In an export nothing but the on-screen phone can answer: the computer's words follow it. */
part(() => {
  const root = /** @type {HTMLElement|null} */ (document.querySelector("[data-grant]"));
  const live = root && root.querySelector(".live"), words = live && live.querySelector("span");
  if (!root || !live || !words || served) return;
  const { say } = settingsOf(root);
  root.addEventListener("phone-view", (event) => {
    const view = /** @type {CustomEvent} */ (event).detail;
    const state = view === "consent" ? "scanned" : view === "allow" ? "approved" : view === "spent" ? "denied" : view === "done" ? "" : "pending";
    if (!state || live.getAttribute("data-state") === state) return;
    live.setAttribute("data-state", state);
    const of = document.querySelector(".lesson, .run")?.classList; // as in grant.js
    of?.toggle("past", state !== "pending");
    of?.toggle("scanned", state !== "pending" && state !== "denied");
    of?.toggle("spent", state === "denied");
    words.textContent = say[state] || "";
  });
});

/* What the server would draw is drawn here. */
part(() => {
  const box = /** @type {HTMLElement|null} */ (document.querySelector("[data-draw]"));
  if (!box) return;
  const doors = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("a")]);
  const drawn = doors[Math.floor(Math.random() * doors.length)];
  doors.forEach((door) => { door.hidden = door !== drawn; });
  drawn.textContent = box.dataset.draw || "";
});
