// Where a heading, button or label on a Thai page goes to a new line inside a phrase. A phrase ends at its mark or at a
// space; one that is wider than its line has to break somewhere and is left out.
() => {
  const out = [],
    range = document.createRange();
  for (const e of document.querySelectorAll(
    "h1,h2,h3,.button,.rail a,.four a,.tabs a,label,legend,.door strong,.cards strong,.toc a,.top nav a,.lang a,.pink,.blue,.ribbon,.coach",
  )) {
    if (!e.offsetParent || e.closest("[hidden],.visually-hidden,.option")) continue;
    const room = e.getBoundingClientRect().width;
    // The pieces of a text: one that is only marked to stay whole (.w) belongs to the words around it.
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT),
      pieces = [];
    const holder = (n) => (n.parentElement.matches(".w") ? n.parentElement.parentElement : n.parentElement);
    for (let n, last; (n = walk.nextNode()); last = n) {
      if (!last || holder(last) !== holder(n)) pieces.push([]);
      for (let i = 0; i < n.data.length; i++) pieces[pieces.length - 1].push([n, i]);
    }
    for (const piece of pieces) {
      const text = piece.map(([n, i]) => n.data[i]).join("");
      for (const m of text.matchAll(/[^ \n]+/g)) {
        const chunk = m[0];
        if (!/[\u0e00-\u0e7f]/.test(chunk)) continue;
        const last = piece[m.index + chunk.length - 1];
        range.setStart(...piece[m.index]);
        range.setEnd(last[0], last[1] + 1);
        const lines = [...range.getClientRects()].filter((r) => r.width > 0);
        if (!lines.some((r) => r.top > lines[0].top + r.height * 0.6)) continue; // one line
        let top = null,
          width = 0,
          broken = -1;
        for (let i = 0; i < chunk.length; i++) {
          const [n, at] = piece[m.index + i];
          range.setStart(n, at);
          range.setEnd(n, at + 1);
          const r = [...range.getClientRects()].find((r) => r.width > 0);
          if (!r) continue;
          width += r.width;
          if (top !== null && r.top > top + r.height * 0.6 && broken < 0) broken = i;
          top = r.top;
        }
        const box = (holder(piece[0][0]).closest(".phrase") || e).getBoundingClientRect().width;
        if (broken > 0 && width <= Math.max(room, box) * 0.96)
          out.push(e.tagName.toLowerCase() + "." + e.className + ": " + chunk.slice(0, broken) + "⏎" + chunk.slice(broken));
      }
    }
  }
  return [...new Set(out)].join("\n");
};
