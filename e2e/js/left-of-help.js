// What is left of the help after words were ticked: the topics' texts, and how many links there are.
() => {
  const shown = (sel) => [...document.querySelectorAll(sel)].filter((e) => e.checkVisibility());
  return {
    Topics: shown(".topic").map((e) => e.textContent.toLowerCase()),
    Links: shown(".toc a").length,
    More: shown(".toc [data-more] a").length,
    Words: shown(".find label:not(:has(:disabled))").length,
    Said: document.querySelector(".found:not([hidden]) [role=status]")?.textContent || "",
  };
};
