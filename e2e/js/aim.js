// Where one presses the first match that can be seen: its middle, what covers it, and whether it stayed there for three frames,
// where frames are told. It is scrolled into view only where it is not, so that a page which is still scrolling is seen to move.
async (sel, framesAreTold) => {
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
  const first = look();
  if (framesAreTold) {
    const frames = (async () => {
      for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame); // a smooth scroll moves nothing yet in its first
    })();
    await Promise.race([frames, new Promise((r) => setTimeout(r, 500))]); // a tab in the back is told none
  }
  const now = look();
  const styled = document.readyState === "complete" || [...document.querySelectorAll("link[rel=stylesheet]")].every((l) => l.sheet); // before, nothing is painted and all stands elsewhere
  return { ...now, Rests: styled && first.X === now.X && first.Y === now.Y };
};
