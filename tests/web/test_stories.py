"""The pages of stories: who reports one, why it stands where it does, what was done to it, and what readers doubt."""

import datetime as dt
import json
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles import standing
from articles.models import Article, Doubt, Link, Story, StoryEvent
from articles.stories import doubts
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory, join, tell

MOST_QUERIES = 8
MOST_BYTES = 60_000
MINUTE = dt.timedelta(minutes=1)
PAGES = ["", "why/", "history/", "doubt/", "doubt/received/", "doubt/full/", "feed.rss", "feed.atom", "feed.json"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    """A story of three independent publishers, the first of which leads."""
    names = ("Tidewater Courier", "Inland Review", "Quay Times")
    reports = [ArticleFactory(source__name=name, published_at=NOON + n * MINUTE) for n, name in enumerate(names)]
    Article.objects.filter(pk=reports[0].pk).update(headline="Towns share the cost of the wall", dek="Lead dek.")
    return tell(*Article.objects.filter(pk__in=[report.pk for report in reports]).order_by("pk"))


def page_of(story, page="", **asked):
    return Client().get(f"{story.get_absolute_url()}{page}", **asked)


def text(response):
    return response.content.decode()


def main(response):
    """Return what a reader sees in the main part of a page, blanks collapsed."""
    return " ".join(" ".join(html.fromstring(response.content).find(".//main").itertext()).split())


def queries(path):
    Client().get(path)
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(path).status_code == 200
    return len(captured)


# Where a story is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_wrong_slug_leads_to_the_right_address_of_every_page(client, wall, page):
    response = client.get(f"/story/{wall.pk}-yesterday/{page}")

    assert (response.status_code, response["Location"]) == (301, f"{wall.get_absolute_url()}{page}")


@pytest.mark.parametrize("page", PAGES)
def test_a_merged_story_leads_to_where_it_is_now_through_any_number_of_merges(client, wall, page):
    middle = Story.objects.create(made_at=NOON, merged_into=wall)
    oldest = Story.objects.create(made_at=NOON, merged_into=middle)

    response = client.get(f"/story/{oldest.pk}-what-it-was-called/{page}")

    assert (response.status_code, response["Location"]) == (301, f"{wall.get_absolute_url()}{page}")


def test_stories_that_were_merged_in_a_circle_are_gone(client):
    one, two = Story.objects.create(made_at=NOON), Story.objects.create(made_at=NOON)
    Story.objects.filter(pk=one.pk).update(merged_into=two)
    Story.objects.filter(pk=two.pk).update(merged_into=one)

    assert client.get(f"/story/{one.pk}-x/").status_code == 410


@pytest.mark.parametrize("page", PAGES)
def test_a_story_without_any_report_left_is_gone_and_an_unknown_one_is_none(client, wall, page):
    address = wall.get_absolute_url()
    standing.withdraw(Article.objects.all(), "Asked for.")

    assert client.get(f"{address}{page}").status_code == 410
    assert "This story is no longer here" in text(client.get(address))
    assert client.get(f"/story/{wall.pk + 1000}-x/{page}").status_code == 404


def test_a_report_that_is_withdrawn_leaves_every_page_of_its_story_and_its_counts(wall):
    gone = wall.lead

    standing.withdraw(Article.objects.filter(pk=gone.pk), "Asked for.")

    wall.refresh_from_db()
    for page in PAGES:
        answer = text(page_of(wall, page))
        assert gone.headline not in answer, page
        assert "Tidewater Courier" not in answer, page
    assert "2 independent sources" in main(page_of(wall))


# Coverage -------------------------------------------------------------------------------------------------------------


def test_a_story_shows_every_report_its_publisher_first_the_newest_at_the_top(wall):
    later = ArticleFactory(
        source__name="Tide Post", headline="Wall to be higher", published_at=NOON + dt.timedelta(days=1)
    )
    join(wall, later)

    page = main(page_of(wall))

    assert (
        page.removeprefix(wall.section.name)
        .strip()
        .startswith("Towns share the cost of the wall Lead dek. In the words of Tidewater Courier .")
    )
    assert "4 independent sources , 4 reports" in page
    assert (
        page.index("Sunday 15 March")
        < page.index("Tide Post original Wall to be higher")
        < page.index("Saturday 14 March")
    )


def test_an_editors_headline_is_said_to_be_the_editors(wall):
    Story.objects.filter(pk=wall.pk).update(edited_headline="The wall, at last")
    wall.refresh_from_db()

    page = page_of(wall)

    assert html.fromstring(page.content).findtext(".//h1") == "The wall, at last"
    assert "Headline by our editors; summary from Tidewater Courier" in main(page)


def test_a_copy_stands_under_the_report_that_it_copies_and_counts_for_nothing():
    original = ArticleFactory(source__name="Meridian Wire")
    copy = ArticleFactory(source__name="The Reprint")
    again = ArticleFactory(source__name="The Second Reprint")
    story = tell(original, copy, again, copies={copy: original, again: copy})

    page = main(page_of(story))

    assert "1 independent source , 1 report, 2 copies" in page
    assert "Also published by The Second Reprint , The Reprint" in page
    assert len(re.findall(r'<article class="line"', text(page_of(story)))) == 1


def test_editions_of_one_publisher_are_one_source_and_name_both():
    editions = [
        ArticleFactory(source__name=name, source__home_url=f"https://{place}.tidepost.example/")
        for name, place in [("Tide Post", "www"), ("Tide Post Weekend", "weekend")]
    ]
    story = tell(*editions, ArticleFactory(source__name="Quay Times"))

    houses = html.fromstring(page_of(story).content).xpath("//ol[@class='houses']/li")

    assert sorted(house.findtext("a/bdi") for house in houses) == ["Quay Times", "Tide Post Weekend"]
    assert any("2 reports" in house.text_content() for house in houses)


def test_the_origin_is_credited_before_whoever_delivered(wall):
    relayed = ArticleFactory(source__name="The Carrier", origin_name="Meridian Wire", dek="Relayed.")
    join(wall, relayed)

    assert f"Meridian Wire via The Carrier original {relayed.headline}" in main(page_of(wall))


def test_what_only_one_publisher_mentions_is_said_within_its_rights():
    plain = ArticleFactory(
        source__name="Quay Times", headline="Wall agreed", dek="The wall is agreed, said the council."
    )
    telling = ArticleFactory(
        source__name="Tide Post", headline="Wall agreed", dek="It is 4.2 metres high, said Orla Wren."
    )
    barred = ArticleFactory(
        source__headline_only=True, headline="Wall agreed", dek="It costs 77 millions, says Kilbrack."
    )
    story = tell(plain, telling, barred)

    page = main(page_of(story))

    assert "Only one source mentions Tide Post 4.2 metres , Orla Wren" in page
    assert "77" not in page
    assert "Kilbrack" not in page


def test_reports_in_other_languages_are_not_compared():
    english, german = (
        ArticleFactory(source__language=language, headline=headline, dek="")
        for language, headline in [("en", "Wall agreed in Kilbrack"), ("de", "Mauer in Kilbrück wird 7 Meter hoch")]
    )

    assert "Only one source mentions" not in main(page_of(tell(english, german)))


def test_deks_on_a_storys_page_end_where_rights_end():
    story = tell(
        ArticleFactory(source__excerpt_words=5, dek="one two three four five six"),
        ArticleFactory(source__headline_only=True, dek="seven eight"),
    )

    pages = {page: text(page_of(story, page)) for page in PAGES}

    assert "one two three four five…" in pages[""]
    assert [page for page, answer in pages.items() if "six" in answer or "seven" in answer] == []


@pytest.mark.parametrize(("publishers", "indexed"), [(2, True), (1, False)])
def test_search_engines_may_keep_what_two_independent_publishers_report(publishers, indexed):
    sources = [SourceFactory() for _ in range(publishers)]
    story = tell(ArticleFactory(source=sources[0]), ArticleFactory(source=sources[-1]))

    robots = '<meta name="robots" content="noindex, follow">' in text(page_of(story))

    assert robots is not indexed


@pytest.mark.parametrize("page", ["why/", "history/"])
def test_search_engines_leave_out_what_is_behind_a_story(wall, page):
    assert '<meta name="robots" content="noindex, follow">' in text(page_of(wall, page))


def test_a_storys_page_costs_the_same_queries_for_3_and_for_100_reports(wall):
    pages = [page for page in PAGES if not page.startswith("feed")]
    few = {page: queries(f"{wall.get_absolute_url()}{page}") for page in pages}
    join(wall, *(ArticleFactory() for _ in range(97)))

    many = {page: queries(f"{wall.get_absolute_url()}{page}") for page in pages}

    assert many == few
    assert max(many.values()) <= MOST_QUERIES


def test_a_very_large_story_shows_its_newest_and_says_so_within_60_kilobytes():
    words = "The council of the harbour said that the tide would turn and that it had been told so before. "
    sources = SourceFactory.create_batch(60, full=True)
    pieces = [ArticleFactory(source=sources[n % 60], headline=words[:90], dek=words * 9) for n in range(210)]
    story = tell(*pieces)

    pages = {page: page_of(story, page) for page in PAGES if not page.startswith("feed")}

    older, seen = pages[""], []
    while older:
        seen += re.findall(r'<article class="line" id="r(\d+)"', text(older))
        onward = re.search(r'href="(\?before=[^"]+)" rel="next"', text(older))
        older, last = (page_of(story, onward[1]) if onward else None), older
    assert seen == [str(piece.pk) for piece in pieces[:200]]
    assert "Here stand the newest 200 of 210 pieces on this story" in main(last)
    assert {page: len(answer.content) for page, answer in pages.items() if len(answer.content) > MOST_BYTES} == {}


# Why, and what was done -----------------------------------------------------------------------------------------------


def test_why_names_every_term_of_the_rank_and_their_sum(wall):
    Story.objects.filter(pk=wall.pk).update(rank=3.5, rank_terms={"families": 0.5, "boost": 1.0, "time": 2.0})

    rows = html.fromstring(page_of(wall, "why/").content).xpath("//section[@class='terms']//tr[td]")

    assert [" ".join(" ".join(row.itertext()).split()) for row in rows] == [
        "Independent publishers 0.50",
        "An editor's boost 1.00",
        "The last independent report, in half days 2.00",
        "Together 3.50",
    ]


def test_why_gives_the_reasons_of_each_report_and_never_an_editors_name(wall):
    person = User.objects.create_user("night-owl", first_name="Owl")
    join(
        wall,
        ArticleFactory(headline="By words"),
        method="terms",
        score=0.714,
        shared=["sea wall", "Kilbrack"],
        version=3,
    )
    join(wall, ArticleFactory(headline="By hand"), method="editor", actor=person)

    page = main(page_of(wall, "why/"))

    assert "Telling words in common: sea wall , Kilbrack ; likeness 0.71 of 1; by the site, rules 3" in page
    assert "An editor put it here; by an editor" in page
    assert "night-owl" not in text(page_of(wall, "why/"))
    assert "Owl" not in page


def test_why_names_what_an_editor_parted_for_good_as_far_as_readers_may_see_it(wall):
    apart, taken_back, hidden = (tell(ArticleFactory(headline=name)).lead for name in ("Apart", "Taken back", "Hidden"))
    standing.withdraw(Article.objects.filter(pk=hidden.pk), "Asked for.")
    for other, undone_at in [(apart, None), (taken_back, NOON), (hidden, None)]:
        event = StoryEvent.objects.create(story=wall, kind="never", at=NOON, undone_at=undone_at)
        Link.objects.create(one=wall.lead, other=other, kind="cannot", event=event)

    page = main(page_of(wall, "why/"))

    assert page.endswith("Towns share the cost of the wall and Apart")
    assert "Taken back" not in page
    assert "Hidden" not in page


def test_history_says_what_was_done_by_whom_and_names_no_person_and_no_reason(wall):
    person = User.objects.create_user("night-owl")
    moved = wall.lead
    merged = {"kind": "merged", "moves": {str(moved.pk): [0, wall.pk]}}
    StoryEvent.objects.create(story=wall, at=NOON, **merged)
    StoryEvent.objects.create(story=wall, at=NOON, kind="edited", actor=person, reason="Libel", undone_at=NOON)
    StoryEvent.objects.create(story=wall, at=NOON, kind="ranked", actor=person)

    page = main(page_of(wall, "history/"))

    assert "Headline edited by an editor, 14 March 2026, 12:00 ; undone 14 March 2026, 12:00" in page
    assert f"Merged by the site, 14 March 2026, 12:00 Came in: {moved.headline}" in page
    assert "Pinned" not in page
    assert not re.search("night-owl|Libel", text(page_of(wall, "history/")))


# Not the same story? --------------------------------------------------------------------------------------------------


def send(story, client=None, **said):
    return (client or Client()).post(f"{story.get_absolute_url()}doubt/", said)


def test_a_reader_says_which_report_does_not_belong_and_gets_a_receipt(wall):
    report = wall.articles.last()

    answer = send(wall, report=report.pk, text="Another wall, in another town.")

    doubt = Doubt.objects.get()
    assert (doubt.story, doubt.article, doubt.text) == (wall, report, "Another wall, in another town.")
    assert (answer.status_code, answer["Location"]) == (303, f"{wall.get_absolute_url()}doubt/received/")
    assert "Thank you, we have it" in text(Client().get(answer["Location"]))


def test_a_reader_may_doubt_the_whole_story_without_a_word(wall):
    send(wall, report="", text="")

    assert (Doubt.objects.get().article, Doubt.objects.get().text) == (None, "")


@pytest.mark.parametrize("said", [{"report": "999999999"}, {"report": "x"}, {"text": "x" * 501}, {"text": "a\0b"}])
def test_what_cannot_be_a_doubt_is_asked_again_and_not_kept(wall, said):
    answer = send(wall, **said)

    assert answer.status_code == 400
    assert 'role="alert"' in text(answer)
    assert not Doubt.objects.exists()


def test_a_report_of_another_story_cannot_be_doubted_here(wall):
    elsewhere = tell(ArticleFactory()).lead

    assert send(wall, report=elsewhere.pk).status_code == 400


def test_a_program_that_fills_in_what_nobody_sees_gets_a_receipt_and_is_not_kept(wall):
    answer = send(wall, text="Buy tides", website="https://spam.example/")

    assert answer["Location"].endswith("/doubt/received/")
    assert not Doubt.objects.exists()


def test_a_doubt_that_did_not_come_from_our_own_page_is_refused(wall):
    answer = send(wall, Client(enforce_csrf_checks=True), text="Forged")

    assert answer.status_code == 403
    assert not Doubt.objects.exists()


def test_the_form_itself_is_accepted_and_kept_by_no_cache(wall):
    client = Client(enforce_csrf_checks=True)
    form = client.get(f"{wall.get_absolute_url()}doubt/")
    token = html.fromstring(form.content).xpath("//main//input[@name='csrfmiddlewaretoken']/@value")[0]

    answer = send(wall, client, text="Real", csrfmiddlewaretoken=token)

    assert answer.status_code == 303
    assert "no-store" in form["Cache-Control"]
    assert list(form.cookies) == ["csrf"]


@pytest.mark.parametrize("bound", ["MOST_OF_A_STORY", "MOST_AN_HOUR"])
def test_doubts_have_a_bound_and_beyond_it_readers_are_told_kindly(wall, monkeypatch, bound):
    monkeypatch.setattr(doubts, bound, 2)

    answers = [send(wall, text=str(number)) for number in range(3)]

    assert [answer["Location"].rpartition("doubt/")[2] for answer in answers] == ["received/", "received/", "full/"]
    assert Doubt.objects.count() == 2
    assert "Others have told us already" in text(Client().get(answers[2]["Location"]))


@pytest.mark.parametrize(("bound", "former"), [("MOST_OF_A_STORY", {"settled_at": NOON}), ("MOST_AN_HOUR", {})])
def test_what_is_settled_or_of_an_hour_ago_leaves_room(wall, monkeypatch, bound, former):
    monkeypatch.setattr(doubts, bound, 1)
    Doubt.objects.create(story=wall, made_at=timezone.now() - dt.timedelta(minutes=61), **former)

    assert send(wall, text="Room")["Location"].endswith("/doubt/received/")


# The front and the shelves --------------------------------------------------------------------------------------------


def front_links():
    """Return where the headlines of the front page lead, from top to bottom."""
    return re.findall(r'class="headline"[^>]*><a href="([^"]+)"', text(Client().get("/")))


def ranked(story, rank, **fields):
    Story.objects.filter(pk=story.pk).update(rank=rank, **fields)
    return story


def test_the_front_page_names_who_reports_a_story_and_how_many_more(wall):
    sources = [SourceFactory(name=name) for name in ("Tide Post", "Harbour Gazette", "Island Record", "Ebb Weekly")]
    join(wall, *(ArticleFactory(source=source) for source in sources))

    page = main(Client().get("/"))

    assert "7 sources: Tidewater Courier , Ebb Weekly , Island Record +4," in page


def test_a_card_leads_to_the_coverage_where_there_is_any_and_else_to_the_report(wall):
    alone = tell(ArticleFactory())

    links = front_links()

    assert wall.get_absolute_url() in links
    assert alone.lead.get_absolute_url() in links
    assert f'href="{alone.get_absolute_url()}why/"' in text(Client().get("/"))


def test_what_was_not_placed_yet_is_among_the_latest_and_not_on_the_front(wall):
    fresh = ArticleFactory(headline="Just in")

    assert fresh.headline not in text(Client().get("/"))
    assert fresh.headline in text(Client().get("/latest/"))


def test_stories_stand_by_rank():
    stories = [ranked(tell(ArticleFactory(section=None)), rank) for rank in (1.0, 3.0, 2.0)]

    assert front_links() == [stories[number].lead.get_absolute_url() for number in (1, 2, 0)]


def test_what_is_pinned_leads_even_without_a_dek():
    ranked(tell(ArticleFactory()), 9.0)
    bare = tell(ArticleFactory(source__headline_only=True))
    pinned = ranked(bare, 1009.0, pinned_until=timezone.now() + dt.timedelta(hours=1))

    page = text(Client().get("/"))

    assert page.index(f">{pinned.display_headline}</a>") == page.index("</a></h2>") - len(pinned.display_headline) - 1


def test_a_headline_alone_leads_only_where_none_close_to_it_says_more():
    bare = ranked(tell(ArticleFactory(source__headline_only=True)), 9.0)
    telling = ranked(tell(ArticleFactory()), 8.0)

    assert front_links()[:2] == [story.lead.get_absolute_url() for story in (telling, bare)]


def test_no_publisher_has_more_than_two_of_the_first_twenty_stories():
    loud = [SourceFactory(home_url=f"https://{name}.loud.example/") for name in ("www", "sport", "weekend")]
    shelves = [SectionFactory(name=f"Shelf {number}") for number in range(3)]
    for number in range(60):
        ranked(tell(ArticleFactory(source=loud[number % 3], section=shelves[number % 3])), 100.0 - number)
    quiet = [ranked(tell(ArticleFactory(section=shelves[number % 3])), 1.0) for number in range(40)]

    first = front_links()[:20]

    from_quiet = {story.lead.get_absolute_url() for story in quiet}
    assert len(first) == 20
    assert len([link for link in first if link not in from_quiet]) == 2


def test_a_loud_publisher_stands_behind_the_few_others_there_are():
    loud, section = SourceFactory(), SectionFactory()
    for number in range(20):
        ranked(tell(ArticleFactory(source=loud, section=section)), 100.0 - number)
    quiet = [ranked(tell(ArticleFactory(section=section)), 1.0).lead.get_absolute_url() for _ in range(5)]

    assert set(quiet) < set(front_links()[:9])


def test_one_publisher_alone_still_fills_the_front_page():
    source = SourceFactory()
    for _ in range(15):
        tell(ArticleFactory(source=source))

    assert len(front_links()) > 12


def test_beneath_the_lead_each_stands_for_another_section():
    for number in range(20):
        section = SectionFactory(name=f"Shelf {min(number // 4, 4)}")
        ranked(tell(ArticleFactory(source__section=section)), 100.0 - number)

    leads = html.fromstring(Client().get("/").content).xpath("//div[@class='leads']//p[@class='kicker']/text()")

    assert len(leads) == 5
    assert len(set(leads)) == 5


@pytest.mark.parametrize("count", [3, 30, 300])
def test_the_front_page_costs_at_most_8_queries_for_any_number_of_stories(count):
    sources = [SourceFactory(section=SectionFactory(name=f"Shelf {n % 4}")) for n in range(8)]
    for number in range(count):
        tell(*(ArticleFactory(source=sources[(number + n) % 8]) for n in range(2)))

    asked = queries("/")

    assert asked <= MOST_QUERIES


def test_a_section_stands_by_rank_and_beside_it_by_time(gazette_section):
    old = ranked(tell(ArticleFactory(section=gazette_section, headline="Old and weighty")), 9.0)
    new = ranked(tell(ArticleFactory(section=gazette_section, headline="New and slight")), 1.0)
    Article.objects.filter(pk=new.lead_id).update(published_at=NOON, first_seen_at=NOON)

    by_rank, by_time = (text(Client().get(f"/section/science/{end}")) for end in ("", "latest/"))

    assert by_rank.index(old.display_headline) < by_rank.index(new.display_headline)
    assert by_time.index(new.display_headline) < by_time.index(old.display_headline)
    assert 'href="/section/science/" aria-current="page">Top stories' in by_rank
    assert 'href="/section/science/latest/" aria-current="page">Latest' in by_time


@pytest.fixture
def gazette_section():
    return SectionFactory(name="Science")


# The article ----------------------------------------------------------------------------------------------------------


def test_an_article_leads_to_the_rest_of_the_coverage(wall):
    page = main(Client().get(wall.lead.get_absolute_url()))

    assert "The rest of the coverage" in page
    assert "Quay Times" in page
    assert "All 3 sources" in page
    assert "Others in" not in page


def test_an_article_without_others_keeps_what_stands_beside_it():
    article = ArticleFactory(placed=True)
    ArticleFactory(section=article.section, placed=True)

    page = main(Client().get(article.get_absolute_url()))

    assert "The rest of the coverage" not in page
    assert "Others in" in page


# What machines are told -----------------------------------------------------------------------------------------------


def test_a_story_is_a_collection_of_its_origins_articles(wall):
    described = json.loads(html.fromstring(page_of(wall).content).xpath("//script/text()")[0])

    listed = described["mainEntity"]["itemListElement"]
    assert described["@type"] == "CollectionPage"
    assert described["mainEntity"]["numberOfItems"] == 3
    assert {item["item"]["publisher"]["name"] for item in listed} == {
        "Tidewater Courier",
        "Quay Times",
        "Inland Review",
    }
    assert "articleBody" not in json.dumps(described)


def test_a_shared_story_names_its_sources(wall):
    metas = html.fromstring(page_of(wall).content).xpath("//meta[@property]")
    said = {meta.get("property"): meta.get("content") for meta in metas}

    assert said["og:type"] == "website"
    assert said["og:title"] == wall.display_headline
    assert said["og:description"] == "From Tidewater Courier, Inland Review, Quay Times. Lead dek."
    assert said["og:url"].endswith(wall.get_absolute_url())


@pytest.mark.parametrize(("reserved", "said"), [([False, True], True), ([False, False], False)])
def test_mining_is_reserved_where_any_report_of_the_story_reserves_it(reserved, said):
    story = tell(*(ArticleFactory(source__ai_reserved=each) for each in reserved))

    assert ('<meta name="tdm-reservation" content="1">' in text(page_of(story))) is said


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_story_has_feeds_that_credit_every_report(wall, form):
    answer = page_of(wall, f"feed.{form}")

    feed = text(answer)
    assert answer["X-Robots-Tag"] == "noindex"
    assert all(name in feed for name in ("Tidewater Courier", "Quay Times", "Inland Review"))
    assert f'href="{wall.get_absolute_url()}feed.{form}"' in text(page_of(wall))


@pytest.mark.parametrize("page", ["", "why/", "history/", "doubt/"])
def test_hostile_text_stays_text_on_every_page_of_a_story(page):
    evil = '"><script>alert(1)</script>'
    source = SourceFactory(name=evil, section=SectionFactory(name="Science"))
    article = ArticleFactory(source=source, headline=evil, dek=evil, origin_name=evil, licence_name=evil)
    story = tell(article, ArticleFactory(headline=evil), edited_headline=evil, edited_dek=evil)
    join(story, ArticleFactory(headline=evil, dek=evil), shared=[evil], method="terms")

    assert "<script>" not in text(page_of(story, page))
