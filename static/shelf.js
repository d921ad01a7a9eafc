'use strict';
/* The pages that show what a reader keeps: the list of what is saved, the choices, the file to take along. */

const MOST_BYTES = 5_000_000;
const DRAWERS = ['look', 'saved', 'read', 'muted'];
const isText = (value, most) => typeof value === 'string' && value.length <= most;

/* What a drawer may hold, by its name: of a file from outside nothing else is let in. */
const FITS = {
  look: (name, choice) => LOOKS[name]?.includes(choice),
  saved: (key, piece) => keyOf(piece?.path) === key && key && isText(piece.headline, 1000) && isText(piece.source, 500)
    && isText(piece.lang, 40) && Number.isFinite(piece.at),
  read: (key, at) => /^(article|story)\/\d+$/.test(key) && Number.isFinite(at),
  muted: (slug, name) => isText(slug, 300) && isText(name, 500),
};

function fill(name, rows, dress) {
  const place = find(`[data-list="${name}"]`);
  if (!place) return;
  const model = place.querySelector('template');
  place.replaceChildren(model, ...rows.map(row => {
    const node = model.content.cloneNode(true);
    dress(node, row);
    return node;
  }));
  find(`[data-none="${name}"]`).hidden = rows.length > 0;
}

function takeOut(drawer, key) {
  const { [key]: _, ...rest } = kept(drawer);
  keep(drawer, rest);
  show();
}

function showSaved() {
  const rows = Object.entries(kept('saved')).sort(([, one], [, other]) => other.at - one.at);
  fill('saved', rows, (node, [key, piece]) => {
    const link = node.querySelector('a');
    link.textContent = piece.headline;
    link.lang = piece.lang;
    if (PIECE.test(piece.path) && !piece.gone) link.href = piece.path;
    node.querySelector('.by').textContent = piece.source;
    node.querySelector('time').textContent = new Date(piece.at).toLocaleDateString(root.lang, { dateStyle: 'long' });
    node.querySelector('.gone').hidden = !piece.gone;
    node.querySelector('button').onclick = () => { drop(key); takeOut('saved', key); };
  });
}

function show() {
  showSaved();
  fill('muted', Object.entries(kept('muted')), (node, [slug, name]) => {
    node.querySelector('bdi').textContent = name;
    node.querySelector('button').onclick = () => takeOut('muted', slug);
  });
  const look = kept('look');
  for (const input of all('[data-look]')) input.checked = input.value === (look[input.name] ?? '');
  for (const place of all('[data-count]')) place.textContent = Object.keys(kept(place.dataset.count)).length;
}

function choose({ target }) {
  if (!target.matches('[data-look]')) return;
  keep('look', { ...kept('look'), [target.name]: target.value });
  dress();
}

function takeAlong() {
  const file = { newsroom: 1, ...Object.fromEntries(DRAWERS.map(drawer => [drawer, kept(drawer)])) };
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: 'application/json' }));
  link.download = 'newsroom.json';
  link.click();
}

/* Read a file that was taken along: {drawer: what to add}, or the word for what is wrong with it. */
function judge(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return 'notJson';
  }
  if (file?.newsroom !== 1) return 'notOurs';
  const drawers = DRAWERS.map(drawer => [drawer, file[drawer] ?? {}]);
  const fits = ([drawer, what]) => Object.entries(what).every(([key, value]) => FITS[drawer](key, value));
  return drawers.every(fits) ? Object.fromEntries(drawers) : 'broken';
}

async function bringIn(file) {
  const brought = file.size > MOST_BYTES ? 'notOurs' : judge(await file.text());
  const answer = find('#answer');
  if (typeof brought === 'string') {
    answer.textContent = answer.dataset[brought];
    return;
  }
  const all = DRAWERS.every(drawer => keep(drawer, { ...brought[drawer], ...(drawer !== 'look' && kept(drawer)) }));
  dress();
  show();
  answer.textContent = answer.dataset[all ? 'done' : 'noRoom'];
}

async function forget(drawers) {
  for (const drawer of drawers) localStorage.removeItem(`newsroom.${drawer}`);
  if (drawers.includes('saved')) for (const name of await caches.keys()) if (name.startsWith('saved ')) await caches.delete(name);
  dress();
  show();
}

/* What is no longer with us leaves the list; where there is no network, nobody knows. */
async function askAgain() {
  for (const [key, { path, gone }] of Object.entries(kept('saved'))) {
    if (gone) continue;
    const { status } = await fetch(path, { method: 'HEAD' }).catch(() => ({ status: 0 }));
    if (![404, 410, 451].includes(status)) continue;
    const saved = kept('saved');
    saved[key].gone = true;
    keep('saved', saved);
    await drop(key);
    showSaved();
  }
}

show();
document.addEventListener('change', choose);
addEventListener('storage', show);
find('#export')?.addEventListener('click', takeAlong);
find('#import')?.addEventListener('change', ({ target }) => bringIn(target.files[0]));
for (const button of all('[data-forget]')) {
  button.onclick = () => confirm(button.dataset.ask) && forget(button.dataset.forget.split(' '));
}
if (find('[data-list="saved"]') && !root.dataset.copy) askAgain();
