"use strict";
/* Keeps the guide and the practice with the on-screen phone usable without a network, on https and localhost.
   Pages come from the network first, so that nobody is held in an old version; codes and rooms are never kept. */
const VERSION = "{{.Version}}";
const PAGES = new Set({{.Pages}});
const ASSETS = {{.Assets}};
const LANGS = {{.Langs}};
const PATIENCE = 4000; // ms to wait for the network before a kept page is shown

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
  await clients.claim();
})()));

/** What is for everybody. A code, a room and the marks of one person are sent with no-store. */
const keeps = (response) => response.ok && !response.redirected && !/no-store/.test(response.headers.get("Cache-Control") || "");

/** All or nothing: until this build is kept whole, the one before it stays. What a lost network cut short goes on from
    there at a later visit. */
async function fill() {
  const cache = await caches.open(VERSION);
  for (const path of [...ASSETS, ...PAGES]) {
    if (await cache.match(path)) continue;
    const response = await fetch(path, { credentials: "omit" });
    if (!response.ok) throw new Error(path);
    if (keeps(response)) await cache.put(path, response);
  }
}

addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request, url.pathname));
  else if (PAGES.has(url.pathname) && !url.search) event.respondWith(page(request, url.pathname));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => away(url.pathname)));
});

async function asset(request, path) {
  const kept = await caches.match(path);
  if (kept) return kept;
  const response = await fetch(request);
  if (keeps(response)) (await caches.open(VERSION)).put(path, response.clone());
  return response;
}

async function page(request, path) {
  const cache = await caches.open(VERSION);
  const fresh = fetch(request).then((response) => {
    if (keeps(response)) cache.put(path, response.clone());
    return response;
  });
  const kept = await cache.match(path);
  if (!kept) return fresh.catch(() => away(path));
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

/** What needs the server, while there is no network. */
async function away(path) {
  const lang = LANGS.find((l) => path.startsWith("/" + l + "/")) || LANGS[0];
  return (await caches.match("/" + lang + "/offline")) || Response.error();
}
