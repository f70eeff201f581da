// What one presses and is less than 44 px wide or high. A link within a sentence is as high as its line (WCAG 2.5.5 and
// 2.5.8 except it); a field that stands in its label is pressed anywhere on that.
() => {
  const inSentence = (e) => {
    if ((getComputedStyle(e).display !== "inline" && !e.matches(".phrase")) || !e.matches("a")) return false; // a short one stays on its line
    const block = e.closest("p,li,td,dd,legend,div,figcaption,label");
    return (
      [...block.childNodes].some((n) => n !== e && n.textContent.trim() && !n.contains(e)) ||
      (block.matches("p,li,dd") && !e.closest("nav,.foot,.actions,ul.toc"))
    );
  };
  return [...document.querySelectorAll("a[href],button,summary,select,input:not([type=hidden]),[role=button],[tabindex='0']:not(.view)")]
    .filter(
      (e) =>
        e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        !e.closest("[inert],.visually-hidden") &&
        !e.matches(".skip-link:not(:focus)") &&
        !inSentence(e),
    )
    .map((e) => [e, ((e.matches("input[type=radio],input[type=checkbox]") && e.closest("label")) || e).getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.width < 43.5 || r.height < 43.5))
    .map(([e, r]) => Math.round(r.width) + "x" + Math.round(r.height) + " " + e.outerHTML.slice(0, 110))
    .join("\n");
};
