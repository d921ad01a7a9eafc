'use strict';
/* The list of what is saved. Texts become texts, never markup. */

const list = find('[data-list="saved"]');
const model = list.querySelector('template');

function row([key, { path, headline, source, lang, at, gone }]) {
  const node = model.content.firstElementChild.cloneNode(true);
  const part = selector => node.querySelector(selector);
  Object.assign(part('a'), { textContent: headline, lang });
  if (keyOf(path) && !gone) part('a').href = path;
  part('.by').textContent = source;
  part('time').textContent = new Date(at).toLocaleDateString(LOCALE, { dateStyle: 'long' });
  part('.gone').hidden = !gone;
  part('button').onclick = () => { toggleSaved({ path }); show(); };
  return node;
}

function show() {
  const saved = Object.entries(kept('saved')).sort(([, one], [, other]) => other.at - one.at);
  list.replaceChildren(model, ...saved.map(row));
  find('[data-none="saved"]').hidden = saved.length;
}

/* Strike out what is no longer with us. Without a network nobody knows. */
async function askAgain() {
  for (const [key, { path, gone }] of Object.entries(kept('saved'))) {
    const answer = gone || await fetch(path, { method: 'HEAD', cache: 'no-cache' }).catch(() => null);
    if ([404, 410, 451].includes(answer?.status)) markGone(key);
  }
  show();
}

show();
askAgain();
addEventListener('storage', show);
