// The rules of any style sheet of the site that fit something on the page, but are not in its own sheet. Scripts of other
// kinds of page are not there either, so what only they make needs no rule.
(foreign) => {
  const missing = new Set();
  const roots = [document, ...[...document.querySelectorAll("template")].map((t) => t.content)];
  for (const { Text, Selector } of foreign) {
    if (/\.present\b/.test(Selector) && !document.documentElement.matches(".present")) continue;
    try {
      if (roots.some((x) => x.querySelector(Selector))) missing.add(Text);
    } catch (e) {}
  }
  return [...missing].join("\n");
};
