"""What a search finds, in which order, and what it never finds."""

import datetime as dt

import pytest

from articles.models import Article, Body, SearchText, Source
from articles.search import indexing, vocabulary
from articles.search.question import Question, Sort
from articles.views import search_results
from articles.views.search_results import Place
from tests.factories import NOON, ArticleFactory, SectionFactory, SourceFactory

pytestmark = pytest.mark.django_db

ANYWHERE = Place()


@pytest.fixture
def full():
    return SourceFactory(full=True)


def find(words="", place=ANYWHERE, now=NOON, **asked):
    """Ask, after everything that waits was filled in; return the whole page."""
    indexing.index_waiting(now)
    return search_results.read(Question(words=words, **asked), place, now)


def headlines(results):
    return [result.card.headline for result in results.results]


def marked(parts):
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "headline", "asked"),
    [
        ("en", "The ferries were cancelled", "ferry cancels"),
        ("de", "Die Fähren wurden gestrichen", "Fähre"),
        ("de-AT", "Die Häfen sind zu", "Hafen"),
        ("fr", "Les bateaux sont annulés", "annulée bateau"),
        ("ru", "Паромы отменены в Москве", "паромов МОСКВА"),
        ("ar", "المدن الساحلية تتفق", "المدن الساحلية"),
        ("es", "Los transbordadores cancelados", "cancelado"),
        ("xx", "Kvarnen stod still", "KVARNEN"),
        ("", "Ohne Sprache am Kai", "kai"),
        ("zh", "东京湾的渡轮停航", "渡轮"),
        ("ja", "東京湾のフェリーが欠航", "フェリー"),
        ("ko", "부산항 여객선 운항 중단", "여객선"),
        ("th", "เรือข้ามฟากหยุดให้บริการ", "ข้ามฟาก"),
    ],
)
def test_words_are_found_in_the_forms_of_their_language(language, headline, asked):
    ArticleFactory(language=language, headline=headline, dek="")
    ArticleFactory(language=language, headline="Other", dek="")

    results = find(asked)

    assert headlines(results) == [headline]
    assert "[" in marked(results.results[0].headline)


def test_a_negated_word_leaves_out_what_has_it_in_its_own_language():
    ArticleFactory(language="en", headline="Ferries and bars")
    ArticleFactory(language="en", headline="Ferries alone")
    ArticleFactory(language="xx", headline="Ferries bars")

    assert headlines(find("ferries -bars")) == ["Ferries alone"]


def test_quoted_words_stand_together():
    ArticleFactory(headline="The sea wall is built")
    ArticleFactory(headline="A wall at the sea")

    assert headlines(find('"sea wall"')) == ["The sea wall is built"]
    assert headlines(find("“sea wall”")) == ["The sea wall is built"]


@pytest.mark.parametrize("text", ["the", '"', "-", "()", "or", "!!!", "the -of", ":*", "'", "=len", "\\", "a & | b"])
def test_what_tells_nothing_finds_nothing_and_breaks_nothing(text):
    ArticleFactory(headline="Plain")

    assert headlines(find(text)) in ([], ["Plain"])


def test_words_of_one_language_alone_are_no_stop_words_of_another():
    ArticleFactory(language="de", headline="Der Kai")
    ArticleFactory(language="en", headline="A die is cast")

    assert headlines(find("die")) == ["A die is cast"]


def test_who_wrote_it_and_what_it_is_tagged_with_can_be_found():
    article = ArticleFactory(authors=["Tidewater desk"], tags=["coastline"], origin_name="Quay Agency")

    for words in ("tidewater", "coastline", "quay agency"):
        assert headlines(find(words)) == [article.headline]


# Order ----------------------------------------------------------------------------------------------------------------


def test_a_word_in_the_headline_weighs_more_than_one_in_the_dek():
    ArticleFactory(headline="Nothing of it", dek="A word about herring.", published_at=NOON)
    ArticleFactory(headline="Herring", dek="", published_at=NOON)

    assert headlines(find("herring")) == ["Herring", "Nothing of it"]


def test_of_what_fits_alike_the_newest_stands_first():
    for name, days in (("old", 300), ("new", 0), ("middle", 8)):
        ArticleFactory(headline=f"Herring {name}", dek="", published_at=NOON - dt.timedelta(days=days))

    assert headlines(find("herring")) == ["Herring new", "Herring middle", "Herring old"]


def test_a_piece_that_fits_far_better_beats_a_newer_one():
    ArticleFactory(headline="Herring", dek="Herring", published_at=NOON - dt.timedelta(days=5))
    ArticleFactory(headline="Today", dek="Fish, and herring too.", published_at=NOON)

    assert headlines(find("herring")) == ["Herring", "Today"]
    assert headlines(find("herring", sort=Sort.NEWEST)) == ["Today", "Herring"]


# Filters and counts ---------------------------------------------------------------------------------------------------


def test_filters_and_counts_go_by_source_section_language_and_day():
    north, south = SectionFactory(name="North"), SectionFactory(name="South")
    one = SourceFactory(section=north)
    ArticleFactory(source=one, headline="Herring one", published_at=dt.datetime(2025, 12, 31, 23, 59, tzinfo=dt.UTC))
    ArticleFactory(
        source=one, section=south, headline="Herring two", published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    ArticleFactory(headline="Herring drei", language="de", section=None)
    shelf, place = Place(section=south.pk), Place(source=one.pk)

    everything = find("herring")

    assert everything.facets.sources[one.pk] == 2
    assert everything.facets.sections == {north.pk: 1, south.pk: 1}
    assert everything.facets.languages == {"en": 2, "de": 1}
    assert everything.facets.years == {2026: 2, 2025: 1}
    assert set(headlines(find("herring", place))) == {"Herring one", "Herring two"}
    assert headlines(find("herring", shelf)) == ["Herring two"]
    assert headlines(find("herring", language="de")) == ["Herring drei"]
    assert headlines(find("herring", last=dt.date(2025, 12, 31))) == ["Herring one"]
    assert headlines(find("herring", first=dt.date(2026, 1, 1), last=dt.date(2026, 1, 1))) == ["Herring two"]
    assert headlines(find("", last=dt.date(2025, 12, 31))) == ["Herring one"]


def test_days_are_those_of_the_sites_time_zone(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    ArticleFactory(headline="Herring", published_at=dt.datetime(2026, 1, 1, 11, 30, tzinfo=dt.UTC))

    assert headlines(find("herring", first=dt.date(2026, 1, 2))) == ["Herring"]
    assert headlines(find("herring", last=dt.date(2026, 1, 1))) == []


def test_more_than_can_be_ranked_is_said_to_be_more(monkeypatch):
    monkeypatch.setattr("articles.search.finding.MOST", 3)
    ArticleFactory.create_batch(5, headline="Herring")

    results = find("herring")

    assert (results.count, results.is_cut, sum(results.facets.sources.values())) == (3, True, 3)


# Rights ---------------------------------------------------------------------------------------------------------------


def test_of_a_full_text_the_body_is_found_and_shown_around_the_words(full):
    ArticleFactory(
        source=full, headline="Plain", dek="", body__html=f"<p>{'Filling. ' * 90}</p><p>A kittiwake came.</p>"
    )

    results = find("kittiwake")

    assert headlines(results) == ["Plain"]
    assert "[kittiwake]" in marked(results.results[0].text)


def test_of_an_excerpt_only_the_words_that_it_shows_are_found():
    source = SourceFactory(excerpt_words=5)
    ArticleFactory(source=source, headline="Plain", dek="One two three four five kittiwake", body__html="<p>Puffin</p>")

    assert headlines(find("kittiwake")) == []
    assert headlines(find("puffin")) == []
    assert headlines(find("three")) == ["Plain"]


def test_of_a_headline_nothing_else_is_found():
    ArticleFactory(
        source=SourceFactory(headline_only=True), headline="Plain", dek="Kittiwake", body__html="<p>Puffin</p>"
    )

    assert headlines(find("kittiwake or puffin")) == []
    assert [result.text for result in find("plain").results] == [[]]


def test_a_grant_that_expired_hides_its_texts_at_once_and_until_they_are_written_anew(full):
    article = ArticleFactory(source=full, headline="Plain", dek="Short dek", body__html="<p>Kittiwake</p>")
    find("plain")
    Source.objects.filter(pk=full.pk).update(rights_until=NOON.date())
    later = NOON + dt.timedelta(days=1)

    at_once = search_results.read(Question(words="kittiwake or plain"), ANYWHERE, later)
    assert headlines(at_once) == []
    assert at_once.facets.sources == {}

    assert headlines(find("kittiwake", now=later)) == []
    assert headlines(find("plain", now=later)) == [article.headline]


def test_a_grant_that_grew_lets_more_be_found():
    source = SourceFactory(headline_only=True)
    ArticleFactory(source=source, headline="Plain", dek="Kittiwake")
    assert headlines(find("kittiwake")) == []

    Source.objects.filter(pk=source.pk).update(rights_mode=Source.Mode.FULL)

    assert headlines(find("kittiwake")) == ["Plain"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "pending"},
        {"status": "rejected"},
        {"status": "withdrawn"},
        {"visible_from": NOON + dt.timedelta(days=40_000)},
        {"visible_until": NOON - dt.timedelta(minutes=1)},
    ],
)
def test_what_readers_may_not_know_of_is_neither_found_nor_counted(fields):
    ArticleFactory(headline="Herring", **fields)

    results = find("herring")

    assert headlines(results) == []
    assert results.count == 0
    assert results.facets.sources == {}


def test_what_is_withdrawn_is_gone_from_the_index_with_it():
    article = ArticleFactory(headline="Herring")
    find("herring")

    Article.objects.filter(pk=article.pk).update(status="withdrawn")

    text = SearchText.objects.get(pk=article.pk)
    assert (text.state, text.texts, text.marks) == ("waiting", [], [])


# What keeps the texts true --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"edited_headline": "Cod"}, {"headline": "Cod"}, {"dek": "Cod"}, {"tags": ["cod"]}])
def test_a_change_is_found_and_what_it_replaced_is_not(change):
    article = ArticleFactory(headline="Herring", dek="Herring", tags=["herring"])
    find("herring")

    Article.objects.filter(pk=article.pk).update(**change)

    assert search_results.read(Question(words="herring"), ANYWHERE, NOON).count == 0
    assert find("cod").count == 1


def test_a_body_that_is_cleaned_again_is_found_as_it_is_then(full):
    article = ArticleFactory(source=full, body__html="<p>Herring</p>")
    find("herring")

    Body.objects.filter(pk=article.pk).update(html="<p>Cod</p>")

    assert find("herring").count == 0
    assert find("cod").count == 1


def test_what_search_does_not_know_lets_its_row_be():
    article = ArticleFactory(headline="Herring")
    find("herring")

    Article.objects.filter(pk=article.pk).update(image_alt="Other", hash_updates=3)

    assert SearchText.objects.get(pk=article.pk).state == "found"


def test_filling_in_goes_on_batch_by_batch_until_nothing_waits(monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    ArticleFactory.create_batch(5)

    assert indexing.index_waiting(NOON) == 5
    assert indexing.index_waiting(NOON) == 0


def test_removing_articles_removes_what_search_knew_of_them():
    ArticleFactory()
    indexing.index_waiting(NOON)

    Article.objects.all().delete()

    assert not SearchText.objects.exists()


# Spelling -------------------------------------------------------------------------------------------------------------


def test_a_misspelt_word_is_hinted_at_where_nothing_is_found():
    ArticleFactory.create_batch(2, headline="Harbour works")
    indexing.index_waiting(NOON)
    vocabulary.learn(NOON)

    assert find("habrour works").hint == "harbour works"
    assert find("Harbor").hint == "harbour"
    assert find("harbour").hint == ""
    assert find("zzyzx").hint == ""


def test_no_hint_names_what_may_not_be_found_any_more():
    ArticleFactory.create_batch(2, headline="Harbour works")
    indexing.index_waiting(NOON)
    vocabulary.learn(NOON)
    Article.objects.update(status="withdrawn")

    assert find("habrour").hint == ""


def test_no_word_is_learnt_of_what_may_not_be_shown():
    ArticleFactory.create_batch(2, source=SourceFactory(headline_only=True), headline="Plain", dek="Kittiwake")
    indexing.index_waiting(NOON)
    vocabulary.learn(NOON)

    assert find("kittiwaek").hint == ""


def test_a_snippet_says_where_it_was_torn_out(full):
    begins, inside = "Herring came. " + "Filling words here. " * 40, "Filling words here. " * 40 + "Cod came, they said"
    ArticleFactory(source=full, headline="One", dek="", body__html=f"<p>{begins}</p>")
    ArticleFactory(source=full, headline="Two", dek="", body__html=f"<p>{inside}</p>")

    one, two = (marked(find(word).results[0].text) for word in ("herring", "cod"))

    assert one.startswith("[Herring] came.")
    assert two.startswith("… ")
    assert two.endswith("[Cod] came, they said …")
