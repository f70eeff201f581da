// Collects what live regions say, as a screen reader hears it.
() => {
  const heard = [];
  const live = "[role=status],[role=alert],[aria-live]:not([aria-live=off])";
  new MutationObserver((all) => {
    for (const region of new Set(all.map((m) => (m.target.closest ? m.target : m.target.parentElement)?.closest(live)).filter(Boolean)))
      if (region.checkVisibility() && region.innerText.trim()) heard.push(region.innerText.trim());
    sessionStorage.setItem("heard", JSON.stringify(heard));
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden"] });
};
