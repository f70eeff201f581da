// Says what is wrong with how one sees where the keyboard stands; "" if nothing is.
() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const r = e.getBoundingClientRect(),
    s = getComputedStyle(e);
  if (!(s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) && s.boxShadow === "none")
    return "no focus mark on " + e.outerHTML.slice(0, 160);
  const x = Math.min(Math.max(r.x + r.width / 2, 0), innerWidth - 1),
    y = Math.min(Math.max(r.y + r.height / 2, 0), innerHeight - 1),
    hit = document.elementFromPoint(x, y);
  if (!hit || !(e.contains(hit) || hit.contains(e)))
    return "focus is hidden on " + e.outerHTML.slice(0, 160) + " by " + (hit ? hit.outerHTML.slice(0, 160) : "the window's edge");
  return "";
};
