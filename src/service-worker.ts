/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Keeps the shell on this device, so that a reload without a network opens the app: navigations ask the network first,
 * hashed assets the cache first. It never touches /api or /ws: what is true comes from the server or the local copy.
 */

import { build, files, version } from '$service-worker';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `tagloom-${version}`;
const SHELL = '/';
const ASSETS = new Set([...build, ...files]);
/** How long a navigation waits for a slow server before the kept shell is shown, milliseconds. */
const SHELL_WITHIN_MS = 3_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (/^\/(api|ws|health|metrics)(\/|$)/.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(shell(request));
  else if (ASSETS.has(url.pathname)) event.respondWith(asset(request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...ASSETS, SHELL]);
}

async function dropOld(): Promise<void> {
  for (const key of await caches.keys())
    if (key.startsWith('tagloom-') && key !== CACHE) await caches.delete(key);
}

/** Every address of the app is answered by one shell. */
async function shell(request: Request): Promise<Response> {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(SHELL_WITHIN_MS) });
    if (response.ok) return response;
    return response.status >= 500 ? ((await kept()) ?? response) : response;
  } catch (error) {
    const response = await kept();
    if (response) return response;
    throw error;
  }
}

async function kept(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(SHELL);
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
