'use strict';
// Keys for the inbox. Everything works without it, by buttons and links.
(() => {
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html');
  const by = (id) => document.getElementById(id);
  const inbox = by('inbox'), form = by('changelist-form'), said = by('said'), done = by('all-done');
  if (!inbox || !form) return;
  const rows = () => [...form.querySelectorAll('#result_list tbody tr:not(.peeking)')];
  const box = (row) => row.querySelector('.action-select');
  const link = (row) => row.querySelector('.field-display_headline a');
  const say = (text) => {
    said.textContent = text;
    clearTimeout(fading);
    fading = setTimeout(() => { said.textContent = ''; }, 8000);
  };
  const named = (them) => (them.length === 1 ? link(them[0]).textContent : `${them.length} articles`);
  const past = [];  // What can be taken back: {row..., undo}.
  const again = {};  // The value given last, by verb.
  let here, fading, queue = Promise.resolve(), waiting = 0;

  const go = (row) => {
    if (!row) return;
    here = row;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  };
  const current = () => document.activeElement?.closest('#result_list tbody tr:not(.peeking)') ?? (here?.isConnected ? here : null);
  const step = (by) => {
    const all = rows(), at = all.indexOf(current());
    go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };
  const chosen = () => {
    const ticked = rows().filter((row) => box(row)?.checked);
    return ticked.length ? ticked : [current()].filter(Boolean);
  };

  // One order after the other; the row leaves at once, and comes back if the order fails.
  const send = async (url, fields) => {
    const body = new URLSearchParams([['csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value], ...fields]);
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
    if (!answer) throw new Error('Nothing done: the server does not answer.');
    if (answer.type === 'opaqueredirect') throw new Error('Nothing done: sign in again, in another tab.');
    if (answer.status === 403) throw new Error('Nothing done: you may not do that.');
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.error ?? 'Nothing done: something went wrong.');
    return told;
  };
  const next = (job) => {
    waiting += 1;
    inbox.ariaBusy = 'true';
    queue = queue.then(job).catch((error) => say(error.message)).finally(() => {
      waiting -= 1;
      if (!waiting) inbox.ariaBusy = 'false';
    });
  };
  addEventListener('beforeunload', (event) => { if (waiting) event.preventDefault(); });

  const leave = (them) => {
    const all = rows();
    const places = them.map((row) => [row, all.indexOf(row)]);
    const after = all.slice(all.indexOf(them.at(-1)) + 1).find((row) => !them.includes(row));
    const before = all.slice(0, all.indexOf(them[0])).findLast((row) => !them.includes(row));
    for (const row of them) {
      unpeek(row);
      if (box(row)?.checked) box(row).click();
      row.remove();
    }
    if (after ?? before) go(after ?? before);
    else finish();
    return places;
  };
  const restore = (places) => {
    const body = form.querySelector('#result_list tbody');
    for (const [row, place] of places) body.insertBefore(row, rows()[place] ?? null);
    done.hidden = true;
    go(places[0]?.[0]);
  };
  const finish = () => {
    done.hidden = false;
    done.querySelector('a').focus();
  };

  const NOTHING = 'Choose an article first: j and k lead to one.';
  const DONE = { publish: 'Published', reject: 'Rejected', move: 'Moved' };
  const order = (verb, name, value) => {
    const them = chosen();
    if (!them.length) return say(NOTHING);
    const fields = [['verb', verb], ...them.map((row) => ['article', box(row).value])];
    if (name) fields.push([name, again[verb] = value]);
    const entry = { places: them.map((row) => [row, rows().indexOf(row)]), leaves: verb !== 'move' };
    const words = `${DONE[verb]}: ${named(them)}`;
    if (entry.leaves) entry.places = leave(them);
    else {
      for (const row of them) if (box(row).checked) box(row).click();
      const section = by('ask-move').querySelector(`[data-value="${CSS.escape(value)}"]`);
      entry.words = them.map((row) => [row.querySelector('.field-section'), row.querySelector('.field-section')?.textContent]);
      for (const row of them) {
        row.classList.add('moved');
        row.querySelector('.field-section')?.replaceChildren([...section.childNodes].at(-1).textContent.trim());
      }
      go(them.at(-1));
      step(1);
    }
    past.push(entry);
    say(`${words}. ${rows().length} left.`);
    next(() => send(inbox.dataset.order, fields).then(
      (told) => { entry.undo = told.undo; },
      (error) => { past.splice(past.indexOf(entry), 1); back(entry); throw error; },
    ));
  };
  const back = (entry) => {
    for (const [cell, text] of entry.words ?? []) cell?.replaceChildren(text);
    if (entry.leaves) restore(entry.places);
    else go(entry.places[0][0]);
  };
  const undo = () => {
    const entry = past.pop();
    if (!entry) return say('There is nothing to undo.');
    next(async () => {
      if (!entry.undo) return;
      await send(inbox.dataset.undo, [['undo', entry.undo]]);
      back(entry);
      say(`Undone: ${named(entry.places.map(([row]) => row))}`);
    });
  };

  // A look into an article.
  const unpeek = (row) => {
    const open = row.nextElementSibling;
    if (!open?.classList.contains('peeking')) return false;
    open.remove();
    return true;
  };
  const peek = async (row) => {
    if (!row || unpeek(row)) return;
    const line = Object.assign(document.createElement('tr'), { className: 'peeking' });
    const cell = Object.assign(document.createElement('td'), { colSpan: row.cells.length, textContent: 'Reading…' });
    line.append(cell);
    row.after(line);
    const answer = await fetch(new URL('../peek/', link(row).href)).catch(() => null);
    const found = answer?.ok ? (await parsed(answer)).querySelector('.peek') : null;
    cell.replaceChildren(found ? document.adoptNode(found) : 'It cannot be shown: open it by e.');
    if (found) say('Shown below; o closes it.');
  };

  // A digit answers, too.
  const ask = (id, answered) => {
    if (!chosen().length) return say(NOTHING);
    const asked = by(id), other = asked.querySelector('[name=other]');
    const close = (value) => { asked.close(); if (value) answered(value); };
    const buttons = [...asked.querySelectorAll('[data-value]')];
    asked.onclick = (event) => {
      const pressed = event.target.closest('button');
      if (pressed?.dataset.value) close(pressed.dataset.value);
      else if (pressed && 'close' in pressed.dataset) close();
    };
    asked.onkeydown = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target === other) return;
      if (/^[1-9]$/.test(event.key) && buttons[event.key - 1]) {
        event.preventDefault();
        close(buttons[event.key - 1].dataset.value);
      } else if (other && /^\p{L}$/u.test(event.key)) other.focus();
    };
    asked.onsubmit = (event) => {
      event.preventDefault();
      const value = other?.value.trim();
      if (!value) return;
      if (buttons.length < 9) offer(asked, value);
      other.value = '';
      close(value);
    };
    asked.showModal();
  };
  const offer = (asked, value) => {
    const item = asked.querySelector('li').cloneNode(true), button = item.firstChild;
    button.dataset.value = value;
    button.replaceChildren(Object.assign(document.createElement('kbd'), { textContent: asked.querySelectorAll('li').length + 1 }), ` ${value}`);
    asked.querySelector('ol').append(item);
  };
  const reject = (reason) => order('reject', 'reason', reason);
  const move = (section) => order('move', 'section', section);

  const help = by('help-keys'), single = by('single-keys'), opener = by('keys');
  single.checked = localStorage.getItem('desk-keys') !== 'off';
  single.onchange = () => localStorage.setItem('desk-keys', single.checked ? 'on' : 'off');
  opener.hidden = false;
  opener.onclick = () => help.showModal();
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: () => box(current() ?? rows()[0])?.click(),
    o: () => peek(current()),
    e: () => { const row = current(); if (row) location.href = link(row).href; },
    '/': () => by('searchbar').focus(),
    '?': () => help.showModal(),
    ...('mayOrder' in inbox.dataset && {
      p: () => order('publish'),
      r: () => ask('ask-reject', reject),
      R: () => (again.reject ? reject(again.reject) : ask('ask-reject', reject)),
      m: () => ask('ask-move', move),
      M: () => (again.move ? move(again.move) : ask('ask-move', move)),
      u: undo,
    }),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const on = event.target;
    if (document.querySelector('dialog[open]') || on.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
    const isRow = on.matches('#result_list tbody tr');
    if (isRow && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      peek(on);
    } else if (single.checked && Object.hasOwn(KEYS, event.key)) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
})();
