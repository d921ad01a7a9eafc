'use strict';
/* What readers keep, in their own browser only. Looks come before the first paint. */

const root = document.documentElement;
const PIECE = /^\/(article|story)\/(\d+)-[^/]*\/$/;
const MINUTE = 60_000;
const LOCALE = root.lang === 'en' ? 'en-GB' : `${root.lang}-u-nu-latn`;
const find = selector => document.querySelector(selector);
const all = selector => [...document.querySelectorAll(selector)];
const keyOf = path => (PIECE.exec(path) ?? []).slice(1).join('/');

/* Four drawers: look, saved, read, muted. Where a browser keeps nothing they are empty. */
function kept(drawer) {
  try {
    return Object(JSON.parse(localStorage.getItem(`newsroom.${drawer}`)));
  } catch {
    return {};
  }
}

function keep(drawer, what) {
  try {
    localStorage.setItem(`newsroom.${drawer}`, JSON.stringify(what));
    return true;
  } catch {
    return say('full');
  }
}

const dress = () => Object.assign(root.dataset, kept('look'));

/* Hide the cards of these sources, but on their own pages; return them. */
function hide(slugs) {
  const hidden = slugs.filter(slug => decodeURI(location.pathname) !== `/source/${slug}/`)
    .map(slug => `[data-source="${CSS.escape(slug)}"]`).join();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(hidden && `${hidden} { display: none }`);
  document.adoptedStyleSheets = [sheet];
  return hidden ? all(hidden) : [];
}

root.dataset.js = '';
dress();
hide(Object.keys(kept('muted')));

/* The page brings its words and pieces in its own language. */
const tools = () => find('#tools');
const piece = selector => tools().content.querySelector(selector).cloneNode(true);

function say(word) {
  const place = find('.said');
  place.textContent = tools().dataset[word];
  setTimeout(() => { place.textContent = ''; }, 4000);
}

/* The piece that a card leads to, or that this page is. */
function leadsTo(card) {
  const headline = card?.querySelector('.headline a') ?? find('h1');
  const path = headline.pathname ?? location.pathname;
  const source = (card ?? document).querySelector('.by, .from bdi')?.textContent ?? '';
  return { path, headline: headline.textContent.trim(), source, lang: headline.closest('[lang]').lang };
}

function toggleSaved(which) {
  const key = keyOf(which.path);
  const { [key]: former, ...saved } = kept('saved');
  if (!key || !keep('saved', former ? saved : { ...saved, [key]: { ...which, at: Date.now() } })) return;
  say(former ? 'removed' : 'saved');
  mark();
  (former ? drop : copy)(key, which.path);
}

/* Copies for reading without a network: the page, and our own pictures on it. */
async function copy(key, path) {
  const page = await fetch(path, { headers: { Purpose: 'prefetch' } });
  if (!page.ok || !window.caches) return;
  const text = await page.clone().text();
  const cache = await caches.open(`saved ${key}`);
  await cache.put(path, page);
  const shown = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('.article img[src^="/media/"]');
  for (const image of shown) cache.add(image.getAttribute('src'));
}

const drop = key => window.caches?.delete(`saved ${key}`);

function toggleMuted({ mute, name }) {
  const { [mute]: former, ...muted } = kept('muted');
  keep('muted', former ? muted : { ...muted, [mute]: name });
  mark();
}

/* Show what is saved, read and muted. */
function mark() {
  const [saved, read, muted] = ['saved', 'read', 'muted'].map(kept);
  for (const button of all('[data-save]')) button.ariaPressed = keyOf(location.pathname) in saved;
  for (const button of all('[data-mute]')) button.ariaPressed = button.dataset.mute in muted;
  for (const link of all('.headline a')) link.closest('.card, .line')?.classList.toggle('read', keyOf(link.pathname) in read);
}

function remember() {
  const key = keyOf(location.pathname);
  if (key && find('[data-gone]')) markGone(key);
  else if (key) keep('read', Object.fromEntries([[key, Date.now()], ...Object.entries(kept('read'))].slice(0, 2000)));
}

function markGone(key) {
  const saved = kept('saved');
  if (saved[key]) keep('saved', { ...saved, [key]: { ...saved[key], gone: true } });
  drop(key);
}

function noteMuted() {
  const hidden = hide(Object.keys(kept('muted')));
  if (!hidden.length) return;
  const note = piece('.muted');
  note.querySelector('b').textContent = hidden.length;
  note.querySelector('button').onclick = () => { hide([]); note.remove(); };
  find('main').append(note);
}

/* A copy of sw.js says how old it is. */
function tellCopy() {
  if (!root.dataset.copy) return;
  const when = new Date(root.dataset.copy).toLocaleString(LOCALE, { dateStyle: 'long', timeStyle: 'short' });
  const note = piece('.copy');
  note.textContent = note.textContent.replace('{when}', when);
  find('main').prepend(note);
}

/* "38 min ago", kept true; the page brings the phrase for each of these numbers. */
const SAMPLES = [1, 2, 3, 11, 100];

function age(moment) {
  const minutes = Math.max(1, Math.floor((Date.now() - moment) / MINUTE));
  if (minutes >= 1440) return moment.toLocaleDateString(LOCALE, { day: 'numeric', month: 'long' });
  const [count, unit] = minutes < 60 ? [minutes, 'minutes'] : [Math.floor(minutes / 60), 'hours'];
  const rules = new Intl.PluralRules(root.lang);
  const at = SAMPLES.findIndex(sample => rules.select(sample) === rules.select(count));
  return tools().dataset[unit].split('|')[at].replace(SAMPLES[at], count);
}

function refreshAges() {
  for (const time of all('time.age')) {
    const moment = new Date(time.dateTime);
    if (Date.now() - moment < 2880 * MINUTE) time.textContent = age(moment);
  }
}

/* Shortcuts: never while somebody types, nor where they are off. */
const GO = { h: '/', l: '/latest/', s: '/saved/' };
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: card => card?.querySelector('.headline a').click(),
  v: card => (card ?? find('.read-at') ?? document).querySelector('a[rel~="external"]')?.click(),
  s: card => toggleSaved(leadsTo(card)),
  '/': () => (find('#find')?.checkVisibility() ? find('#find').focus() : location.assign('/search/')),
  '?': () => (find('.keys') ?? document.body.appendChild(piece('.keys'))).showModal(),
};
let began = 0;

function step(by) {
  const links = all(':is(.card, .line) .headline a').filter(link => link.checkVisibility());
  const now = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(now + by, links.length - 1))]?.focus();
}

function press(event) {
  const { key, target, timeStamp } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || root.dataset.keys === 'off') return;
  if (target.closest('input, textarea, select, dialog')) return;
  const place = timeStamp - began < 1000 && GO[key];
  began = key === 'g' ? timeStamp : -1000;
  if (!place && !KEYS[key]) return;
  event.preventDefault();
  if (place) location.assign(place);
  else KEYS[key](document.activeElement.closest('.card, .line'));
}

addEventListener('DOMContentLoaded', () => {
  navigator.serviceWorker?.register('/sw.js');
  if (!tools()) return;
  remember();
  mark();
  noteMuted();
  tellCopy();
  refreshAges();
  setInterval(refreshAges, MINUTE);
  addEventListener('keydown', press);
  addEventListener('click', ({ target }) => {
    if (target.matches('[data-save]')) toggleSaved(leadsTo());
    else if (target.matches('[data-mute]')) toggleMuted(target.dataset);
  });
});
addEventListener('pageshow', event => event.persisted && mark());
