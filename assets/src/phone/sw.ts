/**
 * Keeps the built files and the one page of the app, so that it opens at once and without a line. The server writes
 * the names of the files before this text; other names make another worker, and its cache takes the place of the old.
 * Nothing that anybody typed passes through here.
 */
type Event_ = Event & { waitUntil(done: Promise<unknown>): void };
type Fetch = Event_ & { request: Request; respondWith(answer: Promise<Response>): void };
type Scope = { SHELL: { version: string; page: string; files: string[] }; location: Location };

const scope = self as unknown as Scope;
const { version, page, files } = scope.SHELL;
const CACHE = `phone-${version}`;
const PATIENCE = 1500;

self.addEventListener("install", (event) => {
  (event as Event_).waitUntil(caches.open(CACHE).then((cache) => cache.addAll([page, ...files])));
});

self.addEventListener("activate", (event) => {
  (event as Event_).waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetch;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (files.includes(url.pathname)) (event as Fetch).respondWith(kept(request));
  else if (request.mode === "navigate" && url.pathname === page) (event as Fetch).respondWith(newest(request));
});

function isOld(name: string): boolean {
  return name.startsWith("phone-") && name !== CACHE;
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

/** The page from the server; the kept one when there is no line, or one that is too slow. */
async function newest(request: Request): Promise<Response> {
  const stored = await caches.match(page, { cacheName: CACHE });
  if (!stored) return fetch(request);
  const patience = new Promise<Response>((done) => setTimeout(() => done(stored), PATIENCE));
  const fetched = fetch(request).then((answer) => (answer.ok ? answer : stored), () => stored);
  return Promise.race([fetched, patience]);
}

export {};
