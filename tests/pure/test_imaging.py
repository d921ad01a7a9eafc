import io
import time
import zipfile

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

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


SCRIPT = b"<script>alert('a second nature')</script>"


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("second.html", SCRIPT)
    return out.getvalue()


@pytest.mark.parametrize("tail", [SCRIPT, zipped(), b"<?php system($_GET[0]); ?>", b"%PDF-1.7"])
@pytest.mark.parametrize("kind", ["JPEG", "GIF", "PNG"])
def test_of_a_file_with_a_second_nature_the_picture_alone_is_left(kind, tail):
    rendered = render(encoded(kind) + tail)

    for version in rendered.versions.values():
        assert tail not in version
        assert (version[:4], version[8:12]) == (b"RIFF", b"WEBP")
        assert len(version) == int.from_bytes(version[4:8], "little") + 8, "nothing stands behind the end"
        assert not zipfile.is_zipfile(io.BytesIO(version))


def test_a_script_that_begins_as_a_picture_does_not_pass():
    with pytest.raises(PictureRefused):
        render(b"GIF89a/*" + b"\x00" * 8 + b"*/=1;" + SCRIPT)


def test_where_it_was_taken_and_whatever_else_a_file_says_is_gone():
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 20.0, 1.0), 3: "W", 4: (6.0, 15.0, 1.0)})
    exif[0x010E] = "harbour desk, private number"
    told = PngInfo()
    told.add_text("Comment", "harbour desk, private number")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    files = [encoded(exif=exif, comment=b"harbour desk", icc_profile=profile), encoded("PNG", pnginfo=told, exif=exif)]

    for file in files:
        assert b"harbour desk" in file
        for version in render(file).versions.values():
            assert b"harbour desk" not in version
            left = Image.open(io.BytesIO(version))
            assert (dict(left.getexif()), "icc_profile" in left.info, "comment" in left.info) == ({}, False, False)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_what_moves_the_first_moment_is_left(kind):
    moments = [Image.new("RGB", (400, 300), colour) for colour in ("red", "lime", "blue")]
    file = encoded(kind, (400, 300), "red", save_all=True, append_images=moments[1:], duration=100)

    rendered = render(file)

    still = Image.open(io.BytesIO(rendered.versions[400]))
    assert getattr(still, "n_frames", 1) == 1
    red, green, blue = still.convert("RGB").getpixel((200, 150))
    assert (red > 240, max(green, blue) < 20) == (True, True)


@pytest.mark.parametrize(
    ("kind", "mode", "colour", "seen"),
    [
        ("JPEG", "CMYK", (255, 255, 0, 0), (0, 0, 255)),
        ("PNG", "I;16", 0x7500, (0x75, 0x75, 0x75)),
        ("PNG", "L", 128, (128, 128, 128)),
        ("PNG", "LA", (0, 0), (255, 255, 255)),
        ("PNG", "1", 1, (255, 255, 255)),
        ("GIF", "P", 0, (0, 0, 0)),
    ],
)
def test_colours_are_those_that_were_meant_in_whatever_way_they_are_written(kind, mode, colour, seen):
    rendered = render(encoded(kind, colour=colour, mode=mode))

    average = tuple(bytes.fromhex(rendered.colour[1:]))
    assert all(abs(one - other) <= 3 for one, other in zip(average, seen, strict=True))


def test_colours_of_another_space_are_brought_into_the_one_of_browsers():
    swapped = with_red_and_blue_swapped(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())

    red, _, blue = bytes.fromhex(render(encoded("PNG", colour=(250, 10, 10), icc_profile=swapped)).colour[1:])

    assert (blue > 200, red < 50) == (True, True)


def test_a_profile_that_cannot_be_read_says_nothing():
    assert render(encoded(icc_profile=b"no profile at all")).colour == render(encoded()).colour


def with_red_and_blue_swapped(profile):
    """Return a profile in which what is written as red is meant as blue: its tags change their names."""
    return profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")


@pytest.mark.parametrize("size", [(9000, 9000), (12_000, 10_000), (19_000, 10_000)])
def test_what_would_unfold_to_too_much_is_refused_before_it_does(size):
    bomb = encoded("PNG", size=size, colour=0, mode="1")

    began = time.process_time()
    with pytest.raises(PictureRefused):
        render(bomb)

    assert len(bomb) < 100_000
    assert time.process_time() - began < 0.5
