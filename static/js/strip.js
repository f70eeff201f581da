"use strict";
/* What a participant's strip shows beside its words: the answers to the trainer's question, the way to another answer, and what a press
   on the call does. On the page where one is signed in, what it says to who has not signed in. */
part(() => {
  if (!strip) return;
  const { bar, room, sent, listen } = strip;
  const words = /** @type {HTMLElement} */ (bar.querySelector(".room-note")), go = /** @type {HTMLAnchorElement} */ (bar.querySelector("[data-go]"));

  /* What is to be pressed, and begins in the window, does not lie below the strip, nor below what it grows to when it asks. */
  const spot = document.querySelector(".sim .spot"), view = spot?.closest(".scrolls"), box = spot?.getBoundingClientRect();
  if (spot && box && !scrollY && box.top < innerHeight && !(view && view.scrollHeight > view.clientHeight + 1)) {
    scrollBy(0, Math.max(0, box.bottom + (innerWidth > 700 ? 84 : 138) - innerHeight));
  }
  const drawn = document.querySelector(".phone"), first = drawn?.getBoundingClientRect();
  if (drawn && first && !scrollY && first.height && first.top < innerHeight / 2) drawn.dispatchEvent(new Event("strip"));

  /* The trainer reads of who chose not to come along that they did. */
  const page = document.body.dataset.page || "", at = /^(guide|practice)\//.test(page) ? page : "", away = () => { insist(`/workshop/${room.id}/progress`, { at, away: "yes" }, sent); };
  bar.querySelector("[data-away]")?.addEventListener("click", away);
  if (keptInTab.get("nap.room.away") === "yes") away();

  const called = /** @type {HTMLElement} */ (document.querySelector(".room-called")), frozen = /** @type {HTMLElement} */ (document.querySelector(".room-frozen"));
  const calls = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-call]")), call = calls[0].textContent;

  /* One answers on the page one is on, and is in the middle of what one was. */
  let question = 0, offered = "", changing = false;
  /** @type {any} */ let last;
  let gone = true, moved = false; // whether the way to the class is, and what the strip is where nothing is to be answered
  /** @type {HTMLButtonElement[]} */ let buttons = [];
  let pressed = -Infinity, x = 0, y = 0;
  const tapped = (/** @type {MouseEvent} */ event) => { pressed = performance.now(); x = event.clientX; y = event.clientY; };
  /** @param {{value: string, label: string}[]} replies @param {string} given */
  function offerReplies(replies, given) {
    const focused = buttons.some((b) => b === document.activeElement);
    buttons.forEach((b) => b.remove());
    buttons = replies.map(({ value, label }) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = last.frozen && value === given ? "button strong" : "button";
      b.dataset.reply = value;
      b.textContent = label;
      if (value === given) b.setAttribute("aria-pressed", "true");
      b.addEventListener("click", (event) => {
        tapped(event);
        if (b.getAttribute("aria-busy")) return;
        b.setAttribute("aria-busy", "true");
        insist(`/workshop/${room.id}/reply`, { question: String(question), answer: value }, sent).then((answer) => {
          b.removeAttribute("aria-busy");
          if (answer && answer.ok) change(false);
        });
      });
      return b;
    });
    if (last.frozen) choice.append(...buttons);
    else go.after(...buttons);
    if (!focused || buttons.length) return;
    const arrived = last.frozen ? asked : words;
    arrived.tabIndex = -1; // the answer's button is gone: on to the words that say that it arrived
    arrived.focus({ preventScroll: true });
  }
  /* In a pause the question stands on what covers the page, with its answers: nobody gets the lesson back for it. */
  const asked = document.createElement("p"), choice = document.createElement("div");
  choice.className = "actions";
  frozen.style.overflow = "auto"; // four answers on a phone that lies on its side
  frozen.querySelector("p")?.after(asked, choice);

  /* An answer that was given is changed where one is, and in a pause too: each way to that stands in the strip, or on what covers it. */
  const changes = [bar, frozen].map((e) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "button quiet change";
    b.hidden = true;
    b.addEventListener("click", (event) => {
      tapped(event);
      change(true);
      buttons[0]?.focus({ preventScroll: true });
    });
    e.insertBefore(b, e.querySelector("[data-call]"));
    return b;
  });
  /** @param {boolean} is */
  function change(is) {
    changing = is;
    if (last) show(last);
  }

  /* What stands under the finger after an answer was not there before: the second press of a double tap does nothing. */
  addEventListener("click", (event) => {
    if (!event.detail || performance.now() - pressed > 600 || Math.abs(event.clientX - x) + Math.abs(event.clientY - y) > 40) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  listen((now) => {
    last = now;
    const home = now.state === "ended" && now.did; // who has answered all comes back to the class's page, and need not
    go.classList.toggle("strong", !home);
    if (home) go.href = now.href;
    gone = go.hidden && !home;
    moved = bar.classList.contains("moved");
    changing = changing && question === now.question;
    question = now.question || 0;
    show(now);
    if (!now.scan) bar.classList.remove("scans");
    else if (now.stay && now.scan.endsWith(document.body.dataset.page)) bar.classList.add("scans"); // and is in the middle of that until it is done
    const title = document.querySelector(".run-head h1");
    if (title && now.at === document.body.dataset.page) title.textContent = now.what; // what happens to everybody, and not the run's name
    const heading = /** @type {HTMLElement|null} */ (document.querySelector("h1 .once"));
    if (heading && !document.querySelector("html:target")) heading.hidden = !!now.along;
    document.querySelectorAll(".unless:not(.begins)").forEach((e) => {
      if (!now.along) return e.remove(); // the praise takes its place
      const says = e.closest("h1") ? e : e.parentElement?.matches(".dash-banner") && e.querySelector("span");
      if (says) says.textContent = says === e ? now.yet : now.late;
    });
    /** @type {HTMLElement} */ (called.querySelector("p")).hidden = !!now.seen; // the trainer is on the way
  });

  /** What stands in the strip's rows. @param {any} now */
  function show(now) {
    const replies = now.change && !changing ? [] : now.replies || [];
    const asks = replies.length > 0;
    go.hidden = gone || asks;
    bar.classList.toggle("moved", moved || asks);
    const beside = question && innerWidth <= 700; // question and call fill a row, the answers the next
    words.style.flexBasis = beside ? "calc(100% - 12rem)" : "";
    changes.forEach((b) => {
      b.textContent = now.change || "";
      b.hidden = !now.change || changing;
      if (b.parentElement === bar) b.style.flexBasis = "3rem"; // beside the way to the class
    });
    asked.textContent = now.frozen && question ? now.note : "";
    asked.hidden = !asked.textContent;
    choice.hidden = !asks;
    const offer = [question, replies.length, !!now.frozen].join(" ");
    if (offered !== offer) {
      offered = offer;
      offerReplies(replies, now.given || "");
    }
    calls.forEach((b) => {
      b.textContent = now.large || call;
      b.classList.toggle("quiet", asks); // none of the answers, and beside the question, where it was
      b.style.cssText = beside && b.parentElement === bar ? "flex: none; order: 0; max-width: 7rem; padding: .2rem .6rem; line-height: 1.3" : "";
    });
  }
});
