"use strict";
/* The projector view. Each slide is a page of its own; with script the next one takes this one's place, so that the
   full screen stays and the change is instant. Everything else here is what a person at a projector reaches for. */
part(() => {
  if (!/^present(\/|$)/.test(document.body.dataset.page || "")) return;
  const root = document.documentElement, online = served;
  const isSlide = /\/present\/[\w.-]*$/;

  /* Slides are kept as documents. */
  /** @type {Map<string, Promise<Document>>} */
  const fetched = new Map();

  /** @param {string} path @returns {Promise<Document>} */
  function load(path) {
    let slide = fetched.get(path);
    if (!slide) {
      slide = loadPage(path);
      slide.catch(() => fetched.delete(path));
      fetched.set(path, slide);
    }
    return slide;
  }

  /** Fetches every slide in every language ahead of need: from then on the wall needs no network. One at a time, the next
      slide first, so that a poor line stays free for whoever reads. */
  async function fetchAll() {
    const slides = (/** @type {Document} */ from) => [...from.querySelectorAll(".rail a")].map(pathOf);
    const others = otherLanguages().map(pathOf), all = slides(document), here = all.indexOf(location.pathname) + 1;
    for (const path of [...all.slice(here), ...all.slice(0, here)]) await load(path).catch(() => {});
    for (const path of others) {
      const slide = await load(path).catch(() => null);
      for (const path of slide ? slides(slide) : []) await load(path).catch(() => {});
    }
  }

  /** @param {Element} link */
  const pathOf = (link) => new URL(link.getAttribute("href") || "", location.href).pathname;
  const otherLanguages = () => [...document.querySelectorAll(".slide-foot .lang a")];

  let going = 0;
  /** @param {string} path @param {boolean} [back] whether the address already says so */
  async function go(path, back) {
    const turn = ++going;
    if (!online) return location.assign(path);
    try {
      const slide = await load(path);
      if (turn === going) show(/** @type {HTMLElement} */ (document.importNode(slide.body, true)), slide, path, !!back);
    } catch {
      if (turn === going) location.assign(path); // let the browser say what is wrong, or find the way
    }
  }

  /** @param {HTMLElement} body @param {Document} slide @param {string} path @param {boolean} back */
  function show(body, slide, path, back) {
    if (!back && path !== location.pathname) history.pushState(null, "", path);
    over.forEach((element) => body.append(element));
    document.body.replaceWith(body);
    document.title = slide.title;
    root.lang = slide.documentElement.lang;
    settle();
    document.getElementById("main")?.focus({ preventScroll: true });
  }

  addEventListener("popstate", () => {
    if (isSlide.test(location.pathname) && !location.hash) go(location.pathname, true);
  });

  /* What lies over the slide and outlives it. */
  /** @param {string} name */
  function layer(name) {
    const element = document.createElement("div");
    element.className = name;
    return element;
  }
  const dark = layer("blackout"), pointer = layer("pointer"), told = layer("visually-hidden");
  dark.hidden = pointer.hidden = true;
  told.setAttribute("role", "status");
  const over = [dark, pointer, told];

  /** Makes a slide that has just come what the last one was. */
  function settle() {
    offer(".for-script");
    turnPhone(document.body, "scanner");
    aim();
  }

  /* Scale. Below 1 the slide draws in; above 1 the screen's content grows about what matters. */
  const scales = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.2, 1.4, 1.6, 1.8, 2];
  let scale = scales.find((s) => s === Number(keptInTab.get("present-scale"))) || 1;

  /** @param {number} by */
  function rescale(by) {
    scale = scales[Math.min(scales.length - 1, Math.max(0, scales.indexOf(scale) + by))];
    keptInTab.set("present-scale", String(scale));
    aim();
    stage.tell((document.body.dataset.scale || "").replace("{n}", String(Math.round(scale * 100))));
  }

  /** Puts the scale into effect: what matters moves to the middle, as far as the screen's edges allow. */
  function aim() {
    root.style.setProperty("--scale", String(scale));
    root.classList.toggle("closer", scale > 1);
    const field = /** @type {HTMLElement|null} */ (document.querySelector(".slide .sim .view"));
    if (!field) return;
    field.style.setProperty("transform-origin", "50% 50%");
    const spot = field.querySelector(".spot"), target = spot ? spot.closest(".spotwrap") : field.querySelector(".sample");
    if (!target || scale <= 1) return;
    const inner = box([target, ...target.querySelectorAll(".coach")]), outer = box([field]);
    const factor = (outer.right - outer.left) / field.offsetWidth; // what the boxes were enlarged by when measured
    /** @param {number} middle of the target, from the field's start @param {number} length of the field */
    const origin = (middle, length) => Math.max(length * (1 - scale), Math.min(0, length / 2 - middle * scale)) / (1 - scale);
    const x = origin(((inner.left + inner.right) / 2 - outer.left) / factor, field.offsetWidth);
    const y = origin(((inner.top + inner.bottom) / 2 - outer.top) / factor, field.offsetHeight);
    field.style.setProperty("transform-origin", `${x}px ${y}px`);
  }
  /** The box around elements. @param {Element[]} elements */
  function box(elements) {
    const all = elements.map((e) => e.getBoundingClientRect());
    return { left: Math.min(...all.map((r) => r.left)), right: Math.max(...all.map((r) => r.right)), top: Math.min(...all.map((r) => r.top)), bottom: Math.max(...all.map((r) => r.bottom)) };
  }
  addEventListener("resize", aim);

  /* Black. */
  /** @param {boolean} on */
  function blackOut(on) {
    dark.hidden = !on;
    told.textContent = on ? document.body.dataset.dark || "" : "";
  }
  dark.addEventListener("click", () => blackOut(false));

  /* The pointer: a lit spot that follows the mouse while P is held. */
  let mouse = { x: innerWidth / 2, y: innerHeight / 2 }, idle = 0;
  function place() {
    pointer.style.setProperty("--x", mouse.x + "px");
    pointer.style.setProperty("--y", mouse.y + "px");
  }
  addEventListener("mousemove", (event) => {
    mouse = { x: event.clientX, y: event.clientY };
    place();
    root.classList.remove("idle");
    clearTimeout(idle);
    idle = setTimeout(() => root.classList.add("idle"), 4000); // a resting arrow is one more thing on the wall
  });
  addEventListener("keyup", () => { pointer.hidden = true; });
  addEventListener("blur", () => { pointer.hidden = true; });

  /* Keys. At either end what is pressed shows which slide this is. */
  /** @param {Element|null|undefined} link */
  const follow = (link) => link && !link.hasAttribute("aria-current") ? go(pathOf(link)) : stage.tell((document.querySelector(".rail [aria-current] span") || document.body).textContent || "");
  const turn = (/** @type {string} */ which) => follow(document.querySelector(".turn." + which));
  const slides = () => document.querySelectorAll(".rail a");
  keys.listen({
    next: () => turn("next"), prev: () => turn("prev"), first: () => follow(slides()[0]), last: () => follow(slides()[slides().length - 1]),
    step: (n) => follow(slides()[Number(n)]), zoom: (sign) => rescale(sign === "+" ? 1 : -1), point: () => { place(); pointer.hidden = false; },
    dark: () => blackOut(true), full: (name) => stage.full(name === "F"), language: () => { const link = otherLanguages()[0]; if (link) go(pathOf(link)); },
  }, () => { // whatever is pressed, first the picture comes back
    if (dark.hidden) return false;
    blackOut(false);
    return true;
  });

  /* Links. */
  document.addEventListener("click", (event) => {
    const at = /** @type {Element} */ (event.target), button = at.closest("[data-do], .keys .close"), link = at.closest("a");
    if (button) {
      event.preventDefault();
      keys.hide();
      if (/** @type {HTMLElement} */ (button).dataset.do === "full") stage.full(true);
      else if (/** @type {HTMLElement} */ (button).dataset.do === "dark") blackOut(true);
      return;
    }
    if (at.closest("[data-key]")) return press(at);
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.dataset.viewTo) {
      event.preventDefault();
      turnPhone(document.body, link.dataset.viewTo);
    } else if (link.classList.contains("tool")) {
      event.preventDefault();
      keys.show();
    } else if (online && link.hostname === location.hostname && isSlide.test(link.pathname)) {
      event.preventDefault();
      go(link.pathname);
    }
  });

  /* The on-screen phone. */
  /** @param {Element} key of the drawn pad */
  function press(key) {
    const dots = key.closest(".pv")?.querySelectorAll(".dots8 i:not(.on)") || [];
    dots[0]?.classList.add("on");
    if (dots.length <= 1) setTimeout(() => turnPhone(document.body, "scanner"), calm() ? 0 : 250);
  }
  document.addEventListener("phone-home", () => turnPhone(document.body, "home"), true);

  /* Fingers: a swipe sideways turns the slide. */
  /** @type {Touch|null} */ let down = null;
  addEventListener("touchstart", (event) => { down = event.touches.length === 1 ? event.touches[0] : null; }, { passive: true });
  addEventListener("touchend", (event) => {
    const up = event.changedTouches[0];
    if (!down || !up || document.querySelector(".keys[open]")) return;
    const x = up.clientX - down.clientX, y = up.clientY - down.clientY;
    down = null;
    if (Math.abs(x) > Math.max(60, innerWidth / 20) && Math.abs(x) > 2 * Math.abs(y)) turn(x < 0 ? "next" : "prev");
  }, { passive: true });

  /* The screen stays awake where the browser offers it: https and this very machine. */
  async function wake() {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    try { await navigator.wakeLock.request("screen"); } catch { /* low battery, or not allowed */ }
  }
  document.addEventListener("visibilitychange", wake);
  wake();

  over.forEach((element) => document.body.append(element));
  settle();
  takeOver("phone");
  if (online) addEventListener("load", () => setTimeout(fetchAll, 200));
});
