// Keeps this build's own files, and nothing else. A new build is a new cache; the old one goes.
const NAME = "sanwen-__STAMP__";
const FILES = __FILES__;

self.addEventListener("install", (event) => {
  const all = ["./", ...FILES.map((name) => "./" + name)];
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(all)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("sanwen-") && name !== NAME);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== "GET" || !url.href.startsWith(scope.href)) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("./")));
  } else if (FILES.includes(url.pathname.slice(scope.pathname.length))) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
