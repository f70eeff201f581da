// What does not fit the wall: scrolling, text that is too small for the last row, text outside the window or its frame,
// text that lies on other text, and a slide that leaves room below. Anything that clips counts as a frame, whether by
// overflow or by containment. Text may be smaller than 28 px by the factor smallest.
(smallest = 1) => {
  const out = [],
    w = innerWidth,
    h = innerHeight,
    least = 28 * smallest * Math.min(w / 1920, h / 1080) - 0.05,
    root = document.scrollingElement;
  if (root.scrollWidth > w || root.scrollHeight > h) out.push("the page is " + root.scrollWidth + "x" + root.scrollHeight);
  scrollTo(9, 9);
  if (scrollX || scrollY) out.push("the page scrolls");
  const frames = ".sim,.view,.phone,.pv,.four li,.rail a,.button,.pink,.blue,.coach,.notice,.drawn,.menu,.method,.lost,.sample-screen,.wall,dialog";
  const clips = (f) => {
    const s = getComputedStyle(f);
    return s.overflowX !== "visible" || s.overflowY !== "visible" || /paint|strict|content/.test(s.contain) || s.clipPath !== "none";
  };
  const dialog = document.querySelector("dialog[open]"),
    boxes = [],
    walker = document.createTreeWalker(dialog || document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".visually-hidden,.toast,dialog:not([open])")) continue;
    const what = JSON.stringify(n.data.trim().slice(0, 40)),
      size = parseFloat(getComputedStyle(e).fontSize);
    if (size < least) out.push(what + " is " + size.toFixed(1) + " px, less than " + least.toFixed(1));
    const range = document.createRange();
    range.selectNodeContents(n);
    for (const r of range.getClientRects()) {
      if (r.width < 1) continue;
      const b = { what, e, left: r.left, right: r.right, top: r.top + r.height * 0.22, bottom: r.bottom - r.height * 0.2 };
      if (b.left < 0 || b.right > w || b.top < 0 || b.bottom > h)
        out.push(what + " is outside the window: " + [r.left, r.top, r.right, r.bottom].map(Math.round));
      for (let f = e; f && f !== document.body; f = f.parentElement) {
        if (!clips(f) && !f.matches(frames)) continue;
        const c = f.getBoundingClientRect();
        if (b.left < c.left - 1 || b.right > c.right + 1 || b.top < c.top - 1 || b.bottom > c.bottom + 1) {
          if (f.matches(".view,.drawn") && e.closest(".coach")) continue;
          out.push(what + " leaves its " + f.className);
          break;
        }
      }
      for (const o of boxes)
        if (
          o.e !== e &&
          !o.e.contains(e) &&
          !e.contains(o.e) &&
          Math.min(o.right, b.right) - Math.max(o.left, b.left) > 1 &&
          Math.min(o.bottom, b.bottom) - Math.max(o.top, b.top) > 1
        )
          out.push(what + " lies on " + o.what);
      boxes.push(b);
    }
  }
  for (const c of document.querySelectorAll(".coach,.cue")) {
    const a = c.getBoundingClientRect();
    for (const o of boxes)
      if (!c.contains(o.e) && Math.min(o.right, a.right) - Math.max(o.left, a.left) > 1 && Math.min(o.bottom, a.bottom) - Math.max(o.top, a.top) > 1)
        out.push(o.what + " is under " + c.className);
  }
  for (const e of document.querySelectorAll(".sim,.phone,.four li,.pink,.blue,.method,.menu,.sample svg,.drawn,.count,.turn")) {
    if (!e.checkVisibility()) continue;
    const r = e.getBoundingClientRect(),
      c = (e.closest(".view") || e.closest(".wall") || document.body).getBoundingClientRect();
    if (r.left < c.left - 1 || r.right > c.right + 1 || r.top < c.top - 1 || r.bottom > c.bottom + 1)
      out.push(
        (e.className.baseVal || e.className || e.tagName) +
          " is cut: " +
          [r.left, r.top, r.right, r.bottom].map(Math.round) +
          " in " +
          [c.left, c.top, c.right, c.bottom].map(Math.round),
      );
  }
  const ribbon = document.querySelector(".sim .ribbon"),
    r = ribbon && ribbon.getBoundingClientRect();
  if (ribbon && !ribbon.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2))) out.push("the ribbon is covered");
  const foot = document.querySelector(".slide-foot").getBoundingClientRect(),
    slide = document.querySelector(".wall").getBoundingClientRect();
  if (foot.bottom < h * 0.96 || slide.width < w * 0.85 || slide.height < h * 0.55)
    out.push("the slide does not fill the wall: " + [slide.width, slide.height, foot.bottom].map(Math.round));
  return out;
};
