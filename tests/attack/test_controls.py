"""Positive controls: each judge is shown what it is there to find, by hand and by a product that is broken on purpose."""

import copy
from collections import Counter

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from articles import context, jsonld
from articles.models import Body
from newsroom import desk_statistics
from newsroom.headers import CONTENT_SECURITY_POLICY
from tests.attack import browser, judging, pages, papers, rows, site, vectors
from tests.attack.pages import Answer
from tests.web.test_visible import world  # noqa: F401  The fixture.

PAGE = "<!doctype html><html><head><title>x</title></head><body><main class='page'><p>x</p>{}</main></body></html>"
HEADERS = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CONTENT_SECURITY_POLICY}

SINS = {
    "<script>let one = 1</script>": "ran: ",
    "<img src=absent onerror='let one = 1'>": "ran: ",
    "<iframe src='javascript:1'></iframe>": "loads 'javascript:1'",
    "<svg><script>1</script></svg>": "ran: ",
    "<script>alert(1)</script>": "dialog: 1",
    "<img src=https://evil.example/a.png>": "asked for https://evil.example/a.png",
    "<link rel=stylesheet href=https://evil.example/a.css>": "loads 'https://evil.example/a.css'",
    "<form action=https://evil.example/><input name=q></form>": "loads 'https://evil.example/'",
    "<video poster=//evil.example/a.png></video>": "loads '//evil.example/a.png'",
    "<img src=/absent>": "asked for /absent of our own",
    "<p onclick=x>x</p>": "a handler: onclick",
    "<p style='color: red'>x</p>": "a shape that is not ours: main.page > p [style]",
    "<style>p {}</style>": "a style",
    "<iframe></iframe>": "a iframe",
    "<base href=/other/>": "a base",
    "<meta http-equiv=refresh content='999'>": "a meta refresh",
    "<a href='javascript:1'>x</a>": "leads to 'javascript:1'",
    "<a href='https://a:b@c.example/'>x</a>": "leads to 'https://a:b@c.example/'",
    "<p id=one>x</p><p id=one>x</p>": "an id stands twice: one",
    "<img name=getElementById>": "clobbered: document.getElementById",
    "<form><input name=submit></form>": "clobbered: form.submit",
    "<p id=stranger>x</p>": "a mark that is not ours: stranger",
    "<p class=stranger>x</p>": "a shape that is not ours: main.page > p.stranger [class]",
    "<marquee>x</marquee>": "a shape that is not ours: main.page > marquee []",
    '<script type="application/ld+json">{"name": "<b>"}</script>': "markup in JSON-LD",
    '<script type="application/ld+json">{"name": </script>': "is no JSON",
    '<script type="application/ld+json">{"url": "javascript:1"}</script>': "leads to 'javascript:1'",
}


def page_of(sin):
    return Answer("/x/", 200, HEADERS, PAGE.format(sin).encode())


def test_the_look_at_pages_reports_every_sin(chromium):
    answers = {f"/{number}/": page_of(sin) for number, sin in enumerate(SINS)}
    honest = browser.look(chromium, {"/x/": page_of("")}, is_bound=False)

    found = browser.findings(browser.look(chromium, answers, is_bound=False), honest)

    places = {"ran: ": "ran: /frame/{}/", "dialog: ": "dialog: ", "asked for ": "asked for "}
    missed = []
    for number, (sin, expected) in enumerate(SINS.items()):
        where = next((place for start, place in places.items() if expected.startswith(start)), "/{}/: ").format(number)
        if not any(line.startswith(where) and expected in line for line in found):
            missed.append((sin, [line for line in found if line.startswith(where)]))
    assert missed == []
    assert browser.findings(honest, honest) == []


def test_the_policy_of_the_site_holds_what_would_run_without_it(chromium):
    answers = {str(number): page_of(sin) for number, sin in enumerate(SINS)}

    free = browser.look(chromium, answers, is_bound=False)
    bound = browser.look(chromium, answers, is_bound=True)

    assert len(free.executions) >= 4
    assert bound.executions == bound.dialogs == []
    assert not [url for url in bound.foreign if "evil.example" in url]


XML = {
    b"<rss><channel><title>a & b</title></channel></rss>": "is not well-formed",
    b"<!DOCTYPE rss><rss/>": "has a document type",
    b"<rss><channel><script xmlns='http://www.w3.org/1999/xhtml'/></channel></rss>": "an element that we do not write",
    b"<rss><channel><b/></channel></rss>": "an element that we do not write: b",
    b"<rss><?xml-stylesheet href='x'?></rss>": "has a _ProcessingInstruction",
    b"<rss><channel><link>javascript:1</link></channel></rss>": "leads to 'javascript:1'",
    b"<rss><channel><source url='//evil.example'/></channel></rss>": "leads to '//evil.example'",
}
OTHERS = {
    ("application/feed+json", b'{"items": '): "is no JSON",
    ("application/feed+json", b'{"items": [{"url": "javascript:1"}]}'): "leads to 'javascript:1'",
    ("text/csv", b"a,b\r\n1,=1+1\r\n"): "a formula: '=1+1'",
    ("text/csv", b"a,b\r\n1, @x\r\n"): "a formula: ' @x'",
    ("text/csv", b"a,b\r\n1\r\n"): "a row of 1 cells",
    ("text/x-opml", b"<opml><body></opml>"): "is not well-formed",
}


def test_the_judges_on_paper_report_every_sin():
    cases = {**{("application/rss+xml", body): expected for body, expected in XML.items()}, **OTHERS}
    policy = {"Content-Security-Policy": "x"}

    found = {case: papers.faults([Answer("/x", 200, {"Content-Type": case[0], **policy}, case[1])]) for case in cases}

    assert {case: lines for case, lines in found.items() if not any(cases[case] in line for line in lines)} == {}


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (302, {"Location": "https://evil.example/"}, "leads to https://evil.example/"),
        (302, {"Location": "//evil.example/"}, "leads to //evil.example/"),
        (302, {"Location": "/\\evil.example/"}, "leads to /\\evil.example/"),
        (302, {"Location": "javascript:1"}, "leads to javascript:1"),
        (200, {"Link": "a\r\nSet-Cookie: b=1"}, "the header Link has more than one line"),
        (500, {}, "answers 500"),
    ],
)
def test_the_judge_of_headers_reports_every_sin(status, headers, expected):
    found = papers.faults([Answer("/x", status, {"Content-Security-Policy": "x", **headers}, b"")])

    assert found == [f"/x: {expected}"]
    assert papers.faults([Answer("/x", 200, {}, b"")]) == ["/x: has no policy"]


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (b"Subject: a\nBcc: x@evil.example\nTo: a@b.example\n\nx", "a header that we do not write: Bcc"),
        (b"Subject: a\nSubject: b\nTo: a@b.example\n\nx", "Subject stands 2 times"),
        (b"Subject: a\nTo: a@b.example, x@evil.example\n\nx", "goes to x@evil.example"),
        (b"Subject: a\nTo: a@b.example\nContent-Type: text/html\n\nx", "is text/html"),
    ],
)
def test_the_judge_of_mails_reports_every_sin(mail, expected):
    assert papers.of_mail(mail, ["a@b.example"]) == [expected]


def test_the_look_at_what_feeds_carry_reports_a_script_and_a_frame(chromium):
    found = judging.markup(chromium, [_feed("<script>1</script><iframe src=/x></iframe><p id=x>")], Counter())

    assert {"a feed brings <script>", "a feed brings <iframe>", "a feed brings <p id>"} <= set(found)
    assert any(line.startswith("ran: ") for line in found)


def _feed(markup):
    return Answer(
        "/feed.rss",
        200,
        {"Content-Type": "application/rss+xml"},
        f"<rss><item><description><![CDATA[{markup}]]></description></item></rss>".encode(),
    )


# A product that is broken on purpose ------------------------------------------------------------------------------------
def careless(settings):
    """Return settings whose templates escape nothing."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["autoescape"] = False
    return override_settings(TEMPLATES=templates)


@pytest.mark.django_db
def test_templates_that_escape_nothing_are_found_on_pages_screens_and_in_feeds(
    chromium,
    world,  # noqa: F811  The fixture.
    settings,
):
    site.rows()
    best = world()
    rows.poison(vectors.POLYGLOT)
    cache.clear()
    context.read_frame.cache_clear()
    best.refresh_from_db()
    with careless(settings):
        readers = pages.ask(
            Client(), [best.get_absolute_url(), "/latest/", "/sources/", "/latest/feed.rss", "/latest/feed.atom"]
        )
        desk = pages.ask(
            pages.administrator(), [reverse("admin:articles_article_peek", args=[best.pk]), reverse("admin:statistics")]
        )

    free = browser.look(chromium, {**readers, **desk}, is_bound=False)
    bound = browser.look(chromium, {**readers, **desk}, is_bound=True)

    ran = {line.split(" ")[0] for line in free.executions}
    assert len(ran) >= 4
    assert bound.executions == bound.dialogs == []
    assert {line.split(":")[0] for line in papers.faults(readers.values())} >= {"/latest/feed.rss", "/latest/feed.atom"}


@pytest.mark.django_db
def test_a_body_that_nobody_cleaned_is_found_on_its_page_and_in_feeds(chromium, world):  # noqa: F811  The fixture.
    best = world()
    Body.objects.update(html="<p>x</p><script>alert(1)</script><img src=https://evil.example/a.png name=forms>")
    cache.clear()

    answers = pages.ask(Client(), [best.get_absolute_url(), "/latest/feed.atom"])
    seen = browser.look(chromium, answers, is_bound=False)

    assert seen.executions
    assert seen.dialogs
    assert "https://evil.example/a.png" in seen.foreign or browser.findings(seen, None)
    assert judging.markup(chromium, [answers["/latest/feed.atom"]], Counter())


@pytest.mark.django_db
def test_json_that_may_end_its_script_is_found(chromium, world, monkeypatch):  # noqa: F811  The fixture.
    best = world(headline="</script><script>alert(1)</script>")
    monkeypatch.setattr(jsonld.Block, "__html__", lambda block: str(jsonld.json.dumps(block.data)))

    seen = browser.look(chromium, pages.ask(Client(), [best.get_absolute_url()]), is_bound=False)

    assert seen.dialogs == ["1"]
    assert any("JSON" in line for line in browser.findings(seen, None))


@pytest.mark.django_db
def test_a_table_whose_cells_nobody_defused_is_found(world, monkeypatch):  # noqa: F811  The fixture.
    world()
    rows.poison("=1+1")
    address = reverse("admin:statistics_file", args=["read"])
    honest = pages.ask(pages.administrator(), [address])
    monkeypatch.setattr(desk_statistics, "FORMULA", ("\x00",))

    broken = pages.ask(pages.administrator(), [address])

    assert papers.faults(honest.values()) == []
    assert any("a formula" in line for line in papers.faults(broken.values()))
