'use strict';
// Tries a rule while it is written. Without this script a button does it.
(() => {
  const form = document.getElementById('rule_form'), tried = document.getElementById('tried');
  if (!form || !tried || !form.querySelector('[name=_keep]')) return;
  let waiting, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set('_try', '1');
    try {
      const answer = await fetch(location.href, { method: 'POST', body, redirect: 'manual', signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      tried.replaceChildren(...page.getElementById('tried').childNodes);
      const fresh = page.querySelectorAll('.lines > li');
      form.querySelectorAll('.lines > li').forEach((line, at) => {
        line.querySelector('.errorlist')?.remove();
        const wrong = fresh[at]?.querySelector('.errorlist');
        if (wrong) line.prepend(wrong);
        line.classList.toggle('errors', Boolean(wrong));
      });
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
  };
  form.addEventListener('input', (event) => {
    if (!event.target.closest('.lines, [name=source], [name=section], [name=needs_all]')) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
})();
