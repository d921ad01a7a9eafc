"""Attacks by HTML in a real browser: what the cleaner lets through, and what the site's policy stops without it."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from articles.sanitize import ATTRIBUTES, TAGS, clean_html, plain_text
from newsroom.headers import CONTENT_SECURITY_POLICY
from tests.vectors import RUNNING, SILENT

BASE = "https://origin.example/news/"

BATCH = 100

LONGEST = 25_000
"""Characters of one attack: to lay out a million combining marks takes Chromium minutes, and proves nothing here."""

CONTEXTS = (
    "{}",
    "<div><p>{}</p></div>",
    "<table><tr><td>{}</table>",
    "<table>{}</table>",
    "<select><option>{}</select>",
    "<svg>{}</svg>",
    "<math><mtext>{}</mtext></math>",
    "<style>{}</style>",
    "<noscript>{}</noscript>",
    "<!-- {} -->",
    '<p title="{}">x</p>',
)
"""Places in which a document may put an attack; cleaners have been fooled by the place alone."""

NOTE_EXECUTIONS = """(() => {
    let frame = window;
    while (frame.parent !== frame.top) frame = frame.parent;
    const log = console.log.bind(console);
    for (const name of ['alert', 'confirm', 'prompt', 'print'])
        Object.defineProperty(window, name, {value: () => log('ran ' + frame.name), writable: false});
})()"""

WRITE_INTO_FRAMES = """async ([documents, first, settling]) => {
    const open = number => {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts allow-same-origin allow-forms';
        const old = document.body.children[number];
        if (old) old.replaceWith(frame); else document.body.append(frame);
        return frame;
    };
    const write = (frame, number) => {
        frame.contentWindow.name = 'vector-' + (first + number);
        frame.contentDocument.open();
        frame.contentDocument.write(documents[number]);
        frame.contentDocument.close();
    };
    const look = (frame, see) => { try { return see(frame.contentDocument); } catch { return undefined; } };
    const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
    const frames = documents.map((_, number) => {
        const frame = document.body.children[number] ?? open(number);
        try { write(frame, number); return frame; } catch { /* The document before it led the frame elsewhere. */ }
        const fresh = open(number);
        write(fresh, number);
        return fresh;
    });
    for (let waited = 0; waited < 5000; waited += 20) {
        if (!frames.some(frame => look(frame, page => page.readyState === 'loading' || page.readyState === 'interactive'))) break;
        await wait(20);
    }
    for (const frame of frames) {
        for (const element of look(frame, page => [...page.querySelectorAll('*')].slice(0, 100)) ?? []) {
            element.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
            if (element.click) element.click();
        }
    }
    await wait(settling);
}"""

INVENTORY = """() => {
    const inventory = root => {
        const seen = {};
        for (const element of root.querySelectorAll('article *')) {
            const names = seen[element.localName] ??= [];
            for (const {name} of element.attributes) if (!names.includes(name)) names.push(name);
        }
        return seen;
    };
    const again = document.createElement('main');
    again.innerHTML = document.querySelector('main').innerHTML;
    document.body.append(again);
    const addresses = new Set();
    for (const element of document.querySelectorAll('article a, article img'))
        for (const name of ['href', 'src']) if (element.hasAttribute(name)) addresses.add(element[name]);
    return {
        first: inventory(document.querySelector('main')), again: inventory(again),
        articles: document.querySelectorAll('body > main:first-of-type > article').length,
        strangers: document.querySelectorAll('body > :not(main)').length,
        foreign: document.querySelectorAll('article *').length
            - [...document.querySelectorAll('article *')].filter(e => e.namespaceURI.endsWith('xhtml')).length,
        addresses: [...addresses],
    };
}"""


def own_vectors() -> list[str]:
    """Return our own attacks as a browser can be sent them: half a character cannot be."""
    return [vector.encode("utf-8", "replace").decode() for vector in (*RUNNING, *SILENT)]


def shared_vectors(shared: Path) -> list[str]:
    """Read every attack of ../shared as a piece of HTML: URLs and plain fields as a careless template would write them."""
    vectors = []
    for file in sorted((shared / "attacks" / "html").glob("*.json")):
        for vector in json.loads(file.read_text("utf-8"))["vectors"]:
            url = escape(vector.get("url", ""))
            as_url = f'<iframe src="{url}"></iframe><a href="{url}">x</a><img src="{url}">'
            vectors.append(vector.get("html") or vector.get("text") or as_url)
    return vectors


@contextmanager
def serving(body: bytes, headers: dict[str, str]) -> Iterator[str]:
    """Serve one page on loopback, at /harness and /cleaned; return the address of the site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path in {"/harness", "/cleaned"} else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.path in {"/harness", "/cleaned"}:
                self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments):
            pass  # The browser leaves in the middle of an answer when its frame goes.

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def executions(chromium, vectors: list[str], headers: dict[str, str], *, settling: int = 100) -> set[int]:
    """Load each vector, uncleaned, as a document of its own; point at and click on everything; return which ran.

    ``settling`` is how many milliseconds a batch has for what does not belong to loading, such as the failure of a film.
    The documents are written into frames without an address of their own, so the policy of the page around is theirs.
    """
    ran: set[int] = set()
    context = chromium.new_context()
    context.add_init_script(NOTE_EXECUTIONS)
    page = context.new_page()
    page.on("console", lambda message: ran.update(map(int, re.findall(r"^ran vector-(\d+)$", message.text))))
    with serving(b"<!doctype html><body>", headers) as site:
        page.goto(f"{site}/harness")
        for start in range(0, len(vectors), BATCH):
            batch = [vector[:LONGEST] for vector in vectors[start : start + BATCH]]
            page.evaluate(WRITE_INTO_FRAMES, [batch, start, settling])
        page.wait_for_timeout(200)
        context.close()
    return ran


def look_at_cleaned(chromium, pieces: list[str]) -> dict:
    """Load clean pieces in one page without any policy; return what ran, what was asked for and what stands in it.

    Every script that the browser as much as compiles is counted, whatever it would do.
    """
    document = "<!doctype html><title>x</title><main>" + "".join(f"<article>{piece}</article>" for piece in pieces)
    context = chromium.new_context()
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    scripts, requests, dialogs = [], [], []
    debugger.on("Debugger.scriptParsed", lambda script: scripts.append(script) if _is_of_the_page(script) else None)
    debugger.send("Debugger.enable")
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requests.append((request.resource_type, request.url)))
    with serving(document.encode(), {}) as site:
        page.goto(f"{site}/cleaned", wait_until="domcontentloaded")
        page.wait_for_timeout(500)
        ran = len(scripts)
        found = page.evaluate(INVENTORY)
        page.wait_for_timeout(200)
        context.close()
    other = [request for request in requests if request[0] != "image" and request[1] != f"{site}/cleaned"]
    return {**found, "ran": ran, "dialogs": dialogs, "requests": other}


def _is_of_the_page(script: dict) -> bool:
    """Tell the page's own scripts from those with which Playwright looks at it."""
    return script["executionContextAuxData"]["isDefault"]


def assert_harmless(found: dict, pieces: int) -> None:
    allowed = {tag: set(ATTRIBUTES.get(tag, ())) | ({"rel"} if tag == "a" else set()) for tag in TAGS}
    for inventory in (found["first"], found["again"]):
        assert set(inventory) <= TAGS
        assert {tag: set(names) - allowed[tag] for tag, names in inventory.items() if set(names) - allowed[tag]} == {}
    assert found["ran"] == 0
    assert found["dialogs"] == []
    assert found["requests"] == []
    assert (found["articles"], found["strangers"], found["foreign"]) == (pieces, 0, 0)
    assert [url for url in found["addresses"] if not re.match(r"https?://[^/@]+(?:[/?#]|$)|mailto:", url)] == []


def cleaned_in_every_context(vectors: list[str]) -> list[str]:
    """Clean each vector in each place (a giant only by itself); what comes out the same more than once is looked at once."""
    placed = [
        (vector, context) for vector in vectors for context in CONTEXTS if len(vector) <= LONGEST or context == "{}"
    ]
    return list(dict.fromkeys(clean_html(context.replace("{}", vector), BASE) for vector, context in placed))


def test_the_harness_sees_every_one_of_our_own_attacks_run_when_nothing_cleans_them(chromium):
    ran = executions(chromium, list(RUNNING), {}, settling=2_000)

    assert [vector for number, vector in enumerate(RUNNING) if number not in ran] == []


def test_none_of_our_own_attacks_runs_under_the_policy_of_the_site(chromium):
    ran = executions(chromium, own_vectors(), {"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    assert [own_vectors()[number] for number in ran] == []


def test_our_own_attacks_are_harmless_once_cleaned_wherever_they_stand(chromium):
    pieces = cleaned_in_every_context([*RUNNING, *SILENT])

    found = look_at_cleaned(chromium, pieces)

    assert_harmless(found, len(pieces))


def test_the_look_at_cleaned_pages_would_see_a_script_a_frame_and_a_stranger(chromium):
    found = look_at_cleaned(
        chromium, ["<p onclick=x>a</p><script>1</script><iframe src=/other></iframe>", "</main><b>"]
    )

    assert found["ran"] == 1
    assert {kind for kind, _ in found["requests"]} == {"document"}
    assert {"script", "iframe"} <= set(found["first"])
    assert "onclick" in found["first"]["p"]
    assert found["strangers"] > 0


@pytest.mark.shared
def test_the_known_attacks_run_uncleaned_and_not_under_the_policy_of_the_site(chromium, shared):
    vectors = shared_vectors(shared)

    free = executions(chromium, vectors, {}, settling=1_000)
    bound = executions(chromium, vectors, {"Content-Security-Policy": CONTENT_SECURITY_POLICY}, settling=1_000)

    assert len(vectors) >= 1_500
    assert len(free) >= 150
    assert [vectors[number] for number in bound] == []


@pytest.mark.shared
def test_the_known_attacks_are_harmless_once_cleaned_wherever_they_stand(chromium, shared):
    pieces = cleaned_in_every_context(shared_vectors(shared))

    found = look_at_cleaned(chromium, pieces)

    assert_harmless(found, len(pieces))


@pytest.mark.shared
def test_the_known_attacks_are_plain_text_in_plain_fields(chromium, shared):
    fields = [plain_text(vector, 500) for vector in shared_vectors(shared)]
    pieces = [f'<abbr title="{escape(field)}">{escape(field)}</abbr>' for field in fields]

    found = look_at_cleaned(chromium, pieces)

    assert_harmless(found, len(pieces))
    assert set(found["first"]) == {"abbr"}
