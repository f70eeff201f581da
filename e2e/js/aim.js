// Where one presses the first match that can be seen: its middle, and what covers it. It is scrolled into view only where it
// is not, so that a page which is still scrolling is seen to move.
(sel) => {
  const e = [...document.querySelectorAll(sel)].find(
    (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length,
  );
  if (!e) return null;
  const look = () => {
    const r = e.getClientRects()[0],
      x = r.x + r.width / 2,
      y = r.y + r.height / 2,
      hit = document.elementFromPoint(x, y);
    const own = hit && (e.contains(hit) || (hit.contains(e) && hit.closest("label,a,button,summary")));
    return { X: x, Y: y, Covered: own ? "" : hit ? hit.outerHTML.slice(0, 160) : "nothing: it is outside the window", Disabled: !!e.disabled };
  };
  if (look().Covered) e.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  return look();
};
