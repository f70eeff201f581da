// Renders words whose vowels and tone marks reach farthest, in each style of text, and lists the styles in whose box the
// ink does not fit: it is drawn on a canvas, whose measure knows the real ink.
() => {
  const out = [],
    words = ["ที่นี้", "ปู่", "ญี่ปุ่น", "ฎุ", "น้ำ"];
  const canvas = document.createElement("canvas").getContext("2d");
  for (const sel of [
    "h1",
    "h2",
    "p",
    ".button",
    ".eyebrow",
    ".note",
    ".rail a",
    ".top nav a",
    ".lang a",
    ".answer p",
    "li",
    ".coach",
    ".pink",
    ".blue",
    ".ribbon",
    "label",
    "summary",
    ".door strong",
  ]) {
    const e = [...document.querySelectorAll(sel)].find((e) => e.offsetParent && !e.closest(".visually-hidden"));
    if (!e) continue;
    const s = getComputedStyle(e);
    canvas.font = s.fontWeight + " " + s.fontSize + " " + s.fontFamily;
    const line = parseFloat(s.lineHeight),
      size = parseFloat(s.fontSize);
    for (const w of words) {
      const m = canvas.measureText(w);
      const ink = m.actualBoundingBoxAscent + m.actualBoundingBoxDescent;
      if (ink > line) out.push(sel + ": " + w + " needs " + ink.toFixed(1) + " px of " + line.toFixed(1));
      for (let p = e; p && p !== document.body; p = p.parentElement) {
        const o = getComputedStyle(p);
        if ((o.overflowY === "hidden" || o.overflowY === "clip") && p.clientHeight < ink) out.push(sel + ": cut off by " + p.className);
      }
    }
    if (line / size < 1.4) out.push(sel + ": line height " + (line / size).toFixed(2));
  }
  return out.join("\n");
};
