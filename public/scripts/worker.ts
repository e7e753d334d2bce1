/*
 * The service worker of the patients' pages. It keeps the offline page and the files that page is made of, under a name that changes with them,
 * and nothing else: what comes from /m is handed on and never stored.
 */
interface Work extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Work {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly hamdam: { version: string; files: string[] };
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: 'install' | 'activate', listener: (event: Work) => void): void;
  addEventListener(kind: 'fetch', listener: (event: Asked) => void): void;
}

const worker = globalThis as unknown as Worker;
const { version, files } = worker.hamdam;
const shelf = `hamdam-${version}`;
const lang = new URL(worker.location.href).searchParams.get('lang') === 'en' ? 'en' : 'fa';

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shelf)
      .then((kept) => kept.addAll(files))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('hamdam-') && name !== shelf).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => keptPage()));
  else if (new URL(request.url).pathname.startsWith('/build/')) event.respondWith(fetch(request).catch(() => keptFile(request)));
});

async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? Response.error();
}

async function keptPage(): Promise<Response> {
  return (await caches.match(`/m/offline?lang=${lang}`)) ?? Response.error();
}
