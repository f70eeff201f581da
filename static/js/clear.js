"use strict";
/* "Was this clear?" is remembered here; in a workshop the room's script counts it. */
part(() => {
  const clear = /** @type {HTMLElement|null} */ (document.querySelector(".clear"));
  if (!clear) return;
  const key = "nap.clear." + document.body.dataset.page, status = /** @type {HTMLElement} */ (clear.querySelector("[role=status]"));
  /** @param {string} answer */
  const show = (answer) => clear.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b.value === answer)));
  show(kept.get(key));
  clear.addEventListener("click", (event) => {
    const button = /** @type {HTMLButtonElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
    if (!button) return;
    kept.set(key, button.value);
    show(button.value);
    status.textContent = button.dataset.thanks || "";
    if (button.value === "no") document.querySelectorAll("a.hint, #menu a.help").forEach((way) => { status.append(" ", way.cloneNode(true)); });
    document.dispatchEvent(new CustomEvent("clear-answer", { detail: button.value }));
  });
  offer(".clear");
});
