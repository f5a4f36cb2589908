// Keeps the shell and the pages of one's own claimed visits, and nothing else, for where there is
// no signal. FILES and SHELL come before this file, see web/care/visiting/worker.py.
const OFFLINE = "/care/offline";
const VISIT = /^\/care\/visits\/[0-9a-f-]{36}(\/sheet)?$/;
const PATIENCE = 6000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...FILES, OFFLINE])));
});
self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) {
      if (name !== SHELL && name !== Queue.PAGES) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(old());
});
self.addEventListener("sync", (event) => {
  const send = async () => {
    // Refused, the browser tries again later by itself.
    if ((await Queue.sync()) === "away") throw new Error("no signal yet");
  };
  event.waitUntil(send());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (/^\/(static|parts)\//.test(pathname)) event.respondWith(file(request));
  else if (VISIT.test(pathname)) event.respondWith(visit(request, pathname));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(offline));
});

async function file(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  // A visit kept from before an update names files that are gone.
  return kept ?? fetch(request).catch(() => cache.match(request, { ignoreSearch: true }));
}

async function visit(request, path) {
  const cache = await caches.open(Queue.PAGES);
  const kept = await lasting(cache, path);
  const fresh = fetch(request).then((answer) => keep(cache, path, answer, kept));
  if (!kept) return fresh.catch(offline);
  const patience = new Promise((done) => { setTimeout(done, PATIENCE, kept.clone()); });
  return Promise.race([fresh, patience]).catch(() => kept);
}

async function keep(cache, path, answer, kept) {
  if (answer.status >= 500) return kept ?? answer;
  const until = Number(answer.headers.get("Keep-Until")) * 1000;
  if (answer.ok && until > (await Queue.now())) await cache.put(path, answer.clone());
  else await cache.delete(path);
  return answer;
}

async function lasting(cache, path) {
  const kept = await cache.match(path);
  if (!kept) return undefined;
  if (Number(kept.headers.get("Keep-Until")) * 1000 > (await Queue.now())) return kept;
  await cache.delete(path);
  return undefined;
}

async function offline() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}
