"use strict";
/* A message that is ready to send is copied, or taken to LINE. Without script a tap selects it all. Of several that say
   the same, the one is shown that fits who speaks. */
part(() => {
  const tools = /** @type {HTMLTemplateElement|null} */ (document.getElementById("message-tools"));
  if (!tools) return;
  tools.remove();

  /** Copying by a command works without https too. @param {HTMLElement} message @returns {boolean} */
  function copied(message) {
    const selection = /** @type {Selection} */ (getSelection());
    selection.selectAllChildren(message);
    try { return document.execCommand("copy"); } catch (e) { return false; }
  }

  const messages = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main pre")]);
  messages.forEach((message) => {
    const place = message.nextElementSibling;
    if (place?.matches(".for-script")) place.remove(); // kept until now
    message.after(tools.content.cloneNode(true));
    const row = /** @type {HTMLElement} */ (message.nextElementSibling);
    const copy = /** @type {HTMLElement} */ (row.querySelector("[data-copied]")), line = /** @type {HTMLAnchorElement} */ (row.querySelector("a"));
    const said = /** @type {HTMLElement} */ (row.querySelector("[role]"));
    copy.addEventListener("click", () => {
      said.textContent = (copied(message) ? copy.dataset.copied : copy.dataset.selected) || "";
    });
    const take = () => { line.href = "https://line.me/R/share?text=" + encodeURIComponent(message.textContent || ""); };
    take();
    line.addEventListener("click", take); // the text may have been filled in meanwhile
  });

  /* Who speaks is asked once a browser. */
  const key = "nap.speaks";
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".ready[data-who]")]);
  /** @param {Element|null|undefined} e */
  const isMessage = (e) => all.includes(/** @type {any} */ (e));
  all.filter((e) => !isMessage(e.previousElementSibling) && isMessage(e.nextElementSibling)).forEach((first) => {
    const group = [first], choice = /** @type {HTMLElement} */ (first.previousElementSibling?.matches(".clear") ? first.previousElementSibling : document.createElement("div"));
    while (isMessage(group[group.length - 1].nextElementSibling)) group.push(/** @type {HTMLElement} */ (group[group.length - 1].nextElementSibling));
    choice.className = "clear";
    choice.hidden = false;
    choice.textContent = "";
    choice.setAttribute("role", "group");
    choice.setAttribute("aria-label", tools.dataset.who || "");
    const label = document.createElement("span");
    label.textContent = tools.dataset.who || "";
    choice.append(label);
    const buttons = group.map((e) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = e.dataset.who || "";
      button.addEventListener("click", () => {
        kept.set(key, button.textContent || "");
        document.dispatchEvent(new CustomEvent("speaks", { detail: button.textContent }));
      });
      choice.append(button);
      return button;
    });
    /** @param {string} who */
    const show = (who) => {
      const at = Math.max(0, group.findIndex((e) => e.dataset.who === who));
      group.forEach((e, i) => { e.hidden = i !== at; });
      buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(i === at)));
    };
    group.forEach((e) => {
      e.classList.remove("without-script");
      /** @type {Element} */ (e.firstElementChild).remove(); // the choice says it
    });
    if (!choice.isConnected) first.before(choice);
    document.addEventListener("speaks", (event) => show(/** @type {CustomEvent} */ (event).detail));
    show(kept.get(key));
  });
});
