// The rules of any style sheet of the site that fit something on the page, but are not in its own sheet. Scripts of other
// kinds of page are not there either, so what only they make needs no rule.
async (sheets) => {
  const own = new Set(),
    missing = new Set();
  const roots = [document, ...[...document.querySelectorAll("template")].map((t) => t.content)];
  const walk = (rules, visit, around) => {
    for (const r of rules) {
      if (r.selectorText) visit(around + "{" + r.cssText, r.selectorText);
      else if (r.cssRules) walk(r.cssRules, visit, around + (r.conditionText || r.name || ""));
    }
  };
  const read = async (url, visit) => {
    const s = new CSSStyleSheet();
    s.replaceSync(await (await fetch(url)).text());
    walk(s.cssRules, visit, "");
  };
  for (const link of document.querySelectorAll("link[rel=stylesheet]")) await read(link.href, (rule) => own.add(rule));
  const state = /::[\w-]+(\([^)]*\))?|:(hover|focus|active|focus-visible|target|visited|backdrop)\b/g;
  for (const url of sheets)
    await read(url, (rule, selector) => {
      if (own.has(rule) || (/\.present\b/.test(selector) && !document.documentElement.matches(".present"))) return;
      const plain = selector.replace(state, "") || "*";
      try {
        if (roots.some((x) => x.querySelector(plain))) missing.add(rule.slice(0, 160));
      } catch (e) {}
    });
  return [...missing].join("\n");
};
