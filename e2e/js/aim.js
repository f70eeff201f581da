// Where one presses the first match that can be seen: its middle, once it is scrolled into view, and what covers it.
(sel) => {
  const e = [...document.querySelectorAll(sel)].find(
    (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length,
  );
  if (!e) return null;
  e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const r = e.getClientRects()[0],
    x = r.x + r.width / 2,
    y = r.y + r.height / 2,
    hit = document.elementFromPoint(x, y);
  const own = hit && (e.contains(hit) || (hit.contains(e) && hit.closest("label,a,button,summary")));
  return { X: x, Y: y, Covered: own ? "" : hit ? hit.outerHTML.slice(0, 160) : "nothing: it is outside the window", Disabled: !!e.disabled };
};
