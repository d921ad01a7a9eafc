'use strict';
// Names of sources while one types in the filter of the inbox.
(() => {
  const source = document.getElementById('by-source');
  let typing;
  source?.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const answer = await fetch(`${source.dataset.sources}?q=${encodeURIComponent(source.value)}`).catch(() => null);
      const { names } = answer?.ok ? await answer.json() : { names: [] };
      source.list.replaceChildren(...names.map((name) => new Option(name, name)));
    }, 200);
  });
})();
