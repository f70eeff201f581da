"use strict";
/* The kit: the invitation, and whether the trainer's own phone has found the way. */
part(() => {
  if (document.body.dataset.page !== "workshop") return;
  const { oneAtATime, follow } = live, { refresh, refused } = redraw;

  /* What is typed takes the places of the dotted lines, and leaves this page only as a message that the trainer copies. */
  const text = document.getElementById("invitation"), fill = document.getElementById("fill"), dots = "............";
  const between = text?.textContent?.split(dots) || [];
  const fields = (fill?.dataset.labels || "").split("|").map((words) => {
    const label = document.createElement("label"), field = document.createElement("input");
    field.type = "text";
    field.maxLength = 60;
    field.autocomplete = "off";
    label.append(words + " ", field);
    fill?.append(label);
    return field;
  });
  fill?.addEventListener("input", () => {
    if (text) text.textContent = between.map((words, i) => words + (i < between.length - 1 ? fields[i]?.value.trim() || dots : "")).join("");
  });

  function kit() {
    const card = /** @type {HTMLElement|null} */ (document.querySelector("[data-check]"));
    if (!card) return;
    let arrived = card.dataset.arrived !== undefined, version = card.dataset.version;
    const look = oneAtATime(async (data) => {
      await refresh().catch(refused);
      const radio = data.arrived && document.querySelector(`input[name=base][value="${CSS.escape(data.arrived)}"]`);
      if (radio && !arrived) /** @type {HTMLInputElement} */ (radio).checked = true;
      arrived = arrived || !!data.arrived;
    });
    follow(card.dataset.check || "", "page", (data) => {
      if (String(!!data.reach) !== card.dataset.reach) return location.reload(); // phones can come, or no longer
      if (version !== data.version) look(data);
      version = data.version;
    });
    const causes = /** @type {HTMLDetailsElement|null} */ (document.getElementById("causes"));
    setTimeout(() => { if (!arrived && causes) causes.open = true; }, 30000);
  }

  if (served) kit();
});
