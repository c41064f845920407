// Beside the page in its installable form: the page opens without a network once it was opened with one.
const NAME = "{{PAGE_HASH}}"; // another page, another store

self.addEventListener("install", event => {
  const kept = caches.open(NAME).then(store => store.add(new Request("./", { cache: "reload" })));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const others = caches.keys().then(names => Promise.all(names.filter(one => one !== NAME).map(one => caches.delete(one))));
  event.waitUntil(others.then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const isPage = event.request.mode === "navigate";
  if (isPage) event.respondWith(caches.match("./").then(kept => kept || fetch(event.request)));
});
