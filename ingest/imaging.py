"""Pure: from the bytes of a picture to our own versions of it. It runs in a worker process.

Everything is decoded and encoded anew, so that metadata, scripts and second natures of a file are gone.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.errors import PictureRefused

WIDTHS = (480, 960, 1600)
LEAST_WIDTH, LEAST_HEIGHT = 80, 64
"""Smaller ones are buttons, icons, banners and trackers."""
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""Raster only: an SVG is a document with scripts."""
QUALITY = 78


@dataclass(frozen=True, slots=True)
class Rendered:
    """Versions of a picture as WebP by width in pixels; size of the widest; average colour as ``#rrggbb``."""

    versions: dict[int, bytes]
    width: int
    height: int
    colour: str


def render(body: bytes) -> Rendered:
    """Decode a picture and encode it in our widths, never wider than it is. Raises ``PictureRefused``."""
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
            _judge(opened)
            picture = _upright_on_white(opened)
    except PictureRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureRefused("this is no picture that we can read") from error
    widest = min(picture.width, WIDTHS[-1])
    widths = [width for width in WIDTHS if width < widest] + [widest]
    sized = {width: picture.resize((width, _height(picture, width)), Image.Resampling.LANCZOS) for width in widths}
    return Rendered(
        versions={width: _webp(version) for width, version in sized.items()},
        width=widest,
        height=_height(picture, widest),
        colour=_average(picture),
    )


def _judge(opened: Image.Image) -> None:
    """Refuse by size before a single pixel is decoded."""
    width, height = opened.size
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise PictureRefused(f"too small: {width} x {height}")
    if width * height > MOST_PIXELS or max(width, height) > 20 * min(width, height):
        raise PictureRefused(f"too large, or too long and thin: {width} x {height}")


def _upright_on_white(opened: Image.Image) -> Image.Image:
    """Turn the picture as its camera says, and put what is transparent on white."""
    opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        ground = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(ground, upright.convert("RGBA")).convert("RGB")
    return upright.convert("RGB")


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
