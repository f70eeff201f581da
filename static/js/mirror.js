"use strict";
/* The console's small picture of the wall is the wall's own page, in a frame that runs no script. Where it cannot be drawn,
   the words beside it say what the wall shows. */
const mirror = part(() => {
  const place = /** @type {HTMLTemplateElement|null} */ (document.querySelector("[data-mirror]"));
  if (!place || !slides) return;
  const { fit } = slides, address = place.dataset.mirror || "";
  const frame = /** @type {HTMLIFrameElement} */ (place.content.querySelector("iframe"));
  const box = /** @type {HTMLElement} */ (frame.parentElement);
  place.after(box);

  /** A wall of 1280 by 720, as small as there is room for. */
  const scale = () => { frame.style.transform = `scale(${box.clientWidth / 1280})`; };
  addEventListener("resize", scale);

  /* The drawn phone is as the wall shows it, where that is in this browser. */
  let view = "home";
  const wall = window.BroadcastChannel && new window.BroadcastChannel("wall " + address.split("/")[3]);
  if (wall) {
    wall.onmessage = ({ data }) => {
      view = data || view;
      if (frame.contentDocument?.body) turnPhone(frame.contentDocument.body, view);
    };
    wall.postMessage("");
  }

  const draw = live.oneAtATime(async () => {
    const page = await redraw.fetchPage(address), inside = frame.contentDocument;
    if (!inside) return;
    page.querySelectorAll("script, noscript, dialog, .own-window").forEach((e) => e.remove());
    page.querySelectorAll("[href]:not(link), [tabindex]").forEach((e) => ["href", "tabindex"].forEach((name) => e.removeAttribute(name))); // nothing in it is reached by key
    turnPhone(page.body, view);
    page.documentElement.classList.add("has-fit", "has-phone");
    if (inside.querySelector("[rel=stylesheet]")) inside.body.replaceWith(inside.importNode(page.body, true));
    else inside.replaceChild(inside.importNode(page.documentElement, true), inside.documentElement);
    const sheet = /** @type {HTMLLinkElement} */ (inside.querySelector("[rel=stylesheet]"));
    if (sheet.sheet) show();
    else sheet.onload = show;
    function show() {
      document.documentElement.classList.add("has-mirror");
      if (box.nextElementSibling) box.nextElementSibling.classList.add("visually-hidden"); // the words are for who does not see
      scale();
      fit(/** @type {Document} */ (inside));
    }
  });
  /* A full room changes many times a second; the picture follows three times. */
  let due = 0;
  const look = () => {
    due = due || setTimeout(() => {
      due = 0;
      draw(undefined).catch(() => {}); // the line that says so is the console's
    }, 300);
  };
  look();
  /** The wall's time goes on in its picture too. @param {string} left */
  const count = (left) => frame.contentDocument?.querySelectorAll("[data-left]").forEach((e) => { e.textContent = left; });
  return { look, count };
});
