"""Pure: from the bytes of a picture to our own versions of it. It runs in a worker process.

Everything is decoded and encoded anew, so that metadata, scripts and second natures of a file are gone.
"""

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ingest.errors import PictureRefused

WIDTHS = (480, 960, 1600)
PORTRAIT_SIDES = (160, 320)
LEAST_WIDTH, LEAST_HEIGHT = 80, 64
"""Smaller ones are buttons, icons, banners and trackers."""
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""Raster only: an SVG is a document with scripts."""
QUALITY = 78
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises over a picture that is broken, is none, or would unfold to far too much."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Versions of a picture as WebP by width in pixels; size of the widest; average colour as ``#rrggbb``."""

    versions: dict[int, bytes]
    width: int
    height: int
    colour: str


def render(body: bytes) -> Rendered:
    """Decode a picture and encode it in our widths, never wider than it is. Raises ``PictureRefused``.

    Of one that moves, the first moment is left.
    """
    picture = _decoded(body)
    widths = [width for width in WIDTHS if width < picture.width] + [picture.width]
    sized = {width: picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS) for width in widths}
    return Rendered(
        versions={width: _webp(version) for width, version in sized.items()},
        width=picture.width,
        height=picture.height,
        colour=_average(picture),
    )


def portrait(body: bytes) -> dict[int, bytes]:
    """Decode a picture, cut the square in its middle out, and encode it in our sides. Raises ``PictureRefused``.

    A small one is made as large as is asked for: pages rely on the sides.
    """
    picture = _decoded(body)
    fit = partial(ImageOps.fit, picture, method=Image.Resampling.LANCZOS, centering=(0.5, 0.4))  # Faces are above.
    return {side: _webp(fit((side, side))) for side in PORTRAIT_SIDES}


def _decoded(body: bytes) -> Image.Image:
    """Decode a picture, upright, on white, no wider than our widest. Raises ``PictureRefused``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
                _judge(opened)
                return _on_white(_upright_and_small(opened))
    except PictureRefused:
        raise
    except UNREADABLE as error:
        raise PictureRefused("this is no picture that we can read") from error


def _judge(opened: Image.Image) -> None:
    """Refuse by size before a single pixel is decoded."""
    width, height = opened.size
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise PictureRefused(f"too small: {width} x {height}")
    if width * height > MOST_PIXELS or max(width, height) > 20 * min(width, height):
        raise PictureRefused(f"too large, or too long and thin: {width} x {height}")


def _upright_and_small(opened: Image.Image) -> Image.Image:
    """Turn the picture as its camera says, and make it no wider than our widest: large ones are not held twice."""
    opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    opened.load()
    ImageOps.exif_transpose(opened, in_place=True)
    picture = _with_whole_colours(opened)
    width = min(picture.width, WIDTHS[-1])
    small = picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {"icc_profile": opened.info.get("icc_profile")}
    return small


def _with_whole_colours(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be made smaller: no palette, no single bits, no more than 8 bits a colour."""
    if picture.mode in ("LA", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture if picture.mode in ("RGB", "RGBA", "L", "CMYK") else picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """Put what is transparent on white, and all colours into the space that browsers take for granted (sRGB)."""
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):  # One that cannot be read says nothing.
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, given, SRGB, outputMode="RGB") or picture.convert("RGB")
    return picture.convert("RGB")


def _height(picture: Image.Image, width: int) -> int:
    """Return the height that belongs to a width."""
    return max(1, round(picture.height * width / picture.width))


def _webp(version: Image.Image) -> bytes:
    """Encode one version."""
    out = io.BytesIO()
    version.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _average(picture: Image.Image) -> str:
    """Return the average colour."""
    pixel = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    red, green, blue = pixel if isinstance(pixel, tuple) else (0, 0, 0)
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
