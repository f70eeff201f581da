// Pink and blue buttons outside a simulated screen; only the rescue entry of the steps is blue.
() => {
  if (!document.querySelector(".sim")) return "";
  const colour = (v) => {
    const i = document.createElement("i");
    i.style.setProperty("background-color", "var(" + v + ")");
    document.body.append(i);
    const c = getComputedStyle(i).backgroundColor;
    i.remove();
    return c;
  };
  const go = colour("--go"),
    back = colour("--back");
  return [...document.querySelectorAll("a,button,summary")]
    .filter((e) => !e.closest(".sim,.rescue") && e.checkVisibility())
    .filter((e) => [go, back].includes(getComputedStyle(e).backgroundColor))
    .map((e) => e.outerHTML.slice(0, 120))
    .join("\n");
};
