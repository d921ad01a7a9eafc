'use strict';
// How far a bulk order is: each look at its page carries it on. Without this script the page reloads itself.
(() => {
  const progress = document.getElementById('progress');
  const follow = async () => {
    const answer = await fetch(location.pathname).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    const fresh = page?.getElementById('progress');
    if (fresh && !('underWay' in fresh.dataset)) return location.reload();
    if (fresh) {
      progress.querySelector('progress').value = fresh.querySelector('progress').value;
      for (const part of ['#how-far', '.facts']) {
        progress.querySelector(part).replaceChildren(...fresh.querySelector(part).childNodes);
      }
    }
    setTimeout(follow, fresh ? 150 : 3000);
  };
  if (progress && 'underWay' in progress.dataset) follow();
})();
