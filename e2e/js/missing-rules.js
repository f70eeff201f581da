// Which of the selectors, of rules that the page's own sheet lacks, fit something on the page. Scripts of other kinds of page
// are not there either, so what only they make needs no rule.
(selectors) => {
  const roots = [document, ...[...document.querySelectorAll("template")].map((t) => t.content)],
    present = document.documentElement.matches(".present");
  return selectors.filter((s) => {
    if (!present && /\.present\b/.test(s)) return false;
    try {
      return roots.some((x) => x.querySelector(s));
    } catch (e) {
      return false;
    }
  });
};
