'use strict';
/* What readers keep, in their own browser and nowhere else. Looks come before the first paint, the rest with the page. */

const root = document.documentElement;
const LOOKS = { theme: ['light', 'dark'], size: ['small', 'large', 'larger'], density: ['compact'], keys: ['off'] };
const PIECE = /^\/(article|story)\/(\d+)-[^/]*\/$/;
const MOST_READ = 2000;
const MINUTE = 60_000;
const keyOf = path => (PIECE.exec(path) ?? []).slice(1).join('/');
const copyOf = key => `saved ${key}`;

/* Four drawers: look, saved, read, muted. Where a browser keeps nothing, they are empty and the page is as good. */
function kept(drawer) {
  try {
    return JSON.parse(localStorage.getItem(`newsroom.${drawer}`)) ?? {};
  } catch {
    return {};
  }
}

function keep(drawer, what) {
  try {
    localStorage.setItem(`newsroom.${drawer}`, JSON.stringify(what));
    return true;
  } catch {
    say('full');
    return false;
  }
}

function dress() {
  const look = kept('look');
  for (const name in LOOKS) {
    if (LOOKS[name].includes(look[name])) root.dataset[name] = look[name];
    else delete root.dataset[name];
  }
}

function hide(slugs) {
  const sheet = new CSSStyleSheet();
  const others = slugs.filter(slug => decodeURI(location.pathname) !== `/source/${slug}/`);
  sheet.replaceSync(others.map(slug => `[data-source="${CSS.escape(slug)}"] { display: none }`).join('\n'));
  document.adoptedStyleSheets = [sheet];
  return others;
}

root.dataset.js = '';
dress();
hide(Object.keys(kept('muted')));

const find = selector => document.querySelector(selector);
const all = selector => [...document.querySelectorAll(selector)];
const tools = () => find('#tools');

function say(word) {
  const place = find('.said');
  if (!place) return;
  place.textContent = tools().dataset[word];
  setTimeout(() => { place.textContent = ''; }, 4000);
}

/* The piece that a card leads to, or that this page is. */
function pieceOf(card) {
  const link = card?.querySelector('.headline a');
  const path = link ? link.pathname : location.pathname;
  const headline = link ?? find('h1');
  const source = (card ?? document).querySelector('.by, .from bdi')?.textContent ?? '';
  const lang = headline?.closest('[lang]').lang;
  return { key: keyOf(path), path, headline: headline?.textContent.trim(), source, lang };
}

function toggleSaved({ key, ...piece }) {
  if (!key) return;
  const saved = kept('saved');
  const isNew = !saved[key];
  if (isNew) saved[key] = { ...piece, at: Date.now() };
  else delete saved[key];
  if (!keep('saved', saved)) return;
  say(isNew ? 'saved' : 'removed');
  mark();
  (isNew ? copy(key, piece.path) : drop(key)).catch(() => {});
}

/* Copies of saved pieces, for reading without a network: the page and our own pictures on it. */
async function copy(key, path) {
  const page = await fetch(path, { headers: { Purpose: 'prefetch' } });
  if (!page.ok) return;
  const shown = new DOMParser().parseFromString(await page.clone().text(), 'text/html');
  const pictures = [...shown.querySelectorAll('.article img')].map(image => image.getAttribute('src'));
  const cache = await caches.open(copyOf(key));
  await cache.put(path, page);
  await Promise.allSettled(pictures.filter(at => at.startsWith('/media/')).map(at => cache.add(at)));
}

async function drop(key) {
  await caches.delete(copyOf(key));
}

function toggleMuted({ mute: slug, name }) {
  const muted = kept('muted');
  if (muted[slug]) delete muted[slug];
  else muted[slug] = name;
  keep('muted', muted);
  mark();
}

/* Show on this page what is saved, read and muted. */
function mark() {
  const [saved, read, muted] = ['saved', 'read', 'muted'].map(kept);
  const here = keyOf(location.pathname);
  for (const button of all('[data-save]')) button.ariaPressed = String(here in saved);
  for (const button of all('[data-mute]')) button.ariaPressed = String(button.dataset.mute in muted);
  for (const link of all('.headline a')) link.closest('.card, .line')?.classList.toggle('read', keyOf(link.pathname) in read);
}

function remember() {
  const key = keyOf(location.pathname);
  if (!key) return;
  const saved = kept('saved');
  if (find('[data-gone]')) {
    if (!saved[key]) return;
    saved[key].gone = true;
    keep('saved', saved);
    drop(key);
  } else {
    const read = Object.entries({ ...kept('read'), [key]: Date.now() });
    keep('read', Object.fromEntries(read.sort((one, other) => other[1] - one[1]).slice(0, MOST_READ)));
  }
}

function noteMuted() {
  const muted = hide(Object.keys(kept('muted')));
  const hidden = all('[data-source]').filter(card => muted.includes(card.dataset.source));
  if (!hidden.length) return;
  const note = tools().content.querySelector('.note').cloneNode(true);
  note.querySelector('b').textContent = hidden.length;
  note.querySelector('button').onclick = () => { hide([]); note.remove(); };
  find('main').append(note);
}

/* "38 min ago", kept true. The page brings its phrase for each plural form, made for these numbers. */
const SAMPLES = [1, 2, 3, 11, 100];

function age(moment) {
  const minutes = Math.max(1, Math.floor((Date.now() - moment) / MINUTE));
  if (minutes >= 1440) return moment.toLocaleDateString(root.lang, { day: 'numeric', month: 'long' });
  const [count, phrases] = minutes < 60 ? [minutes, 'minutes'] : [Math.floor(minutes / 60), 'hours'];
  const form = new Intl.PluralRules(root.lang);
  const at = SAMPLES.findIndex(sample => form.select(sample) === form.select(count));
  return tools().dataset[phrases].split('|')[at].replace(SAMPLES[at], count);
}

function refreshAges() {
  for (const time of all('time.age')) {
    const text = age(new Date(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

/* A copy that sw.js gave out says how old it is. */
function tellCopy() {
  if (!root.dataset.copy) return;
  const when = new Date(root.dataset.copy).toLocaleString(root.lang, { dateStyle: 'long', timeStyle: 'short' });
  const note = document.createElement('p');
  note.className = 'note';
  note.textContent = tools().dataset.copy.replace('{when}', when);
  find('main').prepend(note);
}

/* Shortcuts: never while somebody types, and not at all where they are switched off. */
const GO = { h: '/', l: '/latest/', s: '/saved/' };
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: card => card?.querySelector('.headline a').click(),
  v: card => (card ?? document).querySelector('a[rel~="external"]')?.click(),
  s: card => toggleSaved(pieceOf(card)),
  '/': () => (find('#find')?.checkVisibility() ? find('#find').focus() : location.assign('/search/')),
  '?': () => help(),
};
let gone = 0;

function step(by) {
  const links = all(':is(.card, .line) .headline a').filter(link => link.checkVisibility());
  const now = links.indexOf(document.activeElement);
  links[now < 0 ? Math.min(0, by) + (by < 0 ? links.length : 0) : now + by]?.focus();
}

function help() {
  const dialog = find('.keys') ?? document.body.appendChild(tools().content.querySelector('.keys').cloneNode(true));
  dialog.showModal();
}

function press(event) {
  const typing = event.target.closest('input, textarea, select, dialog, [contenteditable]');
  if (typing || event.ctrlKey || event.altKey || event.metaKey || root.dataset.keys === 'off') return;
  const going = event.timeStamp - gone < 1000 && GO[event.key];
  gone = event.key === 'g' ? event.timeStamp : 0;
  if (!going && !KEYS[event.key]) return;
  event.preventDefault();
  if (going) location.assign(going);
  else KEYS[event.key](document.activeElement.closest('.card, .line'));
}

document.addEventListener('DOMContentLoaded', () => {
  if (!tools()) return;
  remember();
  mark();
  noteMuted();
  tellCopy();
  refreshAges();
  setInterval(refreshAges, MINUTE);
  document.addEventListener('keydown', press);
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-save], [data-mute]');
    if (button?.matches('[data-save]')) toggleSaved(pieceOf());
    else if (button) toggleMuted(button.dataset);
  });
});
addEventListener('pageshow', event => event.persisted && tools() && (dress(), mark()));
addEventListener('load', () => navigator.serviceWorker?.register('/sw.js'));
