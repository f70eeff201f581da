// What has moved of what stood on the page since it was opened, and how far, as browsers sum it up: less than 0.0005 is
// nothing that anybody sees. Two frames are waited for, so that the last script's work is drawn.
async () => {
  await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
  const moved = [];
  const watch = new PerformanceObserver((list) => moved.push(...list.getEntries()));
  watch.observe({ type: "layout-shift", buffered: true });
  await new Promise((r) => setTimeout(r, 50));
  moved.push(...watch.takeRecords());
  const paint = performance.getEntriesByName("first-contentful-paint")[0],
    script = performance.getEntriesByType("resource").find((e) => e.name.endsWith(".js"));
  const all = moved.filter((e) => !e.hadRecentInput),
    sum = all.reduce((sum, e) => sum + e.value, 0);
  return {
    Moved:
      sum < 0.0005
        ? ""
        : all
            .map(
              (e) =>
                e.value.toFixed(4) + ": " + e.sources.map((s) => s.node && (s.node.outerHTML || s.node.nodeValue || "").slice(0, 90)).join(" | "),
            )
            .join("\n"),
    Painted: !!paint && !!script && paint.startTime < script.responseEnd,
  };
};
