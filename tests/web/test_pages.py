"""The reader's pages: what stands on them, what does not, and what they cost."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Picture, Section, Source
from articles.views import lists, river
from articles.views.cards import deal
from articles.views.plot import weekly
from tests.factories import NOON, ArticleFactory, EditorFactory, SectionFactory, SightingFactory, SourceFactory, tell

MOST_QUERIES = 8
MOST_BYTES = 60_000
SHEETS = ("base.css", "own.css", "story.css", "sources.css", "lists.css")
LISTS = ["/", "/latest/", "/section/science/", "/section/science/latest/", "/source/gazette/", "/sources/"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def gazette():
    """The source whose pages the tests walk."""
    science = SectionFactory(name="Science")
    return SourceFactory(name="The Gazette", slug="gazette", section=science, full=True)


def paths(article):
    """Return one address of every kind of page."""
    return [*LISTS, article.get_absolute_url(), "/about/", "/about/privacy/", "/about/rights/"]


def text(response):
    return response.content.decode()


def queries(client, path):
    """Count what a page asks, with its frame already kept, as in a process that has been up for a second."""
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


# What readers may know of ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["pending", "rejected", "withdrawn"])
def test_what_is_not_published_stands_on_no_page(client, gazette, status):
    shown = ArticleFactory(source=gazette, placed=True)
    hidden = ArticleFactory(source=gazette, headline="Nobody may read this", status=status, placed=True)

    pages = {path: text(client.get(path)) for path in paths(shown)}

    assert [path for path, page in pages.items() if hidden.headline in page] == []
    assert [path for path in LISTS[:-1] if shown.headline not in pages[path]] == []


@pytest.mark.parametrize(
    ("status", "answer"), [("published", 200), ("pending", 404), ("rejected", 410), ("withdrawn", 410)]
)
def test_an_article_answers_as_it_stands(client, gazette, status, answer):
    article = ArticleFactory(source=gazette, status=status)

    response = client.get(article.get_absolute_url())

    assert response.status_code == answer
    assert (article.headline in text(response)) is (answer == 200)


def test_a_wrong_slug_leads_to_the_right_address_for_good(client, gazette):
    article = ArticleFactory(source=gazette)

    response = client.get(f"/article/{article.pk}-yesterdays-headline/")

    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize(
    "path",
    [
        "/article/1-no-such/",
        "/article/99999999999999999999999999-too-large/",
        "/section/none/",
        "/source/none/",
        "/source/%00/",
        "/section/%00/",
        "/article/1-%00/",
        "/nowhere",
    ],
)
def test_what_does_not_exist_is_a_404_in_the_house_style(client, path):
    response = client.get(path, follow=True)

    assert response.status_code == 404
    assert "There is no such page" in text(response)
    assert 'content="noindex"' in text(response)


# Attribution and rights -----------------------------------------------------------------------------------------------


def test_attribution_comes_before_the_text(client, gazette):
    article = ArticleFactory(
        source=gazette, revision_count=2, changed_at=NOON, origin_name="The Island Post", body__html="<p>Once upon</p>"
    )
    SightingFactory(article=article)
    SightingFactory(article=article, deliverer=SourceFactory(name="Meridian Wire"))

    page = text(client.get(article.get_absolute_url()))

    main = page[page.index("<main") :]
    order = [main.index(word) for word in ("The Island Post", "<h1", "Tidewater desk", "The Gazette", "Meridian Wire")]
    assert order == sorted(order)
    assert order[-1] < main.index("First seen") < main.index("2 times") < main.index("CC BY 4.0")
    assert main.index("CC BY 4.0") < main.index("Once upon") < main.index("at <bdi>The Island Post</bdi>")


def test_full_text_stands_only_where_the_source_granted_it(client, gazette):
    excerpt = ArticleFactory(dek="A short dek.", body__html="<p>The whole <em>body</em></p>")
    headline = ArticleFactory(source__headline_only=True, dek="A short dek.", body__html="<p>The whole body</p>")
    full = ArticleFactory(source=gazette, body__html="<p>The whole <em>body</em></p>")

    pages = [text(client.get(article.get_absolute_url())) for article in (full, excerpt, headline)]

    assert "<p>The whole <em>body</em></p>" in pages[0]
    assert "The whole" not in pages[1]
    assert "A short dek." in pages[1]
    assert "The whole body" not in pages[2]
    assert "A short dek." not in pages[2]


def test_an_excerpt_ends_at_the_words_that_were_granted(client):
    article = ArticleFactory(source__excerpt_words=5, dek="one two three four five six seven")

    page = text(client.get(article.get_absolute_url()))

    assert "one two three four five…" in page
    assert "six" not in page


def test_no_browser_is_sent_to_a_publishers_picture(client, gazette):
    article = ArticleFactory(
        source=gazette,
        image_url="https://pictures.example/lead.jpg",
        body__html='<p>Look:</p><img src="https://pictures.example/1.jpg" alt="A quay">',
    )

    pages = [text(client.get(path)) for path in paths(article)]

    link = '<a href="https://pictures.example/1.jpg" rel="nofollow ugc noopener noreferrer">Picture: A quay</a>'
    assert [page for page in pages if "pictures.example" in page.replace(link, "")] == []
    assert sum(link in page for page in pages) == 1


@pytest.mark.parametrize(("index_allowed", "robots"), [(False, True), (True, False)])
def test_an_article_is_kept_from_search_engines_unless_its_licence_asks_for_them(client, index_allowed, robots):
    article = ArticleFactory(source__full=True, source__index_allowed=index_allowed)

    page = text(client.get(article.get_absolute_url()))

    assert ('<meta name="robots" content="noindex, follow">' in page) is robots


def test_the_link_to_the_original_is_the_publishers_own(client, gazette):
    article = ArticleFactory(source=gazette, url="https://gazette.example/tides?a=1&b=2")

    page = text(client.get(article.get_absolute_url()))

    assert 'href="https://gazette.example/tides?a=1&amp;b=2" rel="external noopener"' in page


@pytest.mark.parametrize(
    ("origin_url", "leads_to"),
    [
        ("https://origin.example/letters", "https://origin.example/letters"),
        ("https://origin.example/", "https://courier.example/copy"),
        ("https://origin.example/world/rss.xml", "https://courier.example/copy"),
        ("", "https://courier.example/copy"),
    ],
)
def test_readers_are_led_to_the_piece_at_its_origin_where_it_is_known(client, gazette, origin_url, leads_to):
    article = ArticleFactory(
        source=gazette, url="https://courier.example/copy", origin_name="The Origin", origin_url=origin_url
    )

    page = text(client.get(article.get_absolute_url()))

    assert f'<p class="read-at" lang="en" dir="ltr"><a href="{leads_to}"' in page


@pytest.mark.parametrize("field", ["origin_url", "licence_url"])
def test_a_link_that_is_none_is_not_made(client, gazette, field):
    article = ArticleFactory(
        source=gazette, url="", origin_name="X", licence_name="Y", **{field: "javascript:alert(1)"}
    )

    assert "javascript:" not in text(client.get(article.get_absolute_url()))


def test_the_editor_stands_only_below_what_the_editor_chose(client, gazette):
    editor = EditorFactory(name="The night editor", bio="Reads tide tables.")
    chosen, unattended = ArticleFactory(source=gazette, curator=editor), ArticleFactory(source=gazette)

    pages = [text(client.get(article.get_absolute_url())) for article in (chosen, unattended)]

    assert "About <bdi>The night editor</bdi>" in pages[0]
    assert "Reads tide tables." in pages[0]
    assert "night editor" not in pages[1]


def test_an_editors_words_win(client, gazette):
    mended = {"edited_headline": "Mended headline", "edited_dek": "Mended dek", "headline": "Misleading"}
    ArticleFactory(source=gazette, placed=True, **mended)

    page = text(client.get("/"))

    assert "Mended headline" in page
    assert "Mended dek" in page
    assert "Misleading" not in page


def test_hostile_text_stays_text_on_every_page(client):
    evil = '"><script>alert(1)</script>'
    source = SourceFactory(name=evil, slug="gazette", description=evil, section=SectionFactory(name="Science"))
    article = ArticleFactory(
        source=source, headline=evil, dek=evil, authors=[evil], tags=[evil], origin_name=evil, licence_name=evil,
        curator=EditorFactory(name=evil, bio=evil, role=evil),
    )  # fmt: skip

    pages = {path: text(client.get(path)) for path in paths(article)}

    assert [path for path, page in pages.items() if "<script>" in page] == []


# Lists ----------------------------------------------------------------------------------------------------------------


def test_the_front_page_ends(client, gazette):
    ArticleFactory(source=gazette, placed=True)

    assert "That is everything for now" in text(client.get("/"))


def test_an_empty_site_says_so(client):
    for path in ("/", "/latest/", "/sources/"):
        assert client.get(path).status_code == 200
    assert "Nothing has come in yet" in text(client.get("/"))


def test_no_article_stands_twice_on_the_front_page(client):
    for number in range(4):
        ArticleFactory.create_batch(
            8, source=SourceFactory(section=SectionFactory(name=f"Shelf {number}")), placed=True
        )

    links = re.findall(r'href="(/article/\d+)', text(client.get("/")))

    assert len(links) > 20
    assert len(links) == len(set(links))


def test_the_nav_names_the_shelves_that_hold_something(client, gazette):
    ArticleFactory(source=gazette)
    Section.objects.create(name="Hollow", slug="hollow")
    ArticleFactory(source__section=SectionFactory(name="Secret"), status="pending")

    page = text(client.get("/"))

    assert 'href="/section/science/"' in page
    assert "Hollow" not in page
    assert "Secret" not in page


def test_the_river_goes_on_where_it_stopped_though_times_are_equal(client, gazette, monkeypatch):
    monkeypatch.setattr(lists, "RIVER_PAGE", 4)
    made = ArticleFactory.create_batch(10, source=gazette, published_at=NOON, first_seen_at=NOON)

    seen, path = [], "/latest/"
    while path:
        page = text(client.get(path))
        seen += re.findall(r'class="headline"[^>]*><a href="/article/(\d+)', page)
        older = re.search(r'href="(\?before=[^"]+)" rel="next"', page)
        path = older and f"/latest/{older[1]}"

    assert seen == [str(article.pk) for article in sorted(made, key=lambda article: -article.pk)]


@pytest.mark.parametrize("before", ["x", "20260314T120000.000000", "20260314T120000.000000-x", "-1", "%00", "9" * 5000])
def test_a_place_that_is_none_is_a_400(client, before):
    response = client.get(f"/latest/?before={before}")

    assert response.status_code == 400
    assert "makes no sense" in text(response)


def test_only_the_first_page_of_a_list_asks_to_be_indexed(client, gazette):
    ArticleFactory(source=gazette)

    pages = [text(client.get(path)) for path in ("/latest/", "/latest/?before=20300101T000000.000000-1")]

    assert ["noindex" in page for page in pages] == [False, True]


def test_a_burst_of_one_source_is_folded(client):
    loud, quiet = SourceFactory(name="Loud"), SourceFactory(name="Quiet")
    for minute in range(9):
        ArticleFactory(source=loud, published_at=NOON - dt.timedelta(minutes=minute))
    ArticleFactory(source=quiet, published_at=NOON - dt.timedelta(minutes=30))

    days = river.by_day(deal(Article.objects.visible().for_cards()))

    assert [(run.source.name, len(run.shown), len(run.folded)) for day in days for run in day.runs] == [
        ("Loud", 2, 7),
        ("Quiet", 1, 0),
    ]
    assert "7 more from <bdi>Loud</bdi>" in text(client.get("/latest/"))


def test_the_river_is_parted_into_the_days_of_the_site(client, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    for hour in (14, 16):
        ArticleFactory(published_at=NOON.replace(hour=hour), first_seen_at=NOON.replace(hour=hour))

    with timezone.override("Asia/Tokyo"):
        days = river.by_day(deal(Article.objects.visible().for_cards()))

    assert [day.date for day in days] == [dt.date(2026, 3, 15), dt.date(2026, 3, 14)]


def test_the_directory_says_what_each_source_grants_today(client):
    SourceFactory(name="Generous", full=True)
    SourceFactory(name="Lapsed", full=True, rights_until=timezone.localdate() - dt.timedelta(days=1))

    page = " ".join(text(client.get("/sources/")).split())

    assert re.search(r"Generous.*?<td>Full text</td> <td>CC BY 4.0</td>", page)
    assert re.search(r'Lapsed.*?<td>Excerpt</td> <td class="none">', page)


def test_a_profile_counts_the_weeks():
    monday = dt.date(2026, 3, 9)

    plot = weekly({monday: 4, monday - dt.timedelta(weeks=1): 1}, today=dt.date(2026, 3, 14), weeks=3)

    assert [(bar.start, bar.count, bar.height) for bar in plot.bars] == [
        (dt.date(2026, 2, 23), 0, 0.0),
        (dt.date(2026, 3, 2), 1, 10.0),
        (dt.date(2026, 3, 9), 4, 40.0),
    ]
    assert (plot.total, plot.most) == (5, 4)


def test_languages_keep_their_direction(client):
    source = SourceFactory(language="ar", full=True)
    article = ArticleFactory(source=source, headline="المدن الساحلية تتفق", placed=True)

    pages = [text(client.get(path)) for path in ("/", article.get_absolute_url())]

    assert all('lang="ar" dir="rtl"' in page for page in pages)
    assert '<h1 dir="auto">المدن الساحلية تتفق</h1>' in pages[1]


def test_a_sample_is_marked_on_every_page_even_the_missing_one(client, gazette):
    article = ArticleFactory(source=gazette)
    Source.objects.update(is_sample=True)

    pages = [text(client.get(path)) for path in [*paths(article), "/nowhere/"]]

    assert all("Sample edition: fictional publishers" in page for page in pages)


def test_a_real_edition_bears_no_mark(client, gazette):
    ArticleFactory(source=gazette)

    assert "Sample edition" not in text(client.get("/"))


# Cost and manners -----------------------------------------------------------------------------------------------------


def test_a_page_asks_the_same_number_of_questions_for_12_rows_and_for_48(client, gazette):
    first = ArticleFactory.create_batch(12, source=gazette, placed=True)[0]
    few = {path: len(queries(client, path)) for path in paths(first)}
    for _ in range(9):
        ArticleFactory.create_batch(3, source=SourceFactory(section=gazette.section), placed=True)
        ArticleFactory(source=gazette, placed=True)

    many = {path: len(queries(client, path)) for path in paths(first)}

    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_lists_never_load_bodies(client, gazette):
    ArticleFactory.create_batch(3, source=gazette, placed=True)

    asked = [sql for path in LISTS for sql in queries(client, path)]

    assert asked
    assert [sql for sql in asked if "articles_body" in sql] == []


def test_the_raw_text_is_never_loaded(client, gazette):
    article = ArticleFactory(source=gazette)

    asked = queries(client, article.get_absolute_url())

    assert any('"articles_body"."html"' in sql for sql in asked)
    assert [sql for sql in asked if '"articles_body"."raw"' in sql] == []


def test_full_pages_stay_within_60_kilobytes(client):
    words = "The council of the harbour said that the tide would turn and that it had been told so before. "
    picture = {"source_url": "https://x.example/1.jpg", "tried_at": NOON, "digest": "ab" * 32, "colour": "#446688"}
    picture |= {"widths": [320, 640, 960], "width": 960, "height": 640}
    for number in range(8):
        source = SourceFactory(section=SectionFactory(name=f"Shelf {number}"), full=True)
        for _ in range(10):
            texts = {"headline": words[:90], "dek": words * 20, "authors": ["Tidewater desk"] * 3}
            reports = [ArticleFactory(source=by, section=source.section, **texts) for by in (source, SourceFactory())]
            Picture.objects.create(article=reports[0], **picture)
            tell(*reports)
    article = Article.objects.first()
    section = article.section.get_absolute_url()
    lists_of_all = ["/", "/latest/", section, f"{section}latest/", article.source.get_absolute_url()]

    sizes = {path: len(client.get(path).content) for path in [*lists_of_all, article.get_absolute_url()]}

    assert [path for path, size in sizes.items() if size > MOST_BYTES] == []


class _Inline(HTMLParser):
    """Finds what the content security policy would refuse: inline scripts, styles and handlers."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        runs = tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json"
        if runs or tag == "style" or any(name == "style" or name.startswith("on") for name in attributes):
            self.found.append((tag, attrs))


def test_no_page_has_inline_script_or_style(client, gazette):
    article = ArticleFactory(source=gazette, curator=EditorFactory())
    gone = ArticleFactory(source=gazette, status="withdrawn")

    for path in [*paths(article), gone.get_absolute_url(), "/nowhere", "/latest/?before=x"]:
        page = _Inline()
        page.feed(text(client.get(path)))
        assert page.found == [], path


def test_the_style_sheets_stay_within_20_kilobytes_and_name_no_left_or_right():
    sheets = {name: Path(finders.find(name)).read_text(encoding="utf-8") for name in SHEETS}

    assert len(sheets["base.css"]) <= 20_480
    assert max(len(sheets[name]) for name in SHEETS[1:]) <= 5_000, "they are loaded beside it"
    for name, sheet in sheets.items():
        assert (
            re.findall(r"(?:margin|padding|border)-(?:left|right)|[\s;{](?:left|right):|align: (?:left|right)", sheet)
            == []
        ), name
        assert name == "base.css" or not re.search(r"#[0-9a-f]{3,6}\b|rgba?\(", sheet), "colours are tokens of base.css"


def test_the_type_is_our_own_and_its_licence_is_with_it():
    for name in ("newsreader", "newsreader-italic", "newsreader-ext", "newsreader-ext-italic"):
        assert finders.find(f"fonts/{name}.woff2")
    assert "SIL OPEN FONT LICENSE" in Path(finders.find("fonts/newsreader-LICENSE.txt")).read_text(encoding="utf-8")


def test_every_page_has_one_h1_a_main_and_a_language(client, gazette):
    article = ArticleFactory(source=gazette)

    for path in [*paths(article), "/nowhere", "/latest/?before=x"]:
        page = text(client.get(path))
        assert page.count("<h1") == 1, path
        assert page.count("<main") == 1, path
        assert '<html lang="en"' in page, path


def test_pages_may_be_kept_by_any_cache_for_a_minute(client, gazette):
    article = ArticleFactory(source=gazette)

    for path in paths(article):
        response = client.get(path)
        assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
        assert response["Vary"] == "Accept-Language, Cookie"
        assert not response.cookies


def test_browsers_of_those_who_are_signed_in_ask_each_time(admin_client, gazette):
    article = ArticleFactory(source=gazette)

    for path in paths(article):
        response = admin_client.get(path)
        assert response["Cache-Control"] == "private, no-cache"
        assert admin_client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_readers_pages_only_answer_reading(client, gazette, method):
    article = ArticleFactory(source=gazette)

    answers = {path: getattr(client, method)(path).status_code for path in paths(article)}

    assert set(answers.values()) == {405}


# When things break ----------------------------------------------------------------------------------------------------


def test_a_mistake_of_ours_is_shown_without_the_database(monkeypatch, django_assert_num_queries):
    def broken(*_):
        raise RuntimeError("the inner secret")

    monkeypatch.setattr("articles.views.front._highest", broken)

    with django_assert_num_queries(1):  # The edition's number, before the mistake.
        response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "We made a mistake" in text(response)
    assert "inner secret" not in text(response)


@pytest.mark.parametrize("path", ["/", "/latest/", "/nowhere", "/article/1-x/"])
def test_without_a_database_readers_are_asked_to_come_again(client, path):
    def refuse(_execute, _sql, _params, _many, _context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        response = client.get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "Nothing is lost" in text(response)


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_for_bad_days_need_no_context(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(template)

    assert page.count("<h1") == 1


def test_a_form_without_its_token_is_refused_in_the_house_style():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/admin/login/", {"username": "x", "password": "y"})

    assert response.status_code == 403
    assert "Please send that again" in text(response)


def test_the_desk_is_those_who_are_of_it_and_a_former_editor_keeps_the_name_below_what_they_chose(client):
    here, former = EditorFactory(name="Of the desk"), EditorFactory(name="Formerly here")
    article = ArticleFactory(curator=former)
    former.user.is_active = False
    former.user.save()

    about = text(client.get("/about/"))

    assert (here.name in about, former.name in about) == (True, False)
    assert former.name in text(client.get(article.get_absolute_url()))
    assert client.get(former.get_absolute_url()).status_code == 200
