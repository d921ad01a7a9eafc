"""Lead images over real HTTP: fetched once where the source allows it, and shown from our own host only."""

import http.server
import io
import threading
from ipaddress import ip_network

import pytest
from PIL import Image

from articles.models import Article, Picture
from ingest import pictures
from ingest.pipeline import Settings
from ingest.values import Limits
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db


class Gallery(http.server.BaseHTTPRequestHandler):
    """One good picture at /good.jpg, a page at everything else."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        out = io.BytesIO()
        Image.new("RGB", (1000, 600), (10, 90, 160)).save(out, "JPEG")
        body = out.getvalue() if self.path == "/good.jpg" else b"<html>no picture</html>"
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


def mirror():
    return pictures.mirror(Settings(Limits(), (ip_network("127.0.0.0/8"),), "Newsroom/test", 10, 1))


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
