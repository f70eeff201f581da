// Elements that get a margin in place of a flex box's gap and stand in no flex box: "" where there are none.
() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).flatMap((rule) => rule.media && matchMedia(rule.media.mediaText).matches ? [...rule.cssRules] : [rule]).filter((rule) => rule.conditionText && /^not ?\(inset/.test(rule.conditionText))
  .flatMap((rule) => [...rule.cssRules]).flatMap((rule) => rule.selectorText.split(",")).filter((selector) => !selector.includes("::")).map((selector) => selector.trim())
  .flatMap((selector) => [...document.querySelectorAll(selector)].filter((e) => e.parentElement.getClientRects().length && !/flex|none/.test(getComputedStyle(e.parentElement).display + getComputedStyle(e).display)).map((e) => selector + ": " + e.outerHTML.slice(0, 80)))
  .filter((line, i, all) => all.indexOf(line) === i).slice(0, 5).join("\n")
