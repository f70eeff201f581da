"use strict";
/* The trainer's console, and the report. */
part(() => {
  const { oneAtATime, follow } = live, { refresh, refused, lostSign, press } = redraw;
  const page = document.body.dataset.page || "";

  /* —— The console —— */
  function console_() {
    let told = performance.now();
    const look = oneAtATime(async (data) => {
      if (data?.version === "gone") return location.assign(`/${document.documentElement.lang}/workshop?deleted=${location.pathname.split("/")[3]}`); // as the answer to the press says, which this may overtake
      try {
        const asked = performance.now(), fresh = await refresh();
        told = asked;
        if (mirror) mirror.look();
        if (!!fresh.getElementById("c-drive") !== !!document.getElementById("c-drive")) location.reload(); // the class has ended
        tick();
      } catch (request) {
        refused(request);
      }
    });
    follow(document.body.dataset.events || "", "page", look, { always: true, lost: lostSign() }); // behind another tab it counts calls in its name

    /* The wall comes in a window of its own, over which the console stays in reach; where none may be opened, in a tab, as without script. */
    document.addEventListener("click", (event) => {
      const link = /** @type {HTMLAnchorElement|null} */ (/** @type {Element} */ (event.target).closest("a[target=wall]"));
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const opened = open(link.href, "wall", "popup,width=1280,height=720");
      if (!opened) return;
      event.preventDefault();
      opened.focus();
    });

    const plain = ["ticket", "end", "delete"], sign = lostSign();
    document.addEventListener("submit", async (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      const what = form.action.slice(form.action.lastIndexOf("/") + 1);
      if (plain.includes(what)) return;
      event.preventDefault();
      const button = form.querySelector("button");
      if (button?.getAttribute("aria-busy")) return;
      button?.setAttribute("aria-busy", "true");
      const answer = await press(form.action, /** @type {any} */ (Object.fromEntries(/** @type {any} */ (new FormData(form)))), sign);
      button?.removeAttribute("aria-busy");
      if (!answer?.ok) return answer && look(undefined); // nothing was done, and the line says why
      const folds = form.closest("details");
      folds?.removeAttribute("open");
      const said = answer.status === 200 ? (await answer.json()).said : ""; // what would not be seen
      if (button && (said || !form.closest(".at-drive"))) tellSent(folds?.querySelector("summary") || button, said); // the others show it themselves
      if (what === "free") form.reset();
      look(undefined);
    });

    /* What was pressed is answered on the edge of its card, where no words stand: nothing moves for it. */
    /** @param {Element} button @param {string} words */
    function tellSent(button, words) {
      document.querySelectorAll("p.sent").forEach((e) => e.remove());
      const card = button.closest(".card"), said = document.createElement("p");
      if (!card) return; // what was pressed is gone, and shows it
      const { top, bottom } = card.getBoundingClientRect(), head = /** @type {HTMLElement} */ (document.getElementById("c-top")).getBoundingClientRect().bottom;
      said.className = "sent";
      said.setAttribute("role", "status");
      card.appendChild(said);
      said.textContent = words || "✓ " + (/** @type {HTMLElement} */ (document.querySelector("[data-sent]")).dataset.sent || "");
      const half = said.offsetHeight / 2, inView = (/** @type {number} */ y) => y - half >= Math.max(head, 0) && y + half <= innerHeight;
      if (!inView(top)) said.style.top = inView(bottom) ? "100%" : button.getBoundingClientRect().top + button.clientHeight / 2 - top + "px"; // in a card without an edge in view, over the button
      setTimeout(() => said.remove(), 2500 + 50 * words.length); // to be read
    }

    /* Keys press the console's own buttons; where there is none for it, the server has said why. */
    /** @param {string} button @param {string|undefined} not */
    const click = (button, not) => {
      const found = /** @type {HTMLElement|null} */ (document.querySelector(button));
      if (not || !found) stage.tell(not || "");
      else { found.click(); scrollTo(0, 0); } // what a key did is seen
    };
    const said = () => settingsOf(/** @type {HTMLElement} */ (document.getElementById("c-keys")));
    const step = (/** @type {string} */ which) => click(`.drive-steps li:${which} button`, said().noStep), dark = () => click("form[data-key=dark] button", said().noDark);
    keys.listen({
      next: () => click(`form[data-key=${said().resume ? "resume" : "next"}] button`, said().noNext), prev: () => click("form[data-key=prev] button", said().noPrev),
      first: () => step("first-child"), step: (n) => step(`nth-child(${Number(n) + 1})`), dark, full: (name) => stage.full(name === "F"),
    }, (act) => {
      if (!said().dark || act === "full" || act === "list" || act === "close") return false;
      dark(); // first the wall's picture comes back
      return true;
    });
    document.querySelector("[data-list]")?.addEventListener("click", keys.show);
    offer(".list-keys");

    /* The server says how long something has lasted and what time it is; from there this page counts by itself. */
    const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
    function tick() {
      const passed = Math.floor((performance.now() - told) / 1000);
      document.querySelectorAll("[data-for]").forEach((e) => {
        const s = Number(/** @type {HTMLElement} */ (e).dataset.for) + passed;
        e.textContent = minutesOf(s);
      });
      document.querySelectorAll("[data-left]").forEach((e) => {
        e.textContent = minutesOf(Math.max(0, Math.ceil(Number(e.getAttribute("data-left")) - (performance.now() - told) / 1000)));
        if (mirror) mirror.count(e.textContent);
      });
      badge();
      document.querySelectorAll("[data-clock]").forEach((e) => {
        const m = Math.floor((Number(/** @type {HTMLElement} */ (e).dataset.clock) + passed) / 60);
        e.textContent = two(Math.floor(m / 60) % 24) + ":" + two(m % 60);
      });
    }
    /* A call is seen in the tab's name, wherever the trainer looks. */
    const title = document.title;
    const badge = () => { const n = document.getElementById("c-top")?.dataset.calls; document.title = (Number(n) ? `(${n}) ` : "") + title; };
    setInterval(tick, 250);
    tick();
    afterSleep(() => look(undefined));
  }

  if (page === "room/report") {
    document.querySelectorAll("[data-print]").forEach((b) => b.addEventListener("click", () => print()));
    if ("print" in window) offer("[data-print]");
  }
  if (page === "room/trainer") console_();
});
