"use strict";
/* What few need at the first look is a script of its own: a class's strip for who is in one, at once; the keyboard's shortcuts and
   read-aloud when the page is whole. */
part(() => {
  if (!served) return; // an export has everything in one
  /** @param {any} address */
  function load(address) {
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
    return script;
  }
  const inRoom = document.documentElement.classList;
  if (roomOf() && document.getElementById("room-bar")) {
    inRoom.add("in-room"); // the page's head gives way before it is painted
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = "/assets/joined.css";
    /* The strip is never seen without its style, and comes all the same where that cannot. */
    sheet.onload = sheet.onerror = () => { load(trusted("/assets/joined.js")).onerror = () => inRoom.remove("in-room"); };
    document.head.append(sheet);
  }
  addEventListener("load", () => setTimeout(() => load(trusted("/assets/later.js"))));
});
