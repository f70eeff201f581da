// The box of the drawn QR code with its quiet zone: left, top, right, bottom.
() => {
  const found = [...document.querySelectorAll("svg[shape-rendering=crispEdges]")].find((s) => s.checkVisibility());
  if (!found) return [0, 0, 0, 0];
  const b = found.getBoundingClientRect();
  return [b.left, b.top, b.right, b.bottom];
};
