"use strict";
/* Keeps the guide and the practice with the on-screen phone usable without a network, on https and localhost.
   Pages come from the network first, so that nobody is held in an old version; codes and rooms are never kept.
   An address may belong to another program next time: only what this build listed is kept or served, only answers that are
   ours are kept, and a worker that finds another program takes itself away. */
const PREFIX = "guide-", VERSION = PREFIX + "{{.Version}}";
const PAGES = new Set({{.Pages}});
const ASSETS = new Set({{.Assets}});
const LANGS = {{.Langs}};
const PATIENCE = 4000; // ms to wait for the network before a kept page is shown

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil((async () => {
  await forget(VERSION);
  await clients.claim();
})()));

/** Drops every store of ours but one; those of other programs are left alone. */
async function forget(but) {
  for (const name of await caches.keys()) {
    if (name !== but && (name.startsWith(PREFIX) || /^[0-9a-f]{12}$/.test(name))) await caches.delete(name);
  }
}

/** Each answer of this program carries its policy, and no other program's does. */
const isOurs = (response) => /trusted-types guide/.test(response.headers.get("Content-Security-Policy") || "");

/** What is for everybody. A code, a room and the marks of one person are sent with no-store. */
const keeps = (response) => response.ok && !response.redirected && isOurs(response) && !/no-store/.test(response.headers.get("Cache-Control") || "");

/** All or nothing: until this build is kept whole, the one before it stays. What a lost network cut short goes on from
    there at a later visit. */
async function fill() {
  const cache = await caches.open(VERSION);
  for (const path of [...ASSETS, ...PAGES]) {
    if (await cache.match(path)) continue;
    const response = await fetch(path, { credentials: "omit" });
    if (!response.ok || !isOurs(response)) throw new Error(path);
    if (keeps(response)) await cache.put(path, response);
  }
}

/** Takes this worker away if the address is another program's now. What stands in front of ours may fail for a while: only
    an answer in place of this very file tells. */
let looked = 0;
async function leaveIfReplaced() {
  if (Date.now() - looked < 10000) return;
  looked = Date.now();
  const own = await fetch("/sw.js", { cache: "no-store", credentials: "omit" }).catch(() => null);
  if (!own || own.status >= 500 || isOurs(own)) return;
  await forget("");
  await registration.unregister();
}

addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url), path = url.pathname;
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (ASSETS.has(path)) event.respondWith(asset(request, path));
  else if (PAGES.has(path) && !url.search) event.respondWith(page(request, path, event));
  else if (request.mode === "navigate") {
    event.waitUntil(leaveIfReplaced());
    if (isOurPath(path)) event.respondWith(fetch(request).catch(() => away(path)));
  }
});

/** Addresses that this program alone has. */
const isOurPath = (path) => path === "/" || /^\/[jd](\/|$)/.test(path) || LANGS.some((l) => path.startsWith("/" + l + "/"));

async function asset(request, path) {
  const cache = await caches.open(VERSION), kept = await cache.match(path);
  if (kept) return kept;
  const response = await fetch(request);
  if (keeps(response)) cache.put(path, response.clone());
  return response;
}

async function page(request, path, event) {
  const cache = await caches.open(VERSION);
  const fresh = fetch(request).then((response) => {
    if (keeps(response)) cache.put(path, response.clone());
    else if (response.type !== "opaqueredirect" && !isOurs(response)) event.waitUntil(leaveIfReplaced());
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
  return (await (await caches.open(VERSION)).match("/" + lang + "/offline")) || Response.error();
}
