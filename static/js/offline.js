"use strict";
/* The service worker, where the browser allows one: https and localhost. Elsewhere it is absent without a trace. */
part(() => {
  if (!served || !isSecureContext || !navigator.serviceWorker) return; // a sandboxed frame may not even ask for it
  const idle = window.requestIdleCallback || setTimeout; // who reads comes first; a page that is never idle is not waited for
  addEventListener("load", () => idle(() => {
    navigator.serviceWorker.register(trusted("/sw.js")).catch(() => { /* the site works without */ });
  }, { timeout: 2000 }));
});
