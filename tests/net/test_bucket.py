"""Pictures in a bucket, over real HTTP: written, served by us, swept, and missed without harm."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles import picture_files
from articles.models import Picture
from newsroom import media
from tests.factories import ArticleFactory
from tests.net import bucket
from tests.net.test_pictures import gallery, mirror  # noqa: F401  A fixture.

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings):
    """What is in the bucket where pictures are kept now, by path."""
    with bucket.serving() as (address, objects):
        url = f"s3://key:secret@pictures/news?endpoint={address}"
        settings.STORAGES = {**settings.STORAGES, "default": media.from_url(url)}
        yield objects


def test_a_mirrored_picture_is_in_the_bucket_and_readers_get_it_from_us(gallery, kept, client):  # noqa: F811  As above.
    ArticleFactory(source__images_allowed=True, image_url=f"{gallery}/good.jpg")

    mirror()

    picture = Picture.objects.get()
    folder = f"/pictures/news/pictures/{picture.digest[:2]}/{picture.digest}"
    assert sorted(kept) == [f"{folder}-1000.webp", f"{folder}-480.webp", f"{folder}-960.webp"]
    assert picture.url == f"/media/pictures/{picture.digest[:2]}/{picture.digest}-1000.webp"
    answer = client.get(picture.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(answer.getvalue())).size == (1000, 600)


def test_what_no_picture_needs_is_swept_out_of_the_bucket(gallery, kept):  # noqa: F811  As above.
    article = ArticleFactory(source__images_allowed=True, image_url=f"{gallery}/good.jpg")
    mirror()

    needed = picture_files.sweep(timezone.now())
    article.delete()
    swept = picture_files.sweep(timezone.now() + dt.timedelta(hours=2))

    assert (needed, swept, kept) == (0, 3, {})


def test_an_empty_bucket_has_nothing_to_sweep_and_no_picture(kept, client):
    assert picture_files.sweep(timezone.now()) == 0
    assert not default_storage.exists("pictures/ab/none.webp")
    with pytest.raises(FileNotFoundError):
        default_storage.open("pictures/ab/none.webp")


def test_while_the_bucket_is_away_nothing_is_noted_and_later_it_is_tried_again(gallery, settings, client):  # noqa: F811  As above.
    article = ArticleFactory(source__images_allowed=True, image_url=f"{gallery}/good.jpg")
    with bucket.serving() as (address, _):
        url = f"s3://key:secret@pictures/news?endpoint={address}"
    settings.STORAGES = {**settings.STORAGES, "default": media.from_url(url)}

    mirror()
    noted = Picture.objects.exists()
    Picture.objects.create(
        article=article, tried_at=timezone.now(), digest="ab" * 32, widths=[1], width=1, height=1, colour="#000000"
    )
    missed = client.get(f"/media/pictures/ab/{'ab' * 32}-1.webp")

    assert not noted
    assert (missed.status_code, missed["Retry-After"]) == (503, "60")


def test_who_has_the_wrong_key_is_told(kept, settings):
    url = media.from_url(
        "s3://other:secret@pictures/news?endpoint=" + settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]
    )
    settings.STORAGES = {**settings.STORAGES, "default": url}

    with pytest.raises(OSError, match="403"):
        default_storage.save("pictures/ab/x.webp", ContentFile(b"x")) and default_storage.exists("pictures/ab/x.webp")
