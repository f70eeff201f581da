"use strict";
/* The service worker, where the browser allows one: https and localhost. Elsewhere it is absent without a trace. */
part(() => {
  if (!("serviceWorker" in navigator) || !isSecureContext || !served) return;
  const tt = /** @type {any} */ (window).trustedTypes;
  const policy = tt ? tt.createPolicy("guide", { createScriptURL: (/** @type {string} */ url) => url === "/sw.js" ? url : "" }) : null;
  const idle = window.requestIdleCallback || setTimeout; // who reads comes first
  addEventListener("load", () => idle(() => {
    navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js").catch(() => { /* the site works without */ });
  }));
});
