"use strict";
/* The service worker, where the browser allows one: https and localhost. Elsewhere it is absent without a trace. */
part(() => {
  if (!served || !isSecureContext || !navigator.serviceWorker) return; // a sandboxed frame may not even ask for it
  const register = () => { navigator.serviceWorker.register(trusted("/sw.js")).catch(() => { /* the site works without */ }); };
  /* Who reads comes first; a page that is never idle, or lies behind another, is not waited for. */
  addEventListener("load", () => { if (window.requestIdleCallback) requestIdleCallback(register, { timeout: 2000 }); else setTimeout(register); });
});
