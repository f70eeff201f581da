"use strict";
/* The service worker, where the browser allows one: https and localhost. Elsewhere it is absent without a trace. */
part(() => {
  if (!navigator.serviceWorker || !isSecureContext || !served) return;
  const idle = window.requestIdleCallback || setTimeout; // who reads comes first
  addEventListener("load", () => idle(() => {
    navigator.serviceWorker.register(trusted("/sw.js")).catch(() => { /* the site works without */ });
  }));
});
