"""Canvas: a sheet to draw on, in units of 1200 across; twice as fine inside, so that edges come out smooth."""

import itertools
import math
import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Profile = list[Point]

WIDTH = 1200
FINE = 2

INK, NAVY, SEA, TEAL, MIST = "#16222d", "#1f3d55", "#2f6276", "#6497a0", "#bfd0cb"
PAPER, SAND, OCHRE, BRICK, ROSE = "#f4ecd9", "#e5cd9f", "#d99b4b", "#b5502f", "#d9917a"
PLUM, MOSS, LEAF, SLATE, SNOW = "#573a4e", "#56694c", "#8fa066", "#6f7c86", "#f8f6ef"


def mix(one: str, other: str, part: float) -> str:
    """Return the colour that lies ``part`` (0 to 1) of the way from one to the other."""
    pairs = zip(ImageColor.getrgb(one)[:3], ImageColor.getrgb(other)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


class Canvas:
    """One picture in the making. ``random`` is seeded by its name: the same name gives the same picture."""

    def __init__(self, name: str, height: int) -> None:
        self.random = random.Random(name)  # noqa: S311  Drawing, not secrets.
        self.width, self.height = WIDTH, height
        self.image = Image.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    # Surfaces ---------------------------------------------------------------------------------------------------------
    def wash(self, top: str, bottom: str, start: float = 0, end: float | None = None) -> None:
        """Fill a band across the sheet with a gradient from top to bottom."""
        end = self.height if end is None else end
        self.shaded([(0, start), (self.width, start), (self.width, end), (0, end)], top, bottom)

    def shaded(self, points: Sequence[Point], top: str, bottom: str, opacity: float = 1) -> None:
        """Fill a polygon with a gradient that runs from its highest to its lowest point."""
        mask = self._mask(points)
        bounds = mask.getbbox()
        if bounds is None:
            return
        left, upper, right, lower = bounds
        ramp = Image.linear_gradient("L").resize((right - left, lower - upper))
        tint = Image.composite(Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp)
        self.image.paste(tint, (left, upper), mask.crop(bounds).point(lambda value: int(value * opacity)))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1) -> None:
        """Light that fades from a centre to nothing at ``radius``."""
        size = int(2 * radius * FINE)
        light = ImageChops.invert(Image.radial_gradient("L")).resize((size, size))
        light = light.point(lambda value: int(max(0, value - 74) / 181 * 255 * strength))
        self.image.paste(colour, (int(x * FINE) - size // 2, int(y * FINE) - size // 2), light)

    def ridge(
        self, base: float, rise: float, top: str, bottom: str, rough: float = 0.5, floor: float | None = None
    ) -> Profile:
        """Draw hills from edge to edge around ``base`` and down to ``floor``; return the line of their tops."""
        line = self.profile(base, rise, rough)
        floor = self.height if floor is None else floor
        self.shaded([*line, (self.width, floor), (0, floor)], top, bottom)
        return line

    def profile(self, base: float, rise: float, rough: float = 0.5) -> Profile:
        """Return a line of hills by halving and displacing; ``rough`` from 0 (soft) to 1 (jagged)."""
        heights = [self.random.uniform(-1, 1) for _ in range(4)]
        reach = 0.5
        while len(heights) < 200:
            middles = [(a + b) / 2 + self.random.uniform(-reach, reach) for a, b in itertools.pairwise(heights)]
            heights = [h for pair in zip(heights, middles, strict=False) for h in pair] + [heights[-1]]
            reach *= rough
        step = self.width / (len(heights) - 1)
        return [(index * step, base - height * rise) for index, height in enumerate(heights)]

    def water(
        self, start: float, far: str, near: str, glint: str, light: float | None = None, end: float | None = None
    ) -> None:
        """Fill with water from the horizon down; glints grow nearer and gather under the ``light``."""
        end = self.height if end is None else end
        self.wash(far, near, start, end)
        for _ in range(230):
            depth = self.random.random() ** 1.7
            y = start + 3 + depth * (end - start)
            spread = 40 + 330 * depth
            x = self.random.gauss(light, spread * 0.55) if light is not None else self.random.uniform(0, self.width)
            self.streak(
                x,
                y,
                8 + 75 * depth * self.random.random(),
                1 + 3.4 * depth,
                mix(glint, near, 0.15 + 0.6 * self.random.random()),
            )

    def streak(self, x: float, y: float, half: float, thick: float, colour: str) -> None:
        """Draw a flat lozenge: a glint, a ripple, a shred of cloud."""
        self.poly([(x - half, y), (x, y - thick / 2), (x + half, y), (x, y + thick / 2)], colour)

    def clouds(self, y: float, colour: str, count: int = 5, size: float = 1, opacity: float = 0.75) -> None:
        """Draw banks of cloud with flat undersides around the height ``y``."""
        for _ in range(count):
            x, bottom = self.random.uniform(-80, self.width), y + self.random.uniform(-45, 45) * size
            length = self.random.uniform(140, 380) * size
            mask = Image.new("L", self.image.size)
            pen = ImageDraw.Draw(mask)
            for step in range(9):
                part = step / 8
                lift = (14 + 46 * math.sin(math.pi * part) * self.random.uniform(0.55, 1)) * size
                self._ellipse(pen, x + part * length, bottom, lift * 1.5, lift)
            self._rectangle(pen, 0, bottom, self.width, self.height, 0)
            mask = mask.filter(ImageFilter.GaussianBlur(2.2)).point(lambda value: int(value * opacity))
            self.image.paste(colour, (0, 0), mask)

    def stars(self, count: int, lowest: float, colour: str = SNOW) -> None:
        """Scatter stars above the height ``lowest``."""
        for _ in range(count):
            x, y, size = self.random.uniform(0, self.width), self.random.uniform(0, lowest), self.random.random() ** 5
            self.disc(x, y, 0.7 + 1.9 * size, mix(colour, NAVY, 0.65 * self.random.random()))

    def slant(self, count: int, colour: str, length: float, lean: float, opacity: float = 0.5) -> None:
        """Draw rain: slanting strokes over the whole sheet."""
        layer = Image.new("L", self.image.size)
        pen = ImageDraw.Draw(layer)
        for _ in range(count):
            x, y = self.random.uniform(-100, self.width + 100), self.random.uniform(-60, self.height)
            stroke = length * self.random.uniform(0.5, 1.2)
            pen.line(
                [x * FINE, y * FINE, (x + lean * stroke) * FINE, (y + stroke) * FINE], fill=int(255 * opacity), width=2
            )
        self.image.paste(colour, (0, 0), layer)

    # Marks ------------------------------------------------------------------------------------------------------------
    def poly(self, points: Sequence[Point], colour: str, opacity: float = 1) -> None:
        """Fill a polygon with one colour."""
        if opacity >= 1:
            self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)
        else:
            self.image.paste(colour, (0, 0), self._mask(points).point(lambda value: int(value * opacity)))

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """Fill a rectangle given by its upper left corner and its size."""
        if width <= 0 or height <= 0:
            return
        corners = (x * FINE, y * FINE, (x + width) * FINE, (y + height) * FINE)
        self.pen.rounded_rectangle(corners, radius * FINE, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1) -> None:
        """Fill a circle, or an ellipse whose height is ``flat`` of its width."""
        self._ellipse(self.pen, x, y, radius, radius * flat, colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float = 3, flat: float = 1) -> None:
        """Draw the outline of a circle or ellipse."""
        corners = ((x - radius) * FINE, (y - radius * flat) * FINE, (x + radius) * FINE, (y + radius * flat) * FINE)
        self.pen.ellipse(corners, outline=colour, width=round(width * FINE))

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float = 3) -> None:
        """Draw a part of a circle; degrees clockwise from three o'clock."""
        corners = ((x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE)
        self.pen.arc(corners, start, end, fill=colour, width=round(width * FINE))

    def line(self, points: Sequence[Point], colour: str, width: float = 2) -> None:
        """Draw a line through points."""
        self.pen.line(
            [(x * FINE, y * FINE) for x, y in points], fill=colour, width=max(1, round(width * FINE)), joint="curve"
        )

    def beam(self, tip: Point, one: Point, other: Point, colour: str, opacity: float) -> None:
        """Draw a cone of light that starts strong at its tip and fades towards its end."""
        mask = self._mask([tip, one, other])
        reach = math.dist(tip, ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))
        size = int(2 * reach * FINE)
        light = (
            ImageChops.invert(Image.radial_gradient("L"))
            .resize((size, size))
            .point(lambda value: int(max(0, value - 74) / 181 * 255))
        )
        fade = Image.new("L", self.image.size)
        fade.paste(light, (int(tip[0] * FINE) - size // 2, int(tip[1] * FINE) - size // 2))
        cone = ImageChops.multiply(mask.filter(ImageFilter.GaussianBlur(3)), fade).point(
            lambda value: int(value * opacity)
        )
        self.image.paste(colour, (0, 0), cone)

    def soften(self, radius: float) -> None:
        """Blur all that stands on the sheet so far: the depth behind what comes next."""
        self.image.paste(self.image.filter(ImageFilter.GaussianBlur(radius * FINE)))

    def mirror(self, y: float, end: float, opacity: float = 0.4) -> None:
        """Lay a dim, wavy reflection of what stands above ``y`` on the water below it."""
        depth = int((end - y) * FINE)
        above = self.image.crop((0, max(0, int(y * FINE) - depth), self.width * FINE, int(y * FINE)))
        above = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(5))
        fade = (
            ImageChops.invert(Image.linear_gradient("L")).resize(above.size).point(lambda value: int(value * opacity))
        )
        self.image.paste(above, (0, int(y * FINE)), fade)

    # Finish -----------------------------------------------------------------------------------------------------------
    def finish(self) -> Image.Image:
        """Bring the sheet to its size and print it: mottled paper, a little grain, darker corners."""
        sheet = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        sheet = ImageChops.soft_light(sheet, self._noise(30, 26).convert("RGB"))
        sheet = ImageChops.soft_light(sheet, self._noise(4, 11).convert("RGB"))
        corners = Image.radial_gradient("L").resize(sheet.size).point(lambda value: 255 - max(0, value - 120) // 3)
        return ImageChops.multiply(sheet, corners.convert("RGB"))

    def save(self, path: Path) -> None:
        """Write the finished picture as a progressive JPEG."""
        self.finish().save(path, quality=58, optimize=True, progressive=True)

    def _noise(self, grain: float, contrast: int) -> Image.Image:
        """Return grey noise whose specks are ``grain`` pixels wide, within ``contrast`` of the middle."""
        size = (int(self.width / grain), int(self.height / grain))
        noise = Image.frombytes("L", size, self.random.randbytes(size[0] * size[1]))
        noise = noise.point(lambda value: 128 + (value - 128) * contrast // 255)
        return noise.resize((self.width, self.height), Image.Resampling.BICUBIC)

    def _mask(self, points: Sequence[Point]) -> Image.Image:
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon([(x * FINE, y * FINE) for x, y in points], fill=255)
        return mask

    @staticmethod
    def _ellipse(
        pen: ImageDraw.ImageDraw, x: float, y: float, across: float, down: float, fill: str | int = 255
    ) -> None:
        pen.ellipse(((x - across) * FINE, (y - down) * FINE, (x + across) * FINE, (y + down) * FINE), fill=fill)

    @staticmethod
    def _rectangle(pen: ImageDraw.ImageDraw, x: float, y: float, right: float, bottom: float, fill: int) -> None:
        pen.rectangle((x * FINE, y * FINE, right * FINE, bottom * FINE), fill=fill)
