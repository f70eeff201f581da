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
  const text = async (url) => (await fetch(url)).text(),
    read = async (url) => {
      const s = new CSSStyleSheet();
      s.replaceSync(await text(url));
      return walk(s.cssRules, new Map(), "");
    };
  const rules = {};
  for (const url of sheets) rules[url] = await read(url);
  // The strip of a class comes with a sheet of its own, which the page's script names.
  const strip = await read(/\/assets\/\w+\/joined\.css/.exec(await text(document.querySelector("script[src]").src))[0]);
  const lacking = {};
  for (const own of sheets) {
    const all = new Map();
    for (const url of sheets) for (const [rule, selector] of rules[url]) if (!rules[own].has(rule) && !strip.has(rule)) all.set(rule, selector);
    lacking[own] = {};
    for (const [rule, selector] of all) (lacking[own][selector.replace(state, "") || "*"] ||= []).push(rule.slice(0, 160));
  }
  return lacking;
};
