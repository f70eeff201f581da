"use strict";
/* Keyboard shortcuts of the guide: one list under "?", and a button there that turns them off (WCAG 2.1.4). */
part(() => {
  const list = document.querySelector(".shortcuts"), off = /** @type {HTMLElement|null} */ (list && list.querySelector("[data-shortcuts]"));
  if (!off) return;
  const active = () => kept.get("nap.keys") !== "off", turnOff = off.textContent, label = () => { off.textContent = active() ? turnOff : off.dataset.say || ""; };
  label();
  off.addEventListener("click", () => {
    kept.set("nap.keys", active() ? "off" : "");
    label();
  });
  const button = document.querySelector("[data-show-shortcuts]");
  if (button) button.addEventListener("click", keys.show);

  const at = /** @type {Record<string, string>} */ ({ hint: ".hint", skip: ".skip", help: ".top .help", close: ".answer" });
  /** What a key presses on this page. @param {string} act @param {string} name @returns {HTMLElement|null|undefined} */
  const target = (act, name) => act === "step" ? /** @type {any} */ (document.querySelectorAll(".rail a")[Number(name) - 1]) : at[act] && /** @type {any} */ (document.querySelector(at[act]));
  keys.rows().forEach((row) => { row.hidden = row.dataset.act !== "list" && !target(row.dataset.act || "", "1"); }); // listed is what works here
  /** @param {string} act */
  const press = (act) => (/** @type {string} */ name) => {
    const link = active() && target(act, name);
    if (!link || link.closest("[inert]")) return false;
    link.click();
  };
  keys.listen({ step: press("step"), hint: press("hint"), skip: press("skip"), help: press("help") });
  offer("[data-show-shortcuts]");
});
