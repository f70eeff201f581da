// Scrolling, small text and text outside the window.
() => {
  const out = [],
    w = innerWidth,
    h = innerHeight,
    least = 28 * Math.min(w / 1920, h / 1080) - 0.05,
    root = document.scrollingElement;
  if (root.scrollWidth > w || root.scrollHeight > h) out.push("the page is " + root.scrollWidth + "x" + root.scrollHeight);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(e).fontSize),
      what = JSON.stringify(n.data.trim().slice(0, 40));
    if (size < least) out.push(what + " is " + size.toFixed(1) + " px, less than " + least.toFixed(1));
    const range = document.createRange();
    range.selectNodeContents(n);
    for (const r of range.getClientRects())
      if (r.left < 0 || r.right > w || r.top < 0 || r.bottom > h)
        out.push(what + " is outside the window: " + [r.left, r.top, r.right, r.bottom].map(Math.round));
  }
  for (const e of document.querySelectorAll("svg")) {
    const r = e.getBoundingClientRect();
    if (r.width && (r.left < 0 || r.right > w || r.top < 0 || r.bottom > h)) out.push("a picture is cut");
  }
  return out;
};
