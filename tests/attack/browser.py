"""The judge with a browser: pages are opened as they came, many at once in frames, with their policy and without it.

What runs, what is asked for, and what stands in each page is held against the pages of the harmless twin.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from articles.sanitize import ATTRIBUTES, TAGS
from tests.attack import papers
from tests.attack.pages import Answer
from tests.attack.stage import FRAMES, different, serving
from tests.browser.test_vectors import look_at_cleaned

SETTLING = 150
"""Milliseconds for what does not belong to loading, such as a picture that fails."""

OUR_DRAWINGS = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'",
    "data:image/svg+xml;charset=utf-8,%3Csvg",
)
"""How our favicon begins, and the code for an app at the desk: what a browser loads as a picture runs nothing."""


LOOK = """() => [...document.querySelectorAll('iframe')].map(frame => {
    const page = frame.contentDocument;
    if (!page || !page.documentElement) return null;
    const all = selector => [...Document.prototype.querySelectorAll.call(page, selector)];
    const plain = name => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+/g, '0');
    const named = element => [element.localName, ...[...element.classList].map(plain).sort()].join('.');
    const shapes = new Set(), ids = [], names = new Set(), wrong = new Set(), texts = new Set();
    const loading = ['src', 'srcset', 'action', 'formaction', 'poster', 'data', 'background', 'ping', 'manifest', 'longdesc', 'cite'];
    for (const element of all('*')) {
        const attributes = [...element.attributes].map(({name}) => plain(name)).filter(name => name !== 'lang' && name !== 'dir').sort();
        const inside = element.parentElement && element.parentElement.closest('.prose');
        const parent = element.parentElement ? named(element.parentElement) : '';
        shapes.add((inside ? 'prose' : parent) + ' > ' + named(element) + ' [' + attributes.join(' ') + ']');
        if (element.id) ids.push(plain(element.id));
        if (element.getAttribute('name')) names.add(element.localName + ' ' + plain(element.getAttribute('name')));
        for (const {name, value} of element.attributes) {
            if (name.startsWith('on')) wrong.add('a handler: ' + name);
            if (name === 'srcdoc') wrong.add('an attribute ' + name);
            if (loading.includes(name) || (name === 'href' && element.localName !== 'a')) texts.add('loads ' + value);
            if (name === 'href' && element.localName === 'a') texts.add('leads ' + element.href);
        }
        if (element.localName === 'script' && element.type === 'application/ld+json') texts.add('states ' + element.textContent);
        else if (element.localName === 'script' && !element.src && element.type !== 'application/json' && element.type !== 'speculationrules') wrong.add('a script of its own');
        if (['iframe', 'object', 'embed', 'base', 'frame', 'frameset', 'applet', 'portal'].includes(element.localName)) wrong.add('a ' + element.localName);
        if (element.localName === 'meta' && element.httpEquiv) wrong.add('a meta ' + element.httpEquiv);
        if (element.localName === 'style') wrong.add('a style');
    }
    const twice = element => all('[id]').filter(other => other.id === element.id).length > 1;
    for (const element of all('[id]')) if (twice(element)) wrong.add('an id stands twice: ' + plain(element.id));
    for (const name of ['getElementById', 'querySelector', 'createElement', 'cookie', 'forms', 'body', 'head', 'images', 'links', 'location',
                        'documentElement', 'defaultView', 'addEventListener', 'currentScript', 'URL', 'title'])
        if (page[name] instanceof page.defaultView.Element && !['body', 'head', 'documentElement', 'currentScript'].includes(name)) wrong.add('clobbered: document.' + name);
    if (page.body !== page.documentElement.querySelector(':scope > body')) wrong.add('clobbered: document.body');
    for (const form of all('form')) for (const name of ['action', 'method', 'submit', 'elements', 'attributes', 'parentNode'])
        if (form[name] instanceof page.defaultView.Element && name !== 'parentNode' && name !== 'action') wrong.add('clobbered: form.' + name);
    return {shapes: [...shapes], ids, names: [...names], wrong: [...wrong], texts: [...texts]};
})"""


Looked = tuple[set[bytes], set[bytes]]
"""Pages that were opened, without their policy and under it: one that is the same shows nothing else."""


@dataclass
class Seen:
    """What a browser saw of many pages: {path: what stands in it}, and what happened while they were open."""

    pages: dict[str, dict] = field(default_factory=dict)
    executions: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    looked: Looked = field(default_factory=lambda: (set(), set()))

    def shapes(self) -> set[str]:
        """Return every shape that an element of these pages has: its parent, its name and class, its attributes."""
        return {shape for page in self.pages.values() for shape in page["shapes"]}

    def marks(self) -> set[str]:
        """Return all ids and names, without their numbers."""
        return {mark for page in self.pages.values() for mark in (*page["ids"], *page["names"])}


def look(chromium, answers: Mapping[str, Answer], *, is_bound: bool, looked: Looked | None = None) -> Seen:
    """Open all pages among ``answers``, under their own policy or under none, but for those ``looked`` at before."""
    seen = Seen()
    context = chromium.new_context(service_workers="block", viewport={"width": 1000, "height": 600})
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    paths = different(answers, (looked or seen.looked)[is_bound])
    with serving(answers, paths, is_bound=is_bound) as (site, strays):
        debugger.on("Debugger.scriptParsed", lambda script: _note_script(script, site, seen))
        debugger.send("Debugger.enable")
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        context.on("request", lambda request: _note_request(request.url, site, seen))
        context.on("requestfailed", lambda request: _forget_refused(request, seen))
        for start in range(0, len(paths), FRAMES):
            page.goto(f"{site}/harness/{start}/", wait_until="load")
            page.wait_for_timeout(SETTLING)
            for path, found in zip(paths[start : start + FRAMES], page.evaluate(LOOK), strict=True):
                seen.pages[path] = found or {}
                seen.lost += [] if found else [path]
        context.close()
    seen.pages = {path: found for path, found in seen.pages.items() if found}
    seen.foreign += [f"{path} of our own, where nothing is" for path in strays]
    return seen


def _note_script(script: Mapping, site: str, seen: Seen) -> None:
    """Note every script that is compiled but those of the site's own files, and the look from outside."""
    url = script["url"]
    is_ours = url.startswith(f"{site}/static/") or url == f"{site}/sw.js" or "jsi18n" in url
    is_the_look = not url or url.startswith(("__playwright", "pptr:"))
    if script["executionContextAuxData"]["isDefault"] and not is_ours and not is_the_look:
        seen.executions.append(f"{unquote(url.removeprefix(site))} line {script['startLine']}")


def _note_request(url: str, site: str, seen: Seen) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob", "about") and not url.startswith(f"{site}/"):
        seen.foreign.append(url[:200])


def _forget_refused(request, seen: Seen) -> None:
    """Forget what the policy refused: it was never asked for."""
    if request.failure == "csp" and request.url[:200] in seen.foreign:
        seen.foreign.remove(request.url[:200])


# What is wrong --------------------------------------------------------------------------------------------------------
def findings(seen: Seen, twin: Seen | None) -> list[str]:
    """Return all that is wrong with the pages, by themselves and against the shapes of the harmless twin."""
    found = [f"ran: {where}" for where in seen.executions]
    found += [f"asked for {url}" for url in seen.foreign]
    found += [f"dialog: {words}" for words in seen.dialogs]
    found += [f"lost: {path}" for path in seen.lost]
    known = twin.shapes() | PROSE if twin else None
    marks = twin.marks() if twin else None
    for path, page in seen.pages.items():
        found += [f"{path}: {line}" for line in page["wrong"]]
        found += [f"{path}: {line}" for text in page["texts"] for line in _of_text(text)]
        if known is not None and marks is not None:
            found += [f"{path}: a shape that is not ours: {shape}" for shape in page["shapes"] if shape not in known]
            found += [f"{path}: a mark that is not ours: {mark}" for mark in {*page["ids"], *page["names"]} - marks]
    return found


def _of_text(text: str) -> Iterator[str]:
    verb, _, rest = text.partition(" ")
    if verb == "states":
        yield from papers.of_json_ld(rest)
    elif verb == "leads":
        parts = urlsplit(rest)
        if parts.scheme not in ("http", "https", "mailto") or "@" in parts.netloc:
            yield f"leads to {rest[:80]!r}"
    elif rest.replace("\\", "/").startswith("//") or (
        re.match(r"[a-z][a-z0-9+.-]*:", rest, re.IGNORECASE) and not _is_plain(rest)
    ):
        yield f"loads {rest[:80]!r}"


def _is_plain(address: str) -> bool:
    """Tell whether what is loaded is ours: named in full, or a picture inside its own address."""
    return address.startswith(("http://127.0.0.1:8000/", "http://testserver/", *OUR_DRAWINGS))


def _prose() -> set[str]:
    """Return the shapes of running text that the cleaner lets pass, with whatever of its attributes."""
    shapes = set()
    for tag in TAGS:
        names = sorted(ATTRIBUTES.get(tag, ())) + (["rel"] if tag == "a" else [])
        for bits in range(2 ** len(names)):
            chosen = sorted(name for place, name in enumerate(names) if bits >> place & 1)
            shapes.add(f"prose > {tag} [{' '.join(chosen)}]")
    return shapes


PROSE = _prose()
OF_PICTURES = {"img": {"srcset", "sizes", "loading", "decoding", "class"}}
"""What our own copies have besides, in feeds."""


# Markup elsewhere -----------------------------------------------------------------------------------------------------
def faults_of_pieces(chromium, pieces: Sequence[str]) -> list[str]:
    """Show pieces of HTML in one page without any policy, as another's program may; return what is wrong with them."""
    allowed = {
        tag: set(ATTRIBUTES.get(tag, ())) | OF_PICTURES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        for tag in TAGS
    }
    found = look_at_cleaned(chromium, list(pieces))
    lines = [f"ran: a piece of a feed, {found['ran']} times"] if found["ran"] else []
    lines += [f"dialog: {words}" for words in found["dialogs"]]
    lines += [f"asked for {url}" for _, url in found["requests"]]
    for inventory in (found["first"], found["again"]):
        lines += [f"a feed brings <{tag}>" for tag in set(inventory) - TAGS]
        lines += [
            f"a feed brings <{tag} {name}>"
            for tag in set(inventory) & TAGS
            for name in set(inventory[tag]) - allowed[tag]
        ]
    if (found["articles"], found["strangers"], found["foreign"]) != (len(pieces), 0, 0):
        lines.append("a piece of a feed leaves its place")
    lines += [
        f"a feed leads to {url}"
        for url in found["addresses"]
        if not re.match(r"https?://[^/@]+(?:[/?#]|$)|mailto:", url)
    ]
    return lines
