'use strict';
/* Choices, and the file that takes all to another browser. */

const DRAWERS = ['look', 'saved', 'read', 'muted'];

/* What a drawer may hold: files from outside bring nothing else. */
const isTime = at => at > 0 && at < 8e15;
const FITS = {
  look: (name, choice) => /^(theme|size|density|keys)$/.test(name) && /^[a-z]*$/.test(choice),
  saved: (key, { path, headline, at }) => key && keyOf(path) === key && headline && isTime(at),
  read: (key, at) => /^\w+\/\d+$/.test(key) && isTime(at),
  muted: (slug, name) => slug && name,
};

function show() {
  const muted = Object.entries(kept('muted'));
  const list = find('[data-list="muted"]');
  const model = list.querySelector('template');
  list.replaceChildren(model, ...muted.map(([mute, name]) => {
    const node = model.content.firstElementChild.cloneNode(true);
    node.querySelector('bdi').textContent = name;
    node.querySelector('button').onclick = () => { toggleMuted({ mute }); show(); };
    return node;
  }));
  find('[data-none="muted"]').hidden = muted.length;
  for (const input of all('[data-look]')) input.checked = input.value === (kept('look')[input.name] ?? '');
  for (const place of all('[data-count]')) place.textContent = Object.values(kept(place.dataset.count)).length;
}

function takeAlong() {
  const file = DRAWERS.reduce((all, drawer) => ({ ...all, [drawer]: kept(drawer) }), { newsroom: 1 });
  const href = URL.createObjectURL(new Blob([JSON.stringify(file)]));
  Object.assign(document.createElement('a'), { href, download: 'newsroom.json' }).click();
}

/* Add what a file holds to what is here; return how it went. */
async function bringIn(file) {
  const brought = await file.text().then(JSON.parse).catch(() => 0);
  if (brought?.newsroom !== 1) return 'notOurs';
  const fits = drawer => Object.entries(brought[drawer] ?? {}).every(([key, value]) => FITS[drawer](key, value ?? ''));
  if (!DRAWERS.every(fits)) return 'broken';
  const hasRoom = DRAWERS.every(drawer => keep(drawer, { ...brought[drawer], ...kept(drawer) }));
  dress();
  show();
  return hasRoom ? 'done' : 'full';
}

function forget(drawers) {
  if (drawers.includes('saved')) Object.keys(kept('saved')).forEach(drop);
  for (const drawer of drawers) keep(drawer, {});
  location.reload();
}

show();
addEventListener('storage', show);
addEventListener('change', async ({ target }) => {
  if (target.id === 'import') {
    find('#answer').textContent = find('#answer').dataset[await bringIn(target.files[0])];
    target.value = '';
  } else if (target.matches('[data-look]')) {
    keep('look', { ...kept('look'), [target.name]: target.value });
    dress();
  }
});
addEventListener('click', ({ target: { id, dataset } }) => {
  if (id === 'export') takeAlong();
  else if (dataset.forget && confirm(dataset.ask)) forget(dataset.forget.split(' '));
});
