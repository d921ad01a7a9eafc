"""Pictures of towns: skylines, streets, bridges, markets."""

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    LEAF,
    MOSS,
    NAVY,
    OCHRE,
    PAPER,
    PLUM,
    ROSE,
    SAND,
    SEA,
    SLATE,
    SNOW,
    TEAL,
    Canvas,
    mix,
)
from newsroom.sample.draw.register import picture


def block(
    c: Canvas, x: float, base: float, wide: float, high: float, wall: str, lit: float, lamp: str = "#ffdf97"
) -> None:
    """Draw a tall building with a grid of windows, ``lit`` of them (0 to 1) with the light on."""
    c.box(x, base - high, wide, high, wall)
    c.poly(
        [(x + wide * 0.72, base), (x + wide, base), (x + wide, base - high), (x + wide * 0.72, base - high)], INK, 0.14
    )
    for row in range(int(high / 22) - 1):
        for column in range(int(wide / 17)):
            shade = lamp if c.random.random() < lit else mix(wall, INK, 0.25)
            c.box(x + 6 + column * 17, base - high + 12 + row * 22, 9, 12, shade)


@picture("skyline-dusk")
def skyline_dusk(c: Canvas) -> None:
    """Draw a port city at dusk, its lights on the water."""
    c.wash("#28415c", "#eeb68d", 0, 520)
    c.clouds(230, "#c98d84", 6, 1.1, 0.4)
    for layer, (pale, lit, base) in enumerate(((0.55, 0.12, 505), (0.28, 0.3, 515), (0, 0.45, 525))):
        x = -20.0
        while x < 1200:
            wide = c.random.uniform(48, 110)
            high = c.random.uniform(90, 300 - layer * 55) * (1.25 - abs(x - 600) / 900)
            block(c, x, base, wide, high, mix("#25324a", "#c79a8e", pale), lit)
            x += wide + c.random.uniform(-4, 14)
    c.poly([(560, 525), (584, 180), (592, 120), (600, 180), (624, 525)], "#1d2a40")
    c.water(522, "#9c7f80", "#16283c", "#ffd79a", 600)
    c.mirror(522, 740, 0.55)
    for _ in range(120):
        c.streak(
            c.random.uniform(0, 1200),
            c.random.uniform(530, 790),
            c.random.uniform(6, 34),
            2.2,
            mix("#ffd79a", NAVY, c.random.random() * 0.7),
        )


@picture("cable-bridge")
def cable_bridge(c: Canvas) -> None:
    """Draw a cable-stayed bridge over the estuary."""
    c.wash("#86aab4", "#f4e2c1", 0, 520)
    c.clouds(230, SNOW, 6, 1.2, 0.8)
    c.ridge(500, 40, "#86989b", "#a2adaa", 0.5, 540)
    c.water(528, "#a3bdb9", "#275264", "#f6eed9", 760)
    for x, size in ((330, 1.0), (830, 1.0)):
        top = 130
        for side in (-1, 1):
            for stay in range(1, 12):
                c.line([(x, top + stay * 9), (x + side * stay * 29, 470 - (x - 600) * 0)], "#e9ece4", 1.6)
        c.poly([(x - 13 * size, 640), (x - 6 * size, top), (x + 6 * size, top), (x + 13 * size, 640)], "#3c4b57")
        c.box(x - 26, 600, 52, 50, "#4b5a64")
    c.poly([(-5, 462), (1205, 462), (1205, 480), (-5, 480)], "#33424e")
    c.box(-5, 456, 1210, 6, "#d9d3c2")
    for x in range(20, 1200, 74):
        c.box(x + c.random.uniform(-16, 16), 447, 22, 10, c.random.choice((BRICK, OCHRE, SNOW, SEA)), 3)
    c.mirror(560, 740, 0.25)
    things.sailboat(c, 590, 620, 0.75, SNOW)


@picture("domes-evening")
def domes_evening(c: Canvas) -> None:
    """Draw a southern harbour town of domes and flat roofs at evening."""
    c.wash("#4e5f86", "#f6c58f", 0, 520)
    c.disc(920, 180, 40, "#fbeccb")
    c.clouds(260, "#e2a08a", 5, 1, 0.35)
    c.ridge(440, 60, "#9a7f86", "#b98f80", 0.5, 520)
    for layer, (pale, base) in enumerate(((0.5, 520), (0.25, 570), (0, 640))):
        x = -30.0
        while x < 1220:
            wide, high = c.random.uniform(70, 140), c.random.uniform(70, 170)
            wall = mix(c.random.choice(("#c98f62", "#e2bd86", "#b57a58", "#d9a877")), "#d9a08a", pale)
            c.box(x, base - high, wide, high + 6, wall)
            c.poly(
                [
                    (x + wide * 0.6, base + 6),
                    (x + wide, base + 6),
                    (x + wide, base - high),
                    (x + wide * 0.6, base - high),
                ],
                INK,
                0.15,
            )
            if c.random.random() < 0.3:
                dome = c.random.choice((TEAL, "#4c7f86", SNOW))
                c.disc(x + wide / 2, base - high, wide * 0.36, mix(dome, "#d9a08a", pale))
                c.box(x, base - high, wide, wide * 0.38, wall)
                c.line([(x + wide / 2, base - high - wide * 0.36), (x + wide / 2, base - high - wide * 0.52)], INK, 2)
            for _ in range(3):
                c.box(
                    x + c.random.uniform(10, wide - 24),
                    base - high + c.random.uniform(16, 60),
                    11,
                    18,
                    c.random.choice(("#ffe3a1", "#5b3a35")),
                    5,
                )
            x += wide + c.random.uniform(-14, 12)
        if layer == 1:
            c.box(420, 200, 34, 380, "#d9b07c")
            c.box(410, 250, 54, 12, "#b98a5c")
            c.disc(437, 200, 20, TEAL)
            c.box(417, 200, 40, 22, "#d9b07c")
    c.water(640, "#b98a78", "#2b3c58", "#ffdca3", 900)
    c.mirror(640, 790, 0.4)


@picture("housing-blocks", 675)
def housing_blocks(c: Canvas) -> None:
    """Draw a facade of balconies, one window lit."""
    c.wash("#aebfc2", "#e9dfc6", 0)
    walls = ("#d8c7a4", "#c2a888", "#b7b9ac")
    for column in range(8):
        for row in range(6):
            x, y = column * 150, row * 116 - 8
            wall = walls[(column // 2) % 3]
            c.box(x, y, 150, 116, wall)
            lit = (column, row) == (5, 2)
            c.box(x + 26, y + 18, 46, 74, "#ffe29a" if lit else mix("#3f5360", SEA, c.random.random() * 0.5))
            c.box(x + 82, y + 18, 42, 48, "#ffe29a" if lit else mix("#3f5360", SLATE, c.random.random()))
            if c.random.random() < 0.35:
                c.box(x + 82, y + 18, 42, c.random.uniform(10, 34), c.random.choice((PAPER, ROSE, SAND)))
            c.box(x + 10, y + 82, 130, 9, mix(wall, INK, 0.35))
            for bar in range(12):
                c.box(x + 14 + bar * 11, y + 64, 2.4, 20, mix(wall, INK, 0.45))
            c.box(x + 10, y + 62, 130, 4, mix(wall, INK, 0.5))
            if c.random.random() < 0.3:
                for leaf in range(7):
                    c.disc(x + 26 + leaf * 15, y + 66 + c.random.uniform(-7, 3), 9, c.random.choice((MOSS, LEAF)))
            if c.random.random() < 0.16:
                c.line([(x + 16, y + 40), (x + 136, y + 44)], INK, 1)
                for shirt in range(4):
                    c.box(x + 22 + shirt * 28, y + 42, 19, 22, c.random.choice((SNOW, BRICK, TEAL, OCHRE)))
        if column % 2 == 0:
            c.box(column * 150 - 3, 0, 6, 675, "#8a8272")
    c.glow(5 * 150 + 60, 2 * 116 + 50, 130, "#ffe9b0", 0.45)


@picture("parliament-steps", 675)
def parliament_steps(c: Canvas) -> None:
    """Draw a colonnade above broad steps, flags and small people."""
    c.wash("#7ea1ae", "#efe4c8", 0, 480)
    c.clouds(110, SNOW, 6, 1.1, 0.85)
    c.poly([(200, 190), (600, 76), (1000, 190)], "#d9cba9")
    c.poly([(270, 180), (600, 92), (930, 180)], "#c2b28c")
    c.box(190, 188, 820, 30, "#e6dabb")
    c.box(206, 216, 788, 240, "#6b6656")
    for column in range(8):
        x = 216 + column * 106
        c.shaded([(x, 218), (x + 40, 218), (x + 42, 452), (x - 2, 452)], "#f1e8cf", "#d3c5a0")
        c.box(x + 27, 220, 14, 232, "#b3a57f")
        c.box(x - 6, 216, 52, 11, "#e6dabb")
        c.box(x - 6, 446, 52, 12, "#e6dabb")
    for step in range(11):
        y, left = 456 + step * 20, 180 - step * 26
        c.box(left, y, 1200 - 2 * left, 20, mix("#e9ddbd", "#b8aa86", step / 14))
        c.box(left, y + 16, 1200 - 2 * left, 4, "#a0936f")
    for x, y, size, coat in (
        (420, 560, 0.7, "#2f4456"),
        (452, 562, 0.7, PLUM),
        (700, 600, 0.85, BRICK),
        (840, 640, 1, "#33424e"),
        (300, 650, 1.05, MOSS),
    ):
        things.person(c, x, y, size, coat)
    for x, colour in ((110, BRICK), (1090, SEA)):
        c.line([(x, 470), (x, 120)], INK, 4)
        c.poly([(x + 2, 124), (x + 92, 138), (x + 80, 162), (x + 92, 186), (x + 2, 178)], colour)
