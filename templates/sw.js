'use strict';
/* Reading without a network: what pages are made of, the last front page, and what the reader saved. */

const SHELL = [{% for file in shell %}
  '{{ file }}',{% endfor %}
];
const OFFLINE = '{{ offline }}';
const GONE = [404, 410, 451];
const DAY = 86_400_000;
const stem = path => path.replace(/\.[0-9a-f]{12}(?=\.)|-\d+(?=\.webp$)/, '');
const shelfOf = path => path.replace(/^\/(article|story)\/(\d+)-[^/]*\/$/, 'saved $1/$2');
const dateOf = answer => new Date(answer.headers.get('date'));

addEventListener('install', event => event.waitUntil(stock().then(() => skipWaiting())));
addEventListener('activate', event => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event, pathname));
  else if (/^\/(static|media)\//.test(pathname)) event.respondWith(file(request, pathname));
});

async function stock() {
  const shell = await caches.open('shell');
  await shell.addAll([...SHELL, OFFLINE]);
}

async function tidy() {
  const shell = await caches.open('shell');
  const old = (await shell.keys()).filter(({ url }) => ![...SHELL, OFFLINE].includes(new URL(url).pathname));
  await Promise.all(old.map(request => shell.delete(request)));
}

/* The network first; without it the copy, which says how old it is. */
async function page(event, path) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(put(path, answer.clone()).then(renew));
    return answer;
  } catch {
    return (await copy(path)) ?? caches.match(OFFLINE);
  }
}

/* Keep the front page, and what the reader saved; what was taken down goes here, too. Nothing else is kept. */
async function put(path, answer) {
  const shelf = path === '/' ? 'front' : shelfOf(path);
  if (GONE.includes(answer.status)) await caches.delete(shelf);
  else if (answer.ok && !answer.redirected && (path === '/' || await caches.has(shelf))) await (await caches.open(shelf)).put(path, answer);
}

/* With each page ask again for one saved copy of yesterday, so that none outlives its original for long. */
async function renew() {
  for (const shelf of await caches.keys()) {
    const kept = shelf.startsWith('saved ') && await caches.match((await (await caches.open(shelf)).keys())[0]);
    if (!kept || Date.now() - dateOf(kept) < DAY) continue;
    const { pathname } = new URL(kept.url);
    await put(pathname, await fetch(pathname, { cache: 'no-cache', headers: { Purpose: 'prefetch' } }));
    return;
  }
}

async function copy(path) {
  const kept = await caches.match(path, { ignoreVary: true });
  if (!kept) return null;
  const html = await kept.text();
  return new Response(html.replace('<html ', `<html data-copy="${dateOf(kept).toISOString()}" `), { headers: kept.headers });
}

/* Files have names that change with their content. The one that an old copy asks for may be another by now. */
async function file(request, path) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return (await twin(stem(path))) ?? Response.error();
  }
}

async function twin(wanted) {
  for (const shelf of await caches.keys()) {
    const cache = await caches.open(shelf);
    const found = (await cache.keys()).find(({ url }) => stem(new URL(url).pathname) === wanted);
    if (found) return cache.match(found);
  }
  return null;
}
