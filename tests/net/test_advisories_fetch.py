"""Holes that other readers of news have had, tried on ours: those by which a feed reached inside. docs/advisories.md lists them."""

import io
from ipaddress import ip_network

import pytest
from PIL import Image

from articles.models import Picture
from ingest import pictures
from ingest.errors import AddressRefused, RedirectRefused
from ingest.pipeline import Settings
from ingest.values import Limits, Validators
from tests.factories import ArticleFactory, SourceFactory
from tests.net.scripted import PUBLIC, answer

FEED = "http://feeds.example.org/feed"
METADATA = "http://169.254.169.254/latest/meta-data/"


def test_freshrss_cve_2025_46341_headers_that_say_who_is_there(internet):
    """FreshRSS let an account add a feed at the site's own address with headers of its choice, and so speak as somebody else."""
    for own in ("http://127.0.0.1:8000/admin/", "http://localhost:8000/admin/"):
        with pytest.raises(AddressRefused):
            internet.fetch(own)
    internet.fetch(FEED, Validators('"1"\r\nRemote-User: keeper', "x\r\nX-WebAuth-User: keeper"))

    sent = {name for request in internet.web.requests for name in request.headers}
    assert sent <= {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}
    assert internet.decoy.connections == 0


@pytest.mark.django_db
def test_freshrss_cve_2025_46339_a_picture_in_anothers_name(server, settings, tmp_path):
    """FreshRSS named an icon by the feed's address alone, so that one account could put another picture in its place for all."""
    settings.MEDIA_ROOT = tmp_path
    server.answers = {"/quay.png": [answer(200, _png("red")), answer(200, _png("blue"))]}
    run = Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", concurrency=2, processes=1)
    for _ in range(2):
        ArticleFactory(source=SourceFactory(images_allowed=True), image_url=server.url("/quay.png"))
        pictures.mirror(run)

    theirs, attackers = Picture.objects.order_by("article")

    assert theirs.digest != attackers.digest, "named by what came, not by where it came from"
    assert (theirs.colour[1:3], attackers.colour[-2:]) == ("ff", "ff")


def _png(colour):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return out.getvalue()


def test_miniflux_ghsa_xwh2_742g_w3wp_a_picture_that_lies_inside(internet):
    """Miniflux fetched a picture of an entry from wherever it was said to lie, and showed what it got: inside, too."""
    for picture in (METADATA, "http://127.0.0.1:8080/quay.jpg", "http://[::1]/quay.jpg", "http://10.0.0.1/quay.jpg"):
        with pytest.raises(AddressRefused):
            internet.fetch(picture, Validators(), "", "image/*")

    assert internet.dialled == []


@pytest.mark.parametrize("scheme", ["gopher", "file", "dict", "ftp", "php"])
def test_tt_rss_cve_2020_25787_a_scheme_that_speaks_to_other_servers(internet, scheme):
    """tt-rss followed an entry's address by any scheme, gopher among them, to a server inside that ran what it was sent."""
    internet.web.answers["/feed"] = answer(302, b"", f"Location: {scheme}://127.0.0.1:9000/_%01")

    with pytest.raises(AddressRefused):
        internet.fetch(f"{scheme}://127.0.0.1:9000/_%01")
    with pytest.raises((AddressRefused, RedirectRefused)):
        internet.fetch(FEED)

    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nextcloud_news_28_5_0_a_redirect_that_leads_inside(internet, status):
    """Nextcloud News judged the address that was asked for, but not where its answer led."""
    internet.web.answers["/feed"] = answer(status, b"", f"Location: {METADATA}")

    with pytest.raises(AddressRefused):
        internet.fetch(FEED)

    assert internet.dialled == [(PUBLIC, 80)]


def test_commafeed_a_name_that_is_somebody_else_the_second_time(internet):
    """The kind: a name is looked up to be judged and once more to connect, and in between it moves inside."""
    internet.names.answer("feeds.example.org", [PUBLIC], ["127.0.0.1"])
    internet.web.default = answer(200, b"<rss/>", "Connection: close")

    internet.fetch(FEED)

    assert internet.names.asked == ["feeds.example.org"], "looked up once, and that answer is connected to"
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "inside", ["::1", "::ffff:127.0.0.1", "fd00::1", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::"]
)
def test_commafeed_an_address_of_the_newer_kind(internet, inside):
    """The kind: it is known which addresses of IPv4 lie inside, and not of all of IPv6 that lead to the same places."""
    internet.names.answer("feeds.example.org", [inside])

    for url in (FEED, f"http://[{inside}]/feed"):
        with pytest.raises(AddressRefused):
            internet.fetch(url)

    assert internet.dialled == []
