"""Pictures for numbers and places: charts and charted coasts."""

import itertools
import math

from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    MIST,
    NAVY,
    OCHRE,
    PAPER,
    ROSE,
    SAND,
    SEA,
    SLATE,
    SNOW,
    TEAL,
    Canvas,
    Point,
    mix,
)
from newsroom.sample.draw.register import picture


@picture("trade-lines", 675)
def trade_lines(c: Canvas) -> None:
    """Draw a rising line over bars that are stacks of containers."""
    c.wash("#f3ead3", "#e6d8b6", 0)
    for y in range(120, 600, 80):
        c.box(90, y, 1020, 1.4, "#cdbd97")
    heights = (2, 3, 3, 4, 4, 5, 4, 6, 7, 7, 8, 9)
    for index, height in enumerate(heights):
        for level in range(height):
            x, y = 108 + index * 84, 566 - level * 44
            colour = (SEA, TEAL, OCHRE, BRICK, SLATE)[(index * 3 + level * 2) % 5]
            c.box(x, y, 66, 41, colour)
            for rib in range(1, 7):
                c.box(x + rib * 9.4, y + 5, 2, 31, mix(colour, INK, 0.22))
    line = [
        (141 + index * 84, 500 - height * 44 - 26 + 14 * math.sin(index * 1.9)) for index, height in enumerate(heights)
    ]
    c.line(line, INK, 5)
    for knot in line:
        c.disc(*knot, 9, INK)
        c.disc(*knot, 4.5, PAPER)
    c.box(90, 607, 1020, 4, INK)


@picture("prices-curve", 675)
def prices_curve(c: Canvas) -> None:
    """Draw a curve that falls, filled below, a coin at its end."""
    c.wash("#20384c", "#16293a", 0)
    for x in range(60, 1200, 95):
        c.box(x, 60, 1.2, 540, "#33506a")
    for y in range(60, 620, 90):
        c.box(60, y, 1080, 1.2, "#33506a")
    line, level = [], 170.0
    for step in range(109):
        level += c.random.gauss(2.5, 9) + (5 if 50 < step < 75 else 0)
        level = min(max(level, 110), 520)
        line.append((60 + step * 10, level))
    c.shaded([*line, (1140, 600), (60, 600)], "#4d8794", "#20384c", 0.75)
    c.line(line, SAND, 5)
    x_end, y_end = line[-1]
    c.disc(x_end - 6, y_end, 62, "#a9742c")
    c.disc(x_end - 12, y_end - 4, 60, OCHRE)
    c.ring(x_end - 12, y_end - 4, 47, "#8a5a1f", 4)
    for wave in range(3):
        c.line([(x_end - 42 + t * 6, y_end - 22 + wave * 17 + math.sin(t * 1.1) * 5) for t in range(11)], "#8a5a1f", 5)


COAST: tuple[Point, ...] = (
    (700, -20),
    (660, 40),
    (690, 90),
    (640, 130),
    (600, 200),
    (640, 240),
    (610, 300),
    (530, 330),
    (520, 390),
    (580, 420),
    (640, 410),
    (660, 450),
    (610, 500),
    (620, 560),
    (560, 600),
    (570, 680),
    (640, 720),
    (630, 820),
)
ISLAND: tuple[Point, ...] = ((270, 300), (310, 270), (360, 290), (370, 350), (340, 410), (280, 420), (240, 370))


def smooth(points: tuple[Point, ...]) -> list[Point]:
    """Round the corners of a line by cutting them twice."""
    line = list(points)
    for _ in range(3):
        line = [
            p
            for (ax, ay), (bx, by) in itertools.pairwise(line)
            for p in ((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25), (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
        ]
    return line


def charted(c: Canvas, sea: str, deep: str, land: str, ink: str) -> None:
    """Draw the Halvern coast with its depths, its island and its cities."""
    c.wash(sea, deep, 0)
    coast, island = smooth(COAST), smooth((*ISLAND, *ISLAND[:2]))
    for step in range(6, 0, -1):
        reach = step * 26
        c.line([(x - reach, y) for x, y in coast], mix(sea, SNOW, 0.3), 1.4)
        centre = (305, 345)
        c.line(
            [
                (centre[0] + (x - centre[0]) * (1 + step * 0.28), centre[1] + (y - centre[1]) * (1 + step * 0.28))
                for x, y in island
            ],
            mix(sea, SNOW, 0.3),
            1.4,
        )
    c.shaded([*coast, (1220, 820), (1220, -20)], land, mix(land, SAND, 0.35))
    c.poly(island, land)
    c.line(coast, ink, 3.5)
    c.line([*island, island[0]], ink, 3)
    river = smooth(((640, 410), (720, 400), (790, 440), (870, 410), (960, 450), (1060, 400), (1210, 420)))
    c.line(river, mix(sea, NAVY, 0.15), 6)
    for row in range(6):
        for peak in range(8):
            x, y = 850 + peak * 46 + (row % 2) * 22 - row * 12, 130 + row * 26
            c.line([(x - 13, y + 11), (x, y - 10), (x + 13, y + 11)], mix(ink, land, 0.35), 2.4)


@picture("coast-map")
def coast_map(c: Canvas) -> None:
    """Draw a chart of the coast with its cities marked."""
    charted(c, "#a9c6c4", "#7fa9ad", "#efe3c2", "#4a4638")
    for x, y, big in (
        (650, 408, True),
        (668, 88, False),
        (560, 376, False),
        (612, 556, False),
        (590, 640, False),
        (352, 352, False),
        (960, 448, False),
    ):
        c.disc(x, y, 15 if big else 10, SNOW)
        c.disc(x, y, 10 if big else 6, BRICK)
    c.ring(180, 640, 78, "#4a4638", 3)
    for point in range(8):
        angle, reach = point * math.pi / 4, (104, 58)[point % 2]
        c.poly(
            [
                (180 + math.cos(angle) * reach, 640 + math.sin(angle) * reach),
                (180 + math.cos(angle + 0.32) * 20, 640 + math.sin(angle + 0.32) * 20),
                (180 + math.cos(angle - 0.32) * 20, 640 + math.sin(angle - 0.32) * 20),
            ],
            (BRICK, "#4a4638")[point % 2],
        )
    for x in range(60, 560, 50):
        c.box(x, 760, 25, 9, INK)
        c.box(x + 25, 760, 25, 9, SNOW)


@picture("strait-routes", 675)
def strait_routes(c: Canvas) -> None:
    """Draw shipping lanes through the strait, seen as a chart at night."""
    charted(c, "#16324a", "#0e2234", "#2b3f45", "#7fa3a8")
    for lane, (bend, colour) in enumerate(((0, OCHRE), (34, ROSE), (-40, TEAL), (70, SAND))):
        path = smooth(
            ((430 + bend, -20), (450 + bend, 180), (440 + bend * 0.4, 330), (420 + bend * 0.4, 460), (440 + bend, 700))
        )
        for index in range(0, len(path) - 1, 2):
            c.line([path[index], path[index + 1]], colour, 3)
        for stop in range(8 + lane, len(path), 17):
            x, y = path[stop]
            c.glow(x, y, 26, colour, 0.9)
            c.poly([(x - 6, y + 10), (x + 6, y + 10), (x + 6, y - 4), (x, y - 14), (x - 6, y - 4)], SNOW)
    for x, y in ((650, 408), (560, 376), (612, 556), (668, 88)):
        c.glow(x + 20, y, 44, "#ffdf97", 0.9)
        c.disc(x + 20, y, 5, "#fff1c4")


@picture("warming-stripes", 675)
def warming_stripes(c: Canvas) -> None:
    """Draw bars from blue to red over a quiet sea."""
    count = 64
    for index in range(count):
        warm = index / count + c.random.gauss(0, 0.13)
        colour = (
            mix("#1d4a6b", "#cfdcd6", warm * 2) if warm < 0.5 else mix("#efdcc0", "#9c2f22", min(1, (warm - 0.5) * 2))
        )
        c.box(index * 1200 / count, 0, 1200 / count + 1, 520, mix("#1d4a6b", colour, 1) if warm > 0 else "#1d4a6b")
    c.water(500, "#6b7f86", "#16283a", MIST, 900)
    c.mirror(500, 660, 0.45)
    c.box(0, 498, 1200, 3, SNOW)
