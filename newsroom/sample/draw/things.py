"""What stands in several pictures: ships, cranes, trees, houses, people, all drawn where they touch the ground."""

import math

from newsroom.sample.draw.canvas import BRICK, INK, OCHRE, PAPER, SNOW, Canvas, mix


def container_ship(c: Canvas, x: float, y: float, size: float, hull: str, boxes: tuple[str, ...]) -> None:
    """Draw a laden ship from the side, its waterline at ``y``."""
    for column in range(11):
        for row in range(c.random.choice((2, 3, 3, 4))):
            c.box(
                x + (34 + column * 26) * size,
                y - (46 + row * 15) * size,
                24.4 * size,
                13.6 * size,
                c.random.choice(boxes),
            )
    c.poly([(x, y - 36 * size), (x + 392 * size, y - 36 * size), (x + 372 * size, y), (x + 26 * size, y)], hull)
    c.box(x + 330 * size, y - 112 * size, 34 * size, 76 * size, mix(PAPER, hull, 0.18))
    c.box(x + 322 * size, y - 120 * size, 50 * size, 12 * size, mix(PAPER, hull, 0.32))
    c.box(x + 340 * size, y - 146 * size, 13 * size, 28 * size, BRICK)


def gantry(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """Draw a quay crane with its boom out over the water."""
    for left in (0, 62):
        c.line([(x + left * size, y), (x + (left + 6) * size, y - 190 * size)], colour, 6 * size)
    c.line([(x + 2 * size, y - 60 * size), (x + 66 * size, y - 60 * size)], colour, 5 * size)
    c.line([(x + 2 * size, y - 60 * size), (x + 66 * size, y - 150 * size)], colour, 3 * size)
    c.line([(x - 150 * size, y - 176 * size), (x + 118 * size, y - 176 * size)], colour, 8 * size)
    c.line([(x + 30 * size, y - 250 * size), (x + 6 * size, y - 176 * size)], colour, 4 * size)
    c.line([(x + 30 * size, y - 250 * size), (x + 68 * size, y - 176 * size)], colour, 4 * size)
    for end in (-140, -70, 112):
        c.line([(x + 30 * size, y - 250 * size), (x + end * size, y - 177 * size)], colour, 1.6 * size)
    c.line([(x - 90 * size, y - 176 * size), (x - 90 * size, y - 118 * size)], colour, 1.2 * size)
    c.box(x - 104 * size, y - 118 * size, 28 * size, 13 * size, BRICK)


def lighthouse(c: Canvas, x: float, y: float, size: float, bands: tuple[str, str], lamp: str) -> tuple[float, float]:
    """Draw a tower with a dark gallery; return where its lamp is."""
    for step in range(6):
        low, high = y - step * 46 * size, y - (step + 1) * 46 * size
        wide, narrow = (34 - step * 2.6) * size, (34 - (step + 1) * 2.6) * size
        shade = bands[step % 2]
        c.poly([(x - wide, low), (x + wide, low), (x + narrow, high), (x - narrow, high)], shade)
        c.poly([(x + wide * 0.35, low), (x + wide, low), (x + narrow, high), (x + narrow * 0.35, high)], INK, 0.28)
    top = y - 276 * size
    c.box(x - 26 * size, top - 7 * size, 52 * size, 9 * size, INK)
    c.box(x - 14 * size, top - 36 * size, 28 * size, 30 * size, lamp)
    for bar in (-14, -1.5, 11):
        c.box(x + bar * size, top - 36 * size, 2.6 * size, 30 * size, INK)
    c.poly([(x - 19 * size, top - 35 * size), (x + 19 * size, top - 35 * size), (x, top - 58 * size)], INK)
    return x, top - 21 * size


def sailboat(c: Canvas, x: float, y: float, size: float, sail: str, hull: str = INK) -> None:
    """Draw a sloop heeling a little, its waterline at ``y``."""
    mast = (x + 9 * size, y - 112 * size)
    c.poly([(x - 2 * size, y - 10 * size), mast, (x + 62 * size, y - 14 * size)], sail)
    c.poly(
        [(x - 8 * size, y - 10 * size), (mast[0] - 3 * size, mast[1] + 8 * size), (x - 48 * size, y - 13 * size)],
        mix(sail, INK, 0.16),
    )
    c.line([(x - 4 * size, y - 4 * size), mast], hull, 2 * size)
    c.poly(
        [
            (x - 56 * size, y - 9 * size),
            (x + 60 * size, y - 9 * size),
            (x + 42 * size, y + 5 * size),
            (x - 38 * size, y + 5 * size),
        ],
        hull,
    )


def turbine(c: Canvas, x: float, y: float, size: float, colour: str, turn: float) -> None:
    """Draw a wind turbine whose foot is at ``y``; ``turn`` in degrees sets its blades."""
    hub = (x, y - 230 * size)
    c.poly([(x - 5 * size, y), (x + 5 * size, y), (x + 2.4 * size, hub[1]), (x - 2.4 * size, hub[1])], colour)
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        tip = (hub[0] + math.cos(angle) * 118 * size, hub[1] + math.sin(angle) * 118 * size)
        side = (hub[0] + math.cos(angle + 0.28) * 26 * size, hub[1] + math.sin(angle + 0.28) * 26 * size)
        c.poly([hub, side, tip], colour)
    c.disc(*hub, 5.5 * size, colour)


def house(c: Canvas, x: float, y: float, width: float, height: float, wall: str, roof: str, glow: str = SNOW) -> None:
    """Draw a gabled house front with windows."""
    c.box(x, y - height, width, height, wall)
    c.poly(
        [(x - width * 0.07, y - height), (x + width * 1.07, y - height), (x + width * 0.5, y - height - width * 0.55)],
        roof,
    )
    c.poly([(x + width * 0.62, y), (x + width, y), (x + width, y - height), (x + width * 0.62, y - height)], INK, 0.1)
    rows = max(1, int(height / 58))
    for row in range(rows):
        for column in range(2):
            light = glow if c.random.random() < 0.5 else mix(wall, INK, 0.6)
            c.box(
                x + width * (0.17 + column * 0.42),
                y - height + 16 + row * (height - 12) / rows,
                width * 0.23,
                min(30, height / rows * 0.5),
                light,
            )


def conifer(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """Draw a spruce in four tiers."""
    for tier in range(4):
        half, top = (34 - tier * 7.5) * size, y - (46 + tier * 30) * size
        c.poly([(x - half, y - (10 + tier * 27) * size), (x + half, y - (10 + tier * 27) * size), (x, top)], colour)
    c.box(x - 3 * size, y - 12 * size, 6 * size, 12 * size, mix(colour, INK, 0.5))


def tree(c: Canvas, x: float, y: float, size: float, crown: str, light: str) -> None:
    """Draw a round tree, lit from the left."""
    c.line([(x, y), (x, y - 52 * size)], mix(crown, INK, 0.55), 6 * size)
    for dx, dy, radius in ((0, -84, 40), (-26, -64, 28), (27, -66, 27), (4, -110, 27)):
        c.disc(x + dx * size, y + dy * size, radius * size, crown)
    for dx, dy, radius in ((-12, -92, 24), (-32, -68, 15), (-4, -116, 15)):
        c.disc(x + dx * size, y + dy * size, radius * size, light)


def person(c: Canvas, x: float, y: float, size: float, coat: str, skin: str = "#8a5a44") -> None:
    """Draw somebody standing, far enough away to be anybody."""
    c.line([(x - 5 * size, y), (x - 3 * size, y - 38 * size)], mix(coat, INK, 0.6), 7 * size)
    c.line([(x + 6 * size, y), (x + 3 * size, y - 38 * size)], mix(coat, INK, 0.6), 7 * size)
    c.poly(
        [
            (x - 13 * size, y - 30 * size),
            (x + 13 * size, y - 30 * size),
            (x + 11 * size, y - 76 * size),
            (x - 11 * size, y - 76 * size),
        ],
        coat,
    )
    c.disc(x, y - 87 * size, 9.5 * size, skin)


def bird(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """Draw a gull far off: two bent strokes."""
    c.line(
        [
            (x - 16 * size, y - 6 * size),
            (x - 6 * size, y - 8 * size),
            (x, y),
            (x + 7 * size, y - 9 * size),
            (x + 18 * size, y - 5 * size),
        ],
        colour,
        2.2 * size,
    )


def fish(c: Canvas, x: float, y: float, size: float, back: str, belly: str) -> None:
    """Draw a herring swimming to the left."""
    c.poly(
        [(x + 40 * size, y), (x + 66 * size, y - 17 * size), (x + 58 * size, y), (x + 66 * size, y + 17 * size)], back
    )
    upper = [(x + (a / 8 - 0.5) * 110 * size, y - math.sin(math.pi * a / 8) * 19 * size) for a in range(9)]
    lower = [(x + (a / 8 - 0.5) * 110 * size, y + math.sin(math.pi * a / 8) * 17 * size) for a in range(9)]
    c.poly([*upper, *reversed(lower)], back)
    c.poly([*[(px, y + 2 * size) for px, _ in upper], *reversed(lower)], belly)
    c.disc(x - 40 * size, y - 3 * size, 3.6 * size, SNOW)
    c.disc(x - 41 * size, y - 3 * size, 1.9 * size, INK)


def bunting(
    c: Canvas, start: tuple[float, float], end: tuple[float, float], colours: tuple[str, ...] = (BRICK, OCHRE, PAPER)
) -> None:
    """Draw a string of flags that sags between two points."""
    count = 13
    points = [
        (
            start[0] + (end[0] - start[0]) * t / count,
            start[1] + (end[1] - start[1]) * t / count + 46 * math.sin(math.pi * t / count),
        )
        for t in range(count + 1)
    ]
    c.line(points, INK, 1.4)
    for index, (x, y) in enumerate(points[1:-1]):
        c.poly([(x - 13, y), (x + 13, y), (x, y + 27)], colours[index % len(colours)])
