"use strict";
/* What nobody needs at the first look is loaded when the page is whole: the keyboard's shortcuts, read-aloud. */
part(() => {
  if (!served) return; // an export has everything in one
  addEventListener("load", () => setTimeout(() => {
    const script = document.createElement("script");
    script.src = trusted("/assets/later.js");
    document.head.append(script);
  }));
});
