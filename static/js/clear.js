"use strict";
/* "Was this step clear?" is remembered in this browser only, and forgotten with what was practised. */
part(() => {
  const clear = /** @type {HTMLElement|null} */ (document.querySelector(".clear"));
  if (!clear) return;
  const page = document.body.dataset.page || "", status = /** @type {HTMLElement} */ (clear.querySelector("[role=status]"));
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
  });
  offer(".clear");
});
