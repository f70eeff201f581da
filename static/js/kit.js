"use strict";
/* The kit: the invitation, and whether the trainer's own phone has found the way. */
part(() => {
  if (document.body.dataset.page !== "workshop") return;
  const { oneAtATime, follow } = live, { refresh, refused } = redraw;

  /* What is chosen takes the places of the first dotted lines. */
  const blanks = document.querySelectorAll("#invitation [data-blank]"), dots = blanks[0]?.textContent || "";
  const chosen = /** @type {NodeListOf<HTMLSelectElement|HTMLInputElement>} */ (document.querySelectorAll("#fill select, #fill input"));
  document.getElementById("fill")?.addEventListener("input", () => blanks.forEach((blank, i) => { blank.textContent = chosen[i]?.value || dots; }));
  takeOver("fill");

  /* The way to the invitation leads into it. */
  document.querySelector("[href='#before']")?.addEventListener("click", () => document.getElementById("before")?.setAttribute("open", ""));

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
  }

  if (served) kit();
});
