"""The feed farm's reports of the same events, differently worded and in seven languages, through the whole pipeline."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from articles import evaluation, publishers
from articles.models import Article, Membership
from articles.stories import placing
from articles.stories.recluster import recluster
from ingest import ledger
from ingest.models import Feed
from tests.net.farm import running_farm
from tests.net.test_feedfarm import EPOCH, ingest_all

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def path_of(url):
    return urlsplit(url).path


@pytest.mark.parametrize("seed", [1, 7])
def test_reports_of_one_event_find_one_another_and_hardly_anything_else(shared, seed):
    with running_farm(shared, feeds=100, hosts=40, items=20, epoch=EPOCH, seed=seed) as farm:
        for number in range(100):
            source = publishers.ensure_source(name=f"Farm {number}", home_url=farm.url(number, f"/site/{number}/"))
            ledger.add_feed(source, farm.url(number, f"/feed/{number}.xml"), f"Farm {number}", None, now=timezone.now())
        ingest_all()
        placing.place_waiting(timezone.now())
        farm.tick(new=2, changed=1, share=0.5)
        Feed.objects.update(next_at=timezone.now())
        ingest_all()
        truth = farm.get("/_truth.json")["items"]

    placing.place_waiting(timezone.now())

    events = {path_of(url): item["cluster"] for url, item in truth.items()}
    found = {path_of(url): story for url, story in Article.objects.values_list("url", "story")}
    known = found.keys() & events.keys()
    lone = iter(range(10**9))
    labels = {path: events[path] if events[path] is not None else f"alone {next(lone)}" for path in known}
    match = evaluation.compare({path: found[path] for path in known}, labels)
    assert len(known) > 1_900
    assert match.pairs.precision >= 0.88, match
    assert match.pairs.recall >= 0.78, match
    copies = Membership.objects.filter(method="copy").values_list("article__url", "copy_of__url")
    assert len(copies) >= 10, "some of the farm's wire copies come with their whole text"
    assert all(events[path_of(url)] == events[path_of(original)] for url, original in copies)
    assert recluster(timezone.now(), is_dry=True).moved == 0
