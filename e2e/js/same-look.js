// Whether the chosen element looks like one beside it that is not.
(sel) => {
  const look = (e) => {
    const s = getComputedStyle(e);
    return [s.backgroundColor, s.outlineStyle, s.outlineColor].join();
  };
  const on = document.querySelector(sel),
    off = [...on.parentElement.children].find((e) => e !== on && e.tagName !== "LEGEND");
  return look(on) === look(off);
};
