"""The record for readers: histories, corrections, the log of the desk, editors' pages."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone
from lxml import html

from articles import corrections, standing
from articles.models import Article, Correction, DeskEvent, Revision
from tests.factories import NOON, ArticleFactory, BodyFactory, EditorFactory, SourceFactory, tell

pytestmark = pytest.mark.django_db

MOST_BYTES = 60 * 1024


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return html.document_fromstring(answer.content.decode())


def words(element):
    return " ".join(element.text_content().split())


def revise(article, number, **fields):
    """Keep a former version, replaced an hour after the one before."""
    article.revision_count = max(article.revision_count, number)
    article.save(update_fields=["revision_count"])
    moment = NOON + dt.timedelta(hours=number)
    facts = {"headline": article.headline, "dek": article.dek, "authors": article.authors, "html": "", **fields}
    return Revision.objects.create(article=article, number=number, replaced_at=moment, fingerprint=b"x", **facts)


def history(client, article, query=""):
    return page(client, f"{article.get_absolute_url()}history/{query}")


def changed(tree, number):
    """Return what a change shows: {what changed: its markup without attributes}."""
    rows = tree.xpath(f'//article[@id="v{number}"]//dl/div')
    return {
        row.find("dt").text: re.sub(r"<span class=\"heard\".*?</span>|<(\w+) [^>]*>", r"", _inner(row)) for row in rows
    }


def _inner(row):
    return html.tostring(row.find("dd"), encoding="unicode").strip().removesuffix("</dd>").strip()


# An article's history -------------------------------------------------------------------------------------------------
def test_what_changed_is_marked_word_by_word_the_newest_first(client):
    article = ArticleFactory(source__full=True, headline="Four dead in flood", dek="At noon.", body=None)
    BodyFactory(article=article, html="<p>Four people died.</p>")
    revise(article, 1, headline="Dead in flood", html="<p>Three people died.</p>")
    revise(article, 2, headline="Three dead in flood", html="<p>Three people died.</p>")

    tree = history(client, article)

    assert [node.get("id") for node in tree.xpath('//article[starts-with(@id, "v")]')] == ["v2", "v1"]
    assert changed(tree, 2) == {
        "Headline": "<del>Three</del><ins>Four</ins> dead in flood",
        "Text": "<del>Three</del><ins>Four</ins> people died.",
    }
    assert set(changed(tree, 1)) == {"Headline"}
    assert words(tree.xpath("//article")[-1]).endswith("Dead in flood")


def test_what_came_and_went_can_be_heard(client):
    article = ArticleFactory(headline="Four dead")
    revise(article, 1, headline="Three dead")

    tree = history(client, article)

    assert words(tree.xpath("//del")[0]) == "removed: Three"
    assert words(tree.xpath("//ins")[0]) == "added: Four"


def test_a_long_text_is_folded_where_nothing_changed(client):
    article = ArticleFactory(source__full=True, body=None)
    rest = " ".join(f"word{number}" for number in range(500))
    BodyFactory(article=article, html=f"<p>{rest} Four.</p>")
    revise(article, 1, html=f"<p>{rest} Three.</p>")

    tree = history(client, article)

    assert "490 words unchanged" in words(tree)
    assert "word100" not in words(tree)


def test_of_a_headline_only_source_headlines_alone_are_compared(client):
    article = ArticleFactory(source__headline_only=True, dek="New dek", body=None)
    BodyFactory(article=article, html="<p>New text</p>")
    revise(article, 1, dek="Old dek", html="<p>Old text</p>")

    tree = history(client, article)

    assert changed(tree, 1) == {}
    assert "Something changed that is not shown here." in words(tree)
    assert "dek" not in words(tree.get_element_by_id("content"))


def test_an_editors_headline_is_no_change_of_the_publishers(client):
    article = ArticleFactory(headline="SHOCK", edited_headline="Calm")
    revise(article, 1, dek="Other")

    tree = history(client, article)

    assert "Headline" not in changed(tree, 1)


def test_a_history_without_changes_says_so(client):
    assert "Nothing has changed" in words(history(client, ArticleFactory()))


def test_a_history_is_not_for_search_engines_and_leads_to_its_right_address(client):
    article = ArticleFactory()

    robots = history(client, article).xpath('//meta[@name="robots"]/@content')

    assert robots == ["noindex, follow"]
    assert client.get(f"/article/{article.pk}-x/history/").url == f"{article.get_absolute_url()}history/"


def test_many_changes_stand_on_several_pages_each_once(client):
    article = ArticleFactory()
    for number in range(1, 21):
        revise(article, number, headline=f"Headline {number}")

    seen, query = [], ""
    while query is not None:
        tree = history(client, article, query)
        seen += [int(node.get("id")[1:]) for node in tree.xpath('//article[starts-with(@id, "v")]')]
        query = next(iter(tree.xpath('//a[@rel="next"]/@href')), None)

    assert seen == list(range(20, 0, -1))
    assert words(tree.xpath("//article")[-1]).endswith("Headline 1")


def test_a_place_in_a_history_that_is_none_is_refused(client):
    article = ArticleFactory()

    for before in ("x", "1" * 30, "-1"):
        assert client.get(f"{article.get_absolute_url()}history/?before={before}").status_code == 400
    assert client.get(f"{article.get_absolute_url()}history/?before=7").status_code == 200


def test_a_history_of_long_texts_stays_small_and_needs_few_queries(client, django_assert_max_num_queries):
    article = ArticleFactory(source__full=True, body=None)
    texts = [" ".join(f"كلمة{number * step}" for number in range(8_000)) for step in (1, 2, 3)]
    BodyFactory(article=article, html=f"<p>{texts[0]}</p>")
    for number in range(1, 12):
        revise(
            article,
            number,
            html=f"<p>{texts[number % 3]}</p>",
            headline=texts[number % 2][:500],
            dek=texts[number % 3][:900],
        )

    with django_assert_max_num_queries(8):
        answer = client.get(f"{article.get_absolute_url()}history/")

    assert len(answer.content) <= MOST_BYTES


def test_an_article_leads_to_its_history(client):
    article = ArticleFactory()
    revise(article, 3, headline="Before")

    tree = page(client, article.get_absolute_url())

    (link,) = tree.xpath('//a[contains(@href, "/history/")]')
    assert (link.get("href"), words(link)) == (f"{article.get_absolute_url()}history/", "3 times")


# Corrections ----------------------------------------------------------------------------------------------------------
def test_a_correction_stands_with_the_article_in_its_history_and_in_the_list(client):
    article = ArticleFactory(headline="Three dead")
    editor = EditorFactory(name="Kilbrack desk")
    corrections.correct(article, editor, "It was <b>four</b>.", headline="Four dead")
    article.refresh_from_db()

    said = page(client, article.get_absolute_url()).xpath('//section[@class="corrections"]')[0]
    listed = page(client, "/corrections/")
    told = history(client, article)

    assert re.fullmatch(r"Correction, \d+ \w+ \d{4} It was <b>four</b>\.", words(said))
    assert "Four dead" in words(listed)
    assert "It was <b>four</b>." in words(listed)
    assert editor.get_absolute_url() in listed.xpath("//main//a/@href")
    assert words(told.xpath('//section[@aria-labelledby="ours"]//del')[0]) == "removed: Three"


def test_corrections_are_ours_to_index(client):
    assert page(client, "/corrections/").xpath('//meta[@name="robots"]') == []


def test_a_correction_goes_where_its_article_goes(client):
    article = ArticleFactory()
    corrections.correct(article, None, "It was four.")

    standing.withdraw(Article.objects.all(), "Twice.")

    assert "It was four." not in words(page(client, "/corrections/"))
    assert "It was four." not in words(page(client, "/changes/"))


def test_corrections_are_in_json_ld(client):
    article = ArticleFactory()
    made = corrections.correct(article, None, "It was four.")

    (data,) = [
        json.loads(node.text)
        for node in page(client, article.get_absolute_url()).xpath('//script[@type="application/ld+json"]')
    ]

    assert data["correction"][0]["@type"] == "CorrectionComment"
    assert data["correction"][0]["text"] == "It was four."
    assert data["correction"][0]["datePublished"] == data["dateModified"] == made.made_at.isoformat()


def test_a_feed_says_what_was_corrected_and_that_the_item_is_new(client):
    article = ArticleFactory(placed=True)
    made = corrections.correct(article, None, "It was four.")

    item = client.get("/latest/feed.json").json()["items"][0]

    assert f"Correction, {made.made_at:%-d %B %Y}: It was four." in item["content_html"]
    assert item["date_modified"] == made.made_at.isoformat()
    assert item["_newsroom"]["corrections"] == [{"date": made.made_at.isoformat(), "text": "It was four."}]
    assert b"It was four." in client.get("/latest/feed.atom").content
    assert b"It was four." in client.get("/latest/feed.rss").content


# The log --------------------------------------------------------------------------------------------------------------
def log(client):
    return words(page(client, "/changes/").get_element_by_id("content"))


def test_what_our_editors_withdrew_is_named_with_the_reason(client):
    article = ArticleFactory(headline="A quay too many")

    standing.withdraw(Article.objects.all(), "It was twice here.")

    said = log(client)
    assert all(text in said for text in ("Withdrawn", "A quay too many", "It was twice here.", article.source.name))
    assert f'href="{article.get_absolute_url()}"' not in client.get("/changes/").content.decode()


def test_what_an_order_took_is_told_by_its_publisher_and_day_alone(client):
    article = ArticleFactory(headline="A quay too many")

    standing.withdraw(Article.objects.all(), "First by ourselves.")
    standing.withdraw(Article.objects.all(), "The court of Kilbrack ordered it.", legal=True)

    said = client.get("/changes/").content.decode()
    assert "quay" not in said
    assert "The court of Kilbrack ordered it." in said
    assert f"A piece of {article.published_at:%-d %B %Y}" in said
    for form in ("rss", "atom", "json"):
        assert b"quay" not in client.get(f"/changes/feed.{form}").content


def test_what_its_publisher_took_back_is_not_named_whatever_was_done_before(client):
    article = ArticleFactory(headline="A quay too many")
    article.keys.create(source=article.source, digest=b"k" * 32)
    standing.withdraw(Article.objects.all(), "Twice.")
    standing.publish(Article.objects.all(), None)

    standing.take_back(article.source_id, {b"k" * 32: None})

    assert "quay" not in client.get("/changes/").content.decode()


def test_a_story_is_named_only_while_readers_may_know_of_it(client):
    known, hidden = tell(ArticleFactory(headline="Known")), tell(ArticleFactory(headline="Concealed", pending=True))
    DeskEvent.objects.create(kind="merged", at=NOON, story=known, other_story=hidden)

    said = client.get("/changes/").content.decode()

    assert "Known" in said
    assert f"Story {hidden.pk}" in said
    assert "oncealed" not in said


def test_publishers_that_came_together_stand_in_one_line(client):
    for number in range(30):
        source = SourceFactory(name=f"Paper {number}")
        DeskEvent.objects.create(kind="source_added", at=NOON, source=source, source_name=source.name)

    tree = page(client, "/changes/")

    assert len(tree.xpath('//ol[@class="records"]/li')) == 1
    assert "Paper 0" in words(tree)
    assert "Paper 29" in words(tree)


@pytest.mark.parametrize("path", ["/changes/", "/corrections/"])
def test_a_record_costs_the_same_however_long_it_is(client, path, django_assert_max_num_queries):
    for article in ArticleFactory.create_batch(45, placed=True):
        Correction.objects.create(article=article, editor=EditorFactory(), made_at=NOON, note="note " * 40)
        DeskEvent.objects.create(
            kind="corrected", at=NOON, article=article, source_name="x", story=article.story, reason="why " * 60
        )

    with django_assert_max_num_queries(8):
        answer = client.get(path)

    assert len(answer.content) <= MOST_BYTES
    older = html.document_fromstring(answer.content.decode()).xpath('//a[@rel="next"]/@href')
    assert len(older) == (path == "/corrections/")


def test_the_records_are_fed_out(client):
    article = ArticleFactory(headline="Three dead")
    corrections.correct(article, None, "It was four.", headline="Four dead")

    (correction,) = client.get("/corrections/feed.json").json()["items"]
    (line,) = client.get("/changes/feed.json").json()["items"]

    assert (correction["title"], correction["url"].endswith("-four-dead/")) == ("Correction: Four dead", True)
    assert line["title"] == "Corrected: Four dead"
    assert "It was four." in line["content_html"]


# 410 and 451 ----------------------------------------------------------------------------------------------------------
def test_a_piece_that_an_order_took_answers_451_and_says_who_carries_it_out(client):
    article = ArticleFactory(headline="A quay too many")
    standing.withdraw(Article.objects.all(), "Ordered.", legal=True)

    answers = [client.get(f"/article/{article.pk}-x/{rest}") for rest in ("", "history/")]

    for answer in answers:
        assert answer.status_code == 451
        assert answer["Link"] == '<http://127.0.0.1:8000/>; rel="blocked-by"'
        assert "quay" not in answer.content.decode()


def test_a_piece_that_we_withdrew_answers_410(client):
    article = ArticleFactory()
    standing.withdraw(Article.objects.all(), "Twice.")

    assert client.get(article.get_absolute_url()).status_code == 410


# Editors --------------------------------------------------------------------------------------------------------------
def test_an_editors_page_says_who_it_is_and_what_is_theirs(client):
    editor = EditorFactory(role="Science editor", bio="Writes of tides. See https://tides.example/notes <script>")
    chosen = ArticleFactory(curator=editor, headline="Chosen")
    corrected = ArticleFactory(headline="Corrected by them")
    corrections.correct(corrected, editor, "It was four.")
    ArticleFactory(curator=editor, headline="Unseen", pending=True)
    ArticleFactory(headline="Not theirs")

    tree = page(client, editor.get_absolute_url())

    said = words(tree.get_element_by_id("content"))
    assert all(text in said for text in (editor.name, "Science editor", "Chosen", "Corrected by them", "It was four."))
    assert "Unseen" not in said
    assert "Not theirs" not in said
    assert tree.xpath('//main//a[@href="https://tides.example/notes"]/@rel') == ["nofollow"]
    assert client.get(f"{editor.get_absolute_url()}feed.json").json()["items"][0]["title"] == chosen.headline


def test_an_about_box_leads_to_the_editors_page(client):
    article = ArticleFactory(curator=EditorFactory(bio="See https://tides.example/notes."))

    links = page(client, article.get_absolute_url()).xpath('//section[@class="about-editor"]//a/@href')

    assert links == ["https://tides.example/notes", article.curator.get_absolute_url()]


def test_an_editors_page_costs_the_same_however_much_is_theirs(client, django_assert_max_num_queries):
    editor = EditorFactory()
    for article in ArticleFactory.create_batch(40, curator=editor):
        Correction.objects.create(article=article, editor=editor, made_at=timezone.now(), note="It was four.")

    with django_assert_max_num_queries(8):
        answer = client.get(editor.get_absolute_url())

    assert len(answer.content) <= MOST_BYTES


def test_nobody_has_a_page_who_is_no_editor_of_ours(client):
    assert client.get("/author/tidewater-desk/").status_code == 404
