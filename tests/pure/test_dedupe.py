import datetime as dt
from dataclasses import replace

from articles.decision import Known, KnownArticle, Verdict
from articles.dedupe import HASH_UPDATES, decide, fingerprint, is_own
from articles.entry import Delivery, LeadImage
from articles.identity import identify
from tests.entries import clean_entry

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
DELIVERY = Delivery(1, 7, "https://tides.example/feed", None, publish=True, now=NOON)


def known_of(entry, article_id=5, source_id=1, **facts):
    """Return what the database would know after it stored this entry."""
    (identity,) = identify([entry], DELIVERY.feed_number)
    facts = {"fingerprint": fingerprint(entry), "updated": entry.updated, "hash_updates": 0, "url": entry.url, **facts}
    mine = dict.fromkeys((identity.key, *identity.aliases), article_id) if source_id == 1 else {}
    return Known(
        articles={article_id: KnownArticle(id=article_id, source_id=source_id, **facts)},
        by_digest=mine,
        by_url={identity.url_digest: article_id} if identity.url_digest else {},
    )


def verdicts(entries, known=None):
    identities = identify(entries, DELIVERY.feed_number)
    return [decision.verdict for decision in decide(entries, identities, known or Known(), DELIVERY)]


def test_an_entry_that_nobody_knows_is_new():
    assert verdicts([clean_entry()]) == [Verdict.NEW]


def test_an_entry_that_says_the_same_is_the_same():
    entry = clean_entry()

    assert verdicts([entry], known_of(entry)) == [Verdict.SAME]


def test_another_headline_text_link_author_or_picture_is_a_change():
    entry = clean_entry()
    known = known_of(entry)
    others = [
        replace(entry, headline="The tide goes out"),
        replace(entry, body="<p>Water fell.</p>"),
        replace(entry, dek="It does so daily."),
        replace(entry, authors=("Coast desk",)),
        replace(entry, url="https://tides.example/one"),
        replace(entry, lead_image=LeadImage("https://tides.example/1.jpg")),
    ]

    assert [verdicts([other], known) for other in others] == [[Verdict.CHANGED]] * len(others)


def test_another_date_alone_is_no_change():
    entry = clean_entry()

    assert verdicts([replace(entry, updated=NOON, published=NOON)], known_of(entry)) == [Verdict.SAME]


def test_what_changes_for_ever_under_one_date_is_taken_no_more():
    entry = clean_entry(updated=NOON)
    tired = known_of(entry, hash_updates=HASH_UPDATES)
    counter = replace(entry, body="<p>Read 4,711 times.</p>")

    assert verdicts([counter], tired) == [Verdict.SAME]
    assert verdicts([replace(counter, updated=NOON + dt.timedelta(hours=1))], tired) == [Verdict.CHANGED]


def test_an_entry_twice_in_a_document_counts_once():
    assert verdicts([clean_entry(), clean_entry()]) == [Verdict.NEW, Verdict.REPEATED]


def test_a_buried_entry_does_not_come_back():
    entry = clean_entry()
    (identity,) = identify([entry], DELIVERY.feed_number)

    assert verdicts([entry], Known(tombstones=frozenset({identity.key}))) == [Verdict.BURIED]
    assert verdicts([entry], Known(tombstones=frozenset(identity.aliases[:1]))) == [Verdict.BURIED]


def test_what_another_source_brought_first_is_only_seen():
    entry = clean_entry(url="https://elsewhere.example/1")

    assert verdicts([entry], known_of(entry, source_id=2)) == [Verdict.SEEN]


def test_the_publisher_of_the_url_takes_its_piece_over_from_an_aggregator():
    entry = clean_entry(url="https://tides.example/1")
    brought_by_another = known_of(entry, source_id=2, feed_urls=("https://aggregator.example/feed",))

    assert verdicts([entry], brought_by_another) == [Verdict.ADOPTED]


def test_nobody_takes_a_piece_from_its_publisher():
    entry = clean_entry(url="https://elsewhere.example/1")
    published_there = known_of(entry, source_id=2, feed_urls=("https://elsewhere.example/feed",))

    assert verdicts([entry], published_there) == [Verdict.SEEN]


def test_an_alias_does_not_steal_the_article_of_another_entry_in_the_document():
    stored = clean_entry(guid="http://tides.example/?p=1", url="")
    newcomer = clean_entry(guid="https://tides.example/?p=1", url="")

    assert verdicts([newcomer, stored], known_of(stored)) == [Verdict.NEW, Verdict.SAME]


def test_a_feed_on_its_own_subdomain_is_the_sites_own():
    assert is_own("https://www.tides.example/1", "https://feeds.tides.example/all")
    assert not is_own("https://blogs.example/1", "https://mallory.blogs.example/feed")
    assert not is_own("", "")
