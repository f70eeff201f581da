// Sets text as far apart as WCAG 1.4.12 has it and names what is then cut off. A style sheet made by script is none of the
// page's policy's business.
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
  );
  document.adoptedStyleSheets = [sheet];
  const cut = [...document.body.querySelectorAll("*")]
    .filter((e) => {
      const s = getComputedStyle(e),
        hides = (v) => v === "hidden" || v === "clip";
      if (!((hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1))) return false;
      return e.checkVisibility() && !e.closest(".visually-hidden,svg,.dots") && e.innerText?.trim();
    })
    .map((e) => e.outerHTML.slice(0, 110))
    .join("\n");
  return cut;
};
