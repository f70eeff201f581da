// What moves when the sign of a lost line appears.
() => {
  const where = () =>
    [...document.querySelectorAll("main *, .slide-foot p:first-child, .console-top > :not([data-lost])")].map((e) => {
      const r = e.getBoundingClientRect();
      return [r.x, r.y, r.width, r.height].map(Math.round).join();
    });
  const sign = document.querySelector("[data-lost]");
  if (!sign) return "";
  sign.hidden = true;
  const before = where();
  sign.hidden = false;
  const after = where();
  const i = before.findIndex((r, i) => r !== after[i]);
  return i < 0 ? "" : before[i] + " becomes " + after[i];
};
