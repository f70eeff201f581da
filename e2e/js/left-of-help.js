// What is left of the help after words were ticked: the topics' texts, and how many links to other pages' there are.
() => {
  const shown = (sel) => [...document.querySelectorAll(sel)].filter((e) => e.checkVisibility());
  return {
    Topics: shown(".topic").map((e) => e.textContent.toLowerCase()),
    More: shown("[data-more]").length,
    Words: shown(".find label:not(.apart)").length,
    Said: document.querySelector(".found:not([hidden]) [role=status]")?.textContent || "",
  };
};
