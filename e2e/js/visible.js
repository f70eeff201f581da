// The elements of a selector that can be seen.
(sel) =>
  [...document.querySelectorAll(sel)].filter(
    (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length,
  );
