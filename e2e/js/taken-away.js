// What Safari 13.1, Firefox 91 and Chrome 80 lack, taken away from a newer browser before the page's own script runs.
() => {
  const lose = (from, ...names) => {
    for (const name of names) {
      if (!from) continue;
      delete from[name];
      if (name in from) Object.defineProperty(from, name, { value: undefined, configurable: true, writable: true });
    }
  };
  lose(window, "structuredClone", "BroadcastChannel", "requestIdleCallback", "cancelIdleCallback", "ResizeObserver", "IntersectionObserver", "SubmitEvent", "AggregateError", "WeakRef", "reportError", "navigation", "scheduler", "queueMicrotask", "visualViewport", "CSSStyleSheet", "Sanitizer");
  lose(Promise, "any", "allSettled", "withResolvers", "try");
  lose(Object, "hasOwn", "groupBy");
  lose(Array, "fromAsync");
  lose(Array.prototype, "at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with", "group");
  lose(String.prototype, "at", "replaceAll", "isWellFormed", "toWellFormed");
  lose(Set.prototype, "union", "intersection", "difference", "isSubsetOf");
  lose(Intl, "ListFormat", "DisplayNames", "Segmenter", "DurationFormat");
  lose(Element.prototype, "replaceChildren", "checkVisibility", "setHTML", "setHTMLUnsafe", "requestFullscreen", "ariaLabel", "getHTML", "moveBefore", "computedStyleMap");
  lose(Document.prototype, "replaceChildren", "exitFullscreen", "fullscreenElement", "startViewTransition", "prerendering", "adoptedStyleSheets");
  lose(DocumentFragment.prototype, "replaceChildren");
  lose(HTMLElement.prototype, "inert", "popover", "showPopover", "hidePopover", "togglePopover", "enterKeyHint", "virtualKeyboardPolicy");
  lose(HTMLDialogElement.prototype, "show", "showModal", "close", "open", "requestClose");
  lose(HTMLFormElement.prototype, "requestSubmit");
  lose(window.SubmitEvent && window.SubmitEvent.prototype, "submitter");
  lose(Event.prototype, "submitter");
  lose(Navigator.prototype, "share", "canShare", "clipboard", "wakeLock", "userAgentData", "connection", "locks", "getBattery", "vibrate", "serviceWorker", "storage", "permissions");
  lose(AbortSignal, "timeout", "any", "abort");
  lose(Response, "json");
  lose(URL, "canParse", "parse");
  lose(CSS, "registerProperty", "highlights");
  lose(crypto, "randomUUID");
  lose(Crypto.prototype, "randomUUID", "subtle");

  // Lists of media queries and the voice are no event targets there.
  const media = window.matchMedia;
  window.matchMedia = (query) => { const list = media(query); return { matches: list.matches, media: list.media, addListener: (f) => list.addListener(f), removeListener: (f) => list.removeListener(f) }; };
  if (window.speechSynthesis) lose(window.speechSynthesis, "addEventListener", "removeEventListener");

  // A form's data is read without the button that sent it, and an event does not tell that button.
  const Data = window.FormData;
  window.FormData = function (form, button) { if (button) throw new TypeError("FormData takes one form"); return new Data(form); };

  // Options that are not known are taken for the old arguments.
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (how) { return scroll.call(this, typeof how === "object" ? true : how); };
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function () { return focus.call(this); };

  // What a selector of today asks for is an error there.
  for (const [from, name] of [[Document.prototype, "querySelector"], [Document.prototype, "querySelectorAll"], [Element.prototype, "querySelector"], [Element.prototype, "querySelectorAll"], [Element.prototype, "closest"], [Element.prototype, "matches"]]) {
    const plain = from[name];
    from[name] = function (selector) {
      if (/:(has|is|where|focus-visible|modal|open|popover-open)\b/.test(selector)) throw new DOMException(selector, "SyntaxError");
      return plain.call(this, selector);
    };
  }
};
