// The pieces that are to stay whole and stand on two lines. That none is marked at all is said too.
() => {
  const all = [...document.querySelectorAll(".w")].filter((e) => e.getClientRects().length);
  if (!all.length) return "nothing: no compound is marked";
  const lines = (e) => new Set([...e.getClientRects()].filter((r) => r.width).map((r) => Math.round(r.top))).size;
  return all
    .filter((e) => lines(e) > 1)
    .map((e) => e.textContent)
    .join();
};
