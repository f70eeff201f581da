"use strict";
/* The practice QR code: asks for one, shows it, follows the phone over an event stream, and renews it quietly. */
part(() => {
  const root = /** @type {HTMLElement|null} */ (document.querySelector("[data-grant]"));
  if (!root || !served) return;
  const find = (/** @type {string} */ s) => /** @type {HTMLElement} */ (root.querySelector(s));
  const qr = find(".qr"), cover = find(".cover"), form = /** @type {HTMLFormElement} */ (find(".make-grant"));
  const live = find(".live"), status = /** @type {HTMLElement} */ (live.firstElementChild);
  const counts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".countdown")); // the drawn phone's, too, where one waits for the end
  const more = /** @type {HTMLFormElement} */ (find(".more-time"));
  const details = root.querySelectorAll(".when-live"), trouble = /** @type {HTMLDetailsElement} */ (find(".help-scan"));
  /** @type {{place: string, expired?: string, id?: string, events?: string, state?: string, seconds?: number, say: Record<string, string>}} */
  const settings = settingsOf(root), { say } = settings;

  let id = settings.id || "", at = "", events = settings.events || "", state = settings.state || "";
  let expiresAt = performance.now() + (settings.seconds || 0) * 1000;
  let waited = 0, warned = false, making = false, leaving = false, retry = 0;
  /** @type {{open: () => void, close: () => void}|null} */ let stream = null;
  let lengthens = !more.hidden;
  more.hidden = true; // until it is needed
  for (const e of [more, status]) e.classList.remove("without-script");

  /** @param {string} next @param {string} [words] */
  function tell(next, words) {
    live.dataset.state = next;
    const scanned = next === "scanned" || next === "approved", spent = next === "denied" || next === "refused";
    const of = document.querySelector(".lesson, .run")?.classList; // as frame.CodeClass
    of?.toggle("past", scanned || spent);
    of?.toggle("scanned", scanned);
    of?.toggle("spent", spent);
    of?.remove("lapsed");
    if (next === "scanned") {
      drawn();
      const hints = document.querySelector(".hints.show"); // they were about the scan
      if (hints) {
        hints.classList.remove("show");
        if (hints.contains(document.activeElement)) live.focus({ preventScroll: true });
      }
    }
    if (words !== undefined && status.textContent !== words) status.textContent = words;
  }

  /** @param {boolean} spent whether the code can no longer be used */
  function cover_(spent) {
    qr.classList.toggle("spent", spent);
    qr.classList.remove("faint");
    cover.hidden = !spent;
    details.forEach((e) => { e.toggleAttribute("hidden", spent); e.removeAttribute("data-waits"); });
  }

  /** Asks for a code. The one it replaces, if any, is given up. */
  async function make() {
    if (making) return;
    clearTimeout(retry);
    if (!id && state !== "refused") tell("making", say.making);
    if (document.hidden) { retry = setTimeout(make, 1000); return; }
    making = true;
    close();
    try {
      const response = await post(form.action, { place: settings.place, replaces: id });
      const answer = await response.json();
      if (!response.ok) {
        const soon = response.status === 503; // the store is away for a moment; other refusals do not pass by waiting
        tell("refused", soon ? answer.title + ". " + answer.text : answer.text || say.lost);
        state = "refused";
        cover_(true);
        if (soon) retry = setTimeout(make, 4000);
        return;
      }
      fill(answer);
    } catch (e) {
      tell("refused", say.lost);
      retry = setTimeout(make, 3000);
    } finally {
      making = false;
      if (state !== "denied") document.querySelector(".phone[data-view=spent]")?.dispatchEvent(new Event("phone-home"));
    }
  }

  /** @param {{id:string,page:string,events:string,state:string,expires_in:number,user_code:string,reference:string,qr:{size:number,path:string},more:boolean,type_at:string,reach:boolean}} a */
  function fill(a) {
    const renewed = id !== "";
    id = a.id; events = a.events; state = a.state;
    expiresAt = performance.now() + a.expires_in * 1000;
    warned = false;
    document.querySelectorAll(".denied-note").forEach((note) => note.remove());
    const svg = find(".qr svg"), path = /** @type {Element} */ (svg.lastElementChild); // over a white rectangle, which nothing darkens
    svg.setAttribute("viewBox", `0 0 ${a.qr.size} ${a.qr.size}`);
    svg.setAttribute("role", "img");
    if (qr.dataset.label) svg.setAttribute("aria-label", qr.dataset.label);
    svg.removeAttribute("aria-hidden");
    path.setAttribute("d", a.qr.path);
    path.setAttribute("fill", "var(--base-black)");
    find("[data-user-code]").textContent = a.user_code;
    find(".typed strong").textContent = a.type_at;
    document.querySelectorAll(".waits").forEach((e) => e.classList.replace("waits", a.reach ? "calls" : "solo")); // by what one scans
    document.querySelectorAll("[data-reference]").forEach((r) => { r.textContent = a.reference; });
    lengthens = a.more;
    more.action = a.page + "/more";
    cover_(false);
    tell("pending", renewed ? say.renewed : say.pending);
    history.replaceState(null, "", a.page);
    document.querySelectorAll(".lang a[hreflang]").forEach((e) => {
      const l = /** @type {HTMLAnchorElement} */ (e);
      l.href = `/${l.hreflang}/g/${a.id}?lang=${l.hreflang}`;
    });
    open();
  }

  function open() {
    if (stream || document.hidden || !events || leaving) return;
    stream = eventStream(events, "grant", apply, {
      lost: (times) => { if (times > 1) tell(state, say.lost); },
      refused: (times) => { close(); clearTimeout(retry); retry = setTimeout(check, patience(times), times); return true; },
    });
    stream.open();
  }

  function close() {
    if (stream) stream.close();
    stream = null;
  }

  /** The stream was refused: is the code still known? @param {number} times how often it could not be reached */
  async function check(times) {
    if (document.hidden) return;
    try {
      const response = await ask(location.pathname, { method: "HEAD" });
      if (response.status === 404) { id = ""; return make(); }
      if (!response.ok) throw response;
      open();
    } catch (e) {
      if (times > 0) tell(state, say.lost);
      retry = setTimeout(check, patience(times), times + 1);
    }
  }

  /** @param {{state:string,expires_in:number,at:string,next?:string}} a */
  function apply(a) {
    if (at && a.at !== at) location.reload(); // the network is another: so is the code
    at = a.at;
    expiresAt = performance.now() + a.expires_in * 1000;
    if (a.state === state && live.dataset.state === state && status.textContent !== say.lost) return;
    state = a.state;
    switch (state) {
      case "pending": return tell(state, say.pending);
      case "scanned": return tell(state, say.scanned);
      case "denied":
        close();
        tell(state, say.denied);
        return follow(a.next || location.pathname); // the same page says what it means
      case "approved":
        close();
        tell(state, say.approved);
        document.dispatchEvent(new Event("step-done"));
        return follow(a.next || "");
      case "expired":
        return expire();
    }
  }

  /** The phone has answered, or the lesson is about the code's end: the computer moves on. @param {string} href */
  function follow(href) {
    leaving = true;
    count(more.hidden = true);
    setTimeout(() => location.assign(href), calm() ? 300 : 900);
  }

  function expire() {
    if (!settings.expired) return void make();
    close();
    state = "expired";
    follow(settings.expired);
  }

  /** Lengthens the code's time: asked for with the button that comes in the last minute. @param {Event} event */
  async function longer(event) {
    event.preventDefault();
    try {
      const response = await post(more.action);
      const answer = await response.json();
      if (!response.ok) throw answer;
      expiresAt = performance.now() + answer.expires_in * 1000;
      lengthens = answer.more;
      warned = answer.expires_in <= 60; // codes that last no minute: it has been said
      count(more.hidden = !warned);
      tell(state, say.longer);
      if (more.hidden) live.focus({ preventScroll: true });
    } catch (e) {
      tell(state, /** @type {any} */ (e).text || say.lost);
    }
  }
  live.tabIndex = -1;
  more.addEventListener("submit", longer);

  /** What is said once when the last minute begins. */
  function warn() {
    warned = true;
    if (settings.expired) return; // running out is the lesson
    if (state === "pending") tell(state, lengthens ? say.more : say.minute);
    else if (lengthens) tell(state, say.late);
  }

  /** @param {boolean} hidden @param {string} [left] what is left, as a clock shows it */
  function count(hidden, left) {
    counts.forEach((e) => {
      e.hidden = hidden;
      if (left) /** @type {HTMLElement} */ (e.querySelector("[data-left]")).textContent = left;
    });
  }

  setInterval(() => {
    if (!id || (state !== "pending" && state !== "scanned")) { count(more.hidden = true); return; }
    const seconds = Math.max(0, Math.round((expiresAt - performance.now()) / 1000));
    count(seconds > 60, minutesOf(seconds));
    more.hidden = seconds > 60 || !lengthens;
    if (seconds <= 60 && seconds > 0 && !warned) warn();
    if (seconds === 0 && !document.hidden && !leaving) expire();
    if (state === "pending" && ++waited === 20 && !trouble.hidden) trouble.open = true;
  }, 1000);

  /* The on-screen phone plays the same part for people with no phone at hand. */
  const drawn = () => { waited = 20; trouble.open = false; qr.classList.remove("pulse"); }; // who uses it needs no help with another
  root.querySelector(".no-phone")?.addEventListener("click", drawn);
  root.addEventListener("phone-view", (e) => {
    drawn();
    switch (/** @type {CustomEvent} */ (e).detail) {
      case "consent": return tell("scanned", say.drawn); // past the icon
      case "allow": leaving = true; close(); return tell("approved", say.approved);
      case "done": return;
      case "spent": {
        const again = /** @type {HTMLElement} */ (document.querySelector("#phone-spent a"));
        again.hidden = innerWidth > 599; // the computer's own stands beside it
        clearTimeout(retry);
        close();
        tell(state = "denied", say.denied);
        cover_(true);
        find(".cover button").textContent = again.textContent; // another, not the first
        return;
      }
      default:
        if (state === "denied" && !leaving) return void make();
        if (live.dataset.state === "scanned" && state !== "scanned") tell(state || "pending", say.pending);
    }
  });

  /* A real phone may have the same code open: it is told so when it answers too. The page may be left at once. */
  root.addEventListener("phone-answer", (e) => {
    if (!id) return;
    const answer = /** @type {CustomEvent} */ (e).detail;
    state = answer === "allow" ? "approved" : "denied";
    close();
    post(`/${document.documentElement.lang}/g/${id}/answer`, { answer }, { keepalive: true }).catch(() => { /* then the phone's own answer counts */ });
  });

  form.addEventListener("submit", (e) => { e.preventDefault(); make(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else if (state === "pending" || state === "scanned") { if (performance.now() >= expiresAt) expire(); else open(); } });
  afterSleep(() => { if (state === "pending" || state === "scanned") { close(); open(); } });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (e) => { if (e.persisted) { leaving = false; if (state === "approved" || state === "denied") location.reload(); else open(); } });

  if (!id) make();
  else if (state === "pending" || state === "scanned") open();
  else if (state === "expired") expire();
});
