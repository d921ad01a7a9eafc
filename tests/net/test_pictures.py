"""Pictures over real HTTP: fetched once where the source allows it, and shown from our own host only."""

import http.server
import io
import threading
from ipaddress import ip_network

import pytest
from PIL import Image

from articles.models import Article, Body, BodyPicture, Picture
from ingest import pictures, wanted_pictures
from ingest.pipeline import Settings
from ingest.stopping import Stop
from ingest.values import Limits
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db


class Gallery(http.server.BaseHTTPRequestHandler):
    """A good picture at /good*.jpg, each of another colour, a small one at /small.jpg, a page at everything else."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        out = io.BytesIO()
        size = (150, 100) if self.path == "/small.jpg" else (1000, 600)
        Image.new("RGB", size, (len(self.path), 90, 160)).save(out, "JPEG")
        body = out.getvalue() if self.path.endswith(".jpg") else b"<html>no picture</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def gallery(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Gallery.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def mirror(stop=None):
    return pictures.mirror(Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", 10, 1), stop=stop)


def test_an_allowed_picture_is_mirrored_and_served_by_us(gallery, client):
    article = ArticleFactory(source=SourceFactory(images_allowed=True), image_url=f"{gallery}/good.jpg")

    assert mirror() == 1

    picture = Article.objects.for_cards().get(pk=article.pk).picture
    assert (picture.width, picture.height, picture.widths) == (1000, 600, [480, 960, 1000])
    assert picture.url.startswith("/media/pictures/")
    answer = client.get(picture.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (1000, 600)


def test_a_picture_is_asked_for_once(gallery):
    ArticleFactory(source=SourceFactory(images_allowed=True), image_url=f"{gallery}/good.jpg")

    mirror()
    assert mirror() == 0

    assert Gallery.asked == ["/good.jpg"]


def test_a_picture_that_may_not_be_shown_is_not_even_fetched(gallery):
    ArticleFactory(source=SourceFactory(images_allowed=False), image_url=f"{gallery}/good.jpg")
    ArticleFactory(source=SourceFactory(images_allowed=True, rights_until="2020-01-01"), image_url=f"{gallery}/a.jpg")

    assert mirror() == 0
    assert Gallery.asked == []


def test_what_is_no_picture_is_noted_with_its_reason_and_not_asked_for_again(gallery):
    article = ArticleFactory(source=SourceFactory(images_allowed=True), image_url=f"{gallery}/page")

    mirror()
    assert mirror() == 0

    assert "no picture" in Picture.objects.get().error
    assert Article.objects.get(pk=article.pk).picture is None


def test_another_picture_of_the_publisher_replaces_ours(gallery):
    article = ArticleFactory(source=SourceFactory(images_allowed=True), image_url=f"{gallery}/page")
    mirror()

    Article.objects.filter(pk=article.pk).update(image_url=f"{gallery}/good.jpg")
    mirror()

    assert Article.objects.get(pk=article.pk).picture


def test_a_picture_in_our_own_network_is_refused(gallery):
    ArticleFactory(source=SourceFactory(images_allowed=True), image_url="http://169.254.169.254/latest/meta-data/")

    mirror()

    assert Picture.objects.get().error


@pytest.mark.parametrize("name", ["../../secret_key", "x" * 64, "a" * 64])
def test_nothing_else_can_be_read_through_the_door_for_pictures(gallery, client, name):
    assert client.get(f"/media/pictures/{name[:2]}/{name}-480.webp").status_code == 404


# Inside texts ---------------------------------------------------------------------------------------------------------
def piece(gallery, *paths, **fields):
    """Make an article, full text and pictures granted, whose text has these pictures."""
    images = "".join(f'<img src="{gallery}{path}" alt="The quay">' for path in paths)
    return ArticleFactory(**{"source__full": True, "body__html": f"<p>The water rises.</p>{images}", **fields})


def status(client, address):
    answer = client.get(address)
    answer.getvalue()  # To its end, so that its file is closed.
    return answer.status_code


def page(client, article):
    return client.get(article.get_absolute_url()).text


def test_the_pictures_of_a_full_text_are_mirrored_and_stand_in_it(gallery, client):
    article = piece(gallery, "/good.jpg", "/page.png")

    assert mirror() == 2

    mirrored, refused = BodyPicture.objects.order_by("source_url")
    assert (mirrored.width, mirrored.height, mirrored.widths) == (1000, 600, [480, 960, 1000])
    assert "no picture" in refused.error
    shown = page(client, article)
    assert f'<img src="{mirrored.url}" srcset="{mirrored.srcset}"' in shown
    assert f'<a href="{gallery}/page.png" rel="nofollow ugc noopener noreferrer">Picture: The quay</a>' in shown
    assert f'src="{gallery}' not in shown
    assert status(client, mirrored.url) == 200


def test_the_pictures_of_a_text_are_asked_for_once(gallery):
    piece(gallery, "/good.jpg", "/page.png")

    mirror()

    assert mirror() == 0
    assert sorted(Gallery.asked) == ["/good.jpg", "/page.png"]


@pytest.mark.parametrize(
    "fields",
    [
        {"source__images_allowed": False},
        {"source__rights_mode": "excerpt"},
        {"source__rights_until": "2020-01-01"},
        {"withdrawn": True},
        {"pending": True},
    ],
)
def test_pictures_of_a_text_that_is_not_shown_with_them_are_not_even_fetched(gallery, client, fields):
    article = piece(gallery, "/good.jpg", **fields)

    assert mirror() == 0
    assert Gallery.asked == []
    assert f'src="{gallery}' not in page(client, article)


def test_a_picture_in_a_text_is_seen_no_longer_than_the_text(gallery, client):
    article = piece(gallery, "/good.jpg")
    mirror()
    address = BodyPicture.objects.get().url

    seen = status(client, address)
    Article.objects.filter(pk=article.pk).update(status="withdrawn")
    withdrawn = status(client, address)
    Article.objects.filter(pk=article.pk).update(status="published")
    article.source.rights_mode = "excerpt"
    article.source.save()

    assert (seen, withdrawn, status(client, address)) == (200, 404, 404)


def test_a_lead_image_that_stands_in_the_text_too_is_fetched_and_shown_once(gallery, client):
    article = piece(gallery, "/good.jpg", "/good-2.jpg", image_url=f"{gallery}/good.jpg")

    assert mirror() == 2

    shown = page(client, article)
    assert sorted(Gallery.asked) == ["/good-2.jpg", "/good.jpg"]
    assert shown.count(f'src="{Picture.objects.get().url}"') == 1
    assert shown.count("<img") == 2


def test_a_small_picture_may_stand_in_a_text_and_lead_none(gallery):
    piece(gallery, "/small.jpg", image_url=f"{gallery}/small.jpg")

    mirror()

    assert Picture.objects.get().error == "too small for a lead image: 150 x 100"
    assert BodyPicture.objects.get().width == 150


def test_the_same_address_in_another_text_is_not_fetched_again(gallery):
    piece(gallery, "/good.jpg")
    mirror()

    piece(gallery, "/good.jpg")
    mirror()

    assert Gallery.asked == ["/good.jpg"]
    assert BodyPicture.objects.values("digest").distinct().count() == 1
    assert BodyPicture.objects.count() == 2


def test_of_a_text_that_changed_what_is_new_is_fetched_and_what_is_gone_goes(gallery):
    article = piece(gallery, "/good.jpg", "/good-2.jpg")
    mirror()

    text = f'<img src="{gallery}/good.jpg"><img src="{gallery}/good-3.jpg">'
    Body.objects.filter(pk=article.pk).update(html=text, illustrated_at=None)
    mirror()

    assert sorted(Gallery.asked) == ["/good-2.jpg", "/good-3.jpg", "/good.jpg"]
    assert sorted(p.source_url for p in BodyPicture.objects.all()) == [f"{gallery}/good-3.jpg", f"{gallery}/good.jpg"]


def test_no_more_pictures_of_one_text_are_fetched_than_twenty(gallery, client):
    article = piece(gallery, *(f"/none-{n}.png" for n in range(25)))

    assert mirror() == wanted_pictures.IN_A_TEXT == 20
    assert page(client, article).count("Picture: The quay") == 25


def test_a_round_that_is_stopped_goes_on_where_it_was(gallery):
    class StopsAfterOne(Stop):
        def is_set(self):
            return len(Gallery.asked) >= 1

    paths = [f"/good-{n:02}.jpg" for n in range(15)]
    piece(gallery, *paths)

    mirror(stop=StopsAfterOne())
    first = len(Gallery.asked)
    mirror()

    assert first < 15
    assert sorted(Gallery.asked) == paths


def test_a_picture_of_a_text_in_our_own_network_is_refused(gallery):
    ArticleFactory(source__full=True, body__html='<img src="http://169.254.169.254/latest/meta-data/" alt="">')

    mirror()

    assert BodyPicture.objects.get().error
