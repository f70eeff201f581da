// For each style sheet the rules of the others that it lacks: their texts, by their selector without the states that a
// pointer or a key brings about.
async (sheets) => {
  const state = /::[\w-]+(\([^)]*\))?|:(hover|focus|active|focus-visible|target|visited|backdrop)\b/g;
  const walk = (rules, into, around) => {
    for (const r of rules) {
      if (r.selectorText) into.set(around + "{" + r.cssText, r.selectorText);
      else if (r.cssRules) walk(r.cssRules, into, around + (r.conditionText || r.name || ""));
    }
    return into;
  };
  const rules = {};
  for (const url of sheets) {
    const s = new CSSStyleSheet();
    s.replaceSync(await (await fetch(url)).text());
    rules[url] = walk(s.cssRules, new Map(), "");
  }
  const lacking = {};
  for (const own of sheets) {
    const all = new Map();
    for (const url of sheets) for (const [text, selector] of rules[url]) if (!rules[own].has(text)) all.set(text, selector);
    lacking[own] = {};
    for (const [text, selector] of all) (lacking[own][selector.replace(state, "") || "*"] ||= []).push(text.slice(0, 160));
  }
  return lacking;
};
