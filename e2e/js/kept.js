// Everything that the service worker keeps, by address.
async () => {
  const out = {};
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) out[request.url] = await (await (await caches.open(name)).match(request)).text();
  return out;
};
