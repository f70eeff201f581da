// What makes the page wider than its window.
() => {
  const w = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= w) return "";
  const wide = [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > w + 0.5)
    .map(
      (e) =>
        e.tagName.toLowerCase() +
        (e.id ? "#" + e.id : "") +
        (e.className.baseVal === undefined && e.className ? "." + e.className.replace(/ /g, ".") : "") +
        " to " +
        Math.round(e.getBoundingClientRect().right),
    );
  return document.scrollingElement.scrollWidth + " px wide in " + w + ": " + wide.slice(-4).join(", ");
};
