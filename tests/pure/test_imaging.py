import io

import pytest
from PIL import Image

from ingest.errors import PictureRefused
from ingest.imaging import render


def encoded(kind="JPEG", size=(1200, 800), colour=(200, 100, 50), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def test_a_picture_comes_in_our_widths_and_never_wider_than_it_is():
    rendered = render(encoded(size=(1200, 800)))

    assert sorted(rendered.versions) == [480, 960, 1200]
    assert (rendered.width, rendered.height) == (1200, 800)
    assert Image.open(io.BytesIO(rendered.versions[480])).size == (480, 320)


def test_every_version_is_webp_whatever_came():
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        versions = render(encoded(kind)).versions.values()
        assert {Image.open(io.BytesIO(version)).format for version in versions} == {"WEBP"}


def test_the_average_colour_stands_until_the_picture_comes():
    assert render(encoded("PNG", colour=(255, 0, 0))).colour == "#ff0000"


def test_what_is_transparent_stands_on_white():
    assert render(encoded("PNG", colour=(0, 0, 0, 0), mode="RGBA")).colour == "#ffffff"


def test_metadata_does_not_survive():
    exif = Image.Exif()
    exif[0x9286] = "a place that nobody needs to know"
    rendered = render(encoded(exif=exif))

    assert all(b"nobody needs" not in version for version in rendered.versions.values())
    assert not Image.open(io.BytesIO(rendered.versions[480])).getexif()


def test_a_picture_lying_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    rendered = render(encoded(size=(800, 600), exif=exif))

    assert (rendered.width, rendered.height) == (600, 800)


@pytest.mark.parametrize("size", [(1, 1), (79, 500), (468, 60), (8000, 300)])
def test_trackers_buttons_and_banners_are_refused(size):
    with pytest.raises(PictureRefused):
        render(encoded("PNG", size=size))


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a" + b"\xff" * 40, b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"\0" * 5000],
)  # fmt: skip
def test_what_is_no_raster_picture_is_refused(body):
    with pytest.raises(PictureRefused):
        render(body)


def test_a_picture_cut_short_is_refused():
    with pytest.raises(PictureRefused):
        render(encoded("PNG", colour=(1, 2, 3))[:-400])


def test_too_many_pixels_are_refused_before_they_are_decoded():
    bomb = encoded("PNG", size=(9000, 9000), colour=0, mode="1")

    with pytest.raises(PictureRefused, match="9000"):
        render(bomb)
