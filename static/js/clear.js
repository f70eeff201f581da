"use strict";
/* "Was this step clear?" is remembered in this browser only, and forgotten with what was practised. */
part(() => {
  const status = document.querySelector(".clear [role=status]"), clear = /** @type {HTMLElement|null} */ (status?.closest(".clear"));
  if (!status || !clear) return; // who speaks is asked in one that looks alike, see message.js
  const page = document.body.dataset.page || "";
  /** @returns {Record<string, string>} what was answered, by the page's name */
  const answers = () => { try { return JSON.parse(kept.get("nap.clear")); } catch (e) { return {}; } };
  /** @param {string} answer */
  const show = (answer) => clear.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b.value === answer)));
  show(answers()[page]);
  clear.addEventListener("click", (event) => {
    const button = /** @type {HTMLButtonElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
    if (!button) return;
    kept.set("nap.clear", JSON.stringify({ ...answers(), [page]: button.value }));
    show(button.value);
    status.textContent = button.dataset.thanks || "";
    if (button.value === "no") document.querySelectorAll("a.hint, #menu a.help").forEach((way) => { status.append(" ", way.cloneNode(true)); });
    bringIntoView(status, "center"); // clear of a class's strip
  });
  offer(".clear");
});
