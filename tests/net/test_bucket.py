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

    with pytest.raises(OSError, match="AccessDenied"):
        default_storage.save("pictures/ab/x.webp", ContentFile(b"x"))
    with pytest.raises(OSError, match="AccessDenied"):
        default_storage.exists("pictures/ab/x.webp")
    assert kept == {}


def test_without_a_key_the_one_of_the_machine_is_taken(kept, settings, monkeypatch):
    address = settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]
    settings.STORAGES = {**settings.STORAGES, "default": media.from_url(f"s3://pictures?endpoint={address}")}
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    default_storage.save("pictures/ab/x.webp", ContentFile(b"x"))

    assert kept == {"/pictures/pictures/ab/x.webp": b"x"}


def test_a_file_is_written_in_one_request_under_its_own_name_and_read_back(kept):
    large = bytes(6 * 1024 * 1024)

    names = [default_storage.save("pictures/ab/x y.webp", ContentFile(data)) for data in (b"older", large)]

    assert names == ["pictures/ab/x y.webp", "pictures/ab/x y.webp"]
    assert bucket.Objects.asked == ["PUT /pictures/news/pictures/ab/x%20y.webp"] * 2
    assert kept == {"/pictures/news/pictures/ab/x y.webp": large}
    assert default_storage.open("pictures/ab/x y.webp").read() == large
    assert default_storage.size("pictures/ab/x y.webp") == len(large)
    assert default_storage.get_modified_time("pictures/ab/x y.webp") == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def test_a_long_list_is_read_to_its_end(kept):
    names = [f"{number}.webp" for number in range(5)]
    for name in [*names, "ab/1.webp", "cd/2.webp"]:
        default_storage.save(f"pictures/{name}", ContentFile(b"x"))

    folders, files = default_storage.listdir("pictures")

    assert (folders, files) == (["ab", "cd"], names)
    assert default_storage.listdir("") == (["pictures"], [])


def test_what_is_not_there_is_deleted_without_a_word(kept):
    default_storage.delete("pictures/ab/none.webp")

    assert [method.split()[0] for method in bucket.Objects.asked] == ["DELETE"]


def test_a_bucket_in_trouble_is_asked_twice_at_once_and_no_more(kept):
    bucket.Objects.instead = (503, {"Retry-After": "60"})

    with pytest.raises(OSError, match="SlowDown"):
        default_storage.open("pictures/ab/x.webp")

    assert len(bucket.Objects.asked) == 2


def test_a_bucket_that_points_elsewhere_is_not_followed(kept):
    bucket.Objects.instead = (301, {"Location": "/elsewhere"})

    with pytest.raises(OSError, match="SlowDown"):
        default_storage.open("pictures/ab/x.webp")

    assert bucket.Objects.asked == ["GET /pictures/news/pictures/ab/x.webp"]


def test_a_bucket_that_answers_nonsense_is_away(kept):
    bucket.Objects.instead = (200, {})

    with pytest.raises(OSError, match="<Name> not found"):
        default_storage.listdir("pictures")


def test_a_picture_that_is_cut_off_is_no_picture(kept):
    bucket.Objects.instead = (200, {"Content-Length": "1000", "Connection": "close"})

    with pytest.raises(OSError, match="IncompleteRead"):
        default_storage.open("pictures/ab/x.webp")
