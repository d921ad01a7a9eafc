"""Pictures of the valley: roofs, a bell, a hut, a tunnel, a cellar, an aerial."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import BRICK, INK, MOSS, OCHRE, SAND, SEA, SLATE, SNOW, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("valley-chimneys", 675)
def valley_chimneys(c: Canvas) -> None:
    """Draw a village under hills, bricks in the street, ladders at the roofs."""
    c.wash("#a9bcc0", "#f0e0c0", 0, 330)
    c.ridge(250, 100, "#7d918c", "#a3ab94", 0.52, 400)
    c.ridge(340, 60, "#5f7763", "#7d8d68", 0.5, 470)
    c.wash("#a89b80", "#6f6450", 470)
    for index in range(8):
        x, high = 10 + index * 150, c.random.uniform(120, 190)
        wall = c.random.choice(("#efe3c8", "#d8c0a0", "#c9b8a0", "#e7d2b0"))
        things.house(c, x, 500, 128, high, wall, c.random.choice((BRICK, "#7c4434", "#4d5961")), "#fbe7ad")
        if index % 3:
            c.box(x + 84, 500 - high - 88, 24, 60, "#8a4a38")
        else:
            for _ in range(16):
                c.box(
                    x + c.random.uniform(30, 150),
                    c.random.uniform(500, 530),
                    16,
                    9,
                    mix(BRICK, SAND, c.random.random() * 0.4),
                )
    for x in (560, 1010):
        for side in (0, 26):
            c.line([(x + side, 560), (x + 44 + side, 300)], "#c9a05c", 5)
        for rung in range(11):
            c.line([(x + 4 * rung, 545 - rung * 23), (x + 26 + 4 * rung, 545 - rung * 23)], "#c9a05c", 4)
    things.person(c, 596, 462, 0.9, BRICK)
    things.person(c, 330, 590, 1.2, SEA)
    things.person(c, 380, 596, 1.2, OCHRE)


@picture("bell-tower")
def bell_tower(c: Canvas) -> None:
    """Draw a bell in an open tower, swung to one side, hills behind."""
    c.wash("#8fb3c0", "#f6e2ba", 0, 620)
    c.clouds(170, SNOW, 5, 1.1, 0.7)
    c.ridge(560, 120, "#6f8a86", "#97a58e", 0.52)
    c.ridge(690, 70, "#4f6a58", "#3a5044", 0.5)
    for left in (230, 870):
        c.shaded([(left, 0), (left + 100, 0), (left + 100, 800), (left, 800)], "#d9cbb0", "#a3937a")
        c.box(left + 70, 0, 30, 800, "#8f806a")
    c.box(200, 640, 800, 160, "#b8a88c")
    c.box(200, 640, 800, 18, "#e2d6bc")
    c.shaded([(200, 0), (1000, 0), (1000, 96), (200, 96)], "#8a6b48", "#5f4830")
    tilt, top = 0.34, (600.0, 110.0)
    outline = [(s / 20, 60 + 130 * (s / 20) ** 2.6 + 12 * math.sin(math.pi * s / 20)) for s in range(21)]
    points = [
        _turned(top, side * half, 70 + along * 330, tilt)
        for side, row in ((1, outline), (-1, outline[::-1]))
        for along, half in row
    ]
    c.line([top, _turned(top, 0, 80, tilt)], INK, 14)
    c.shaded(points, "#c9a25a", "#6b4a22")
    c.line([_turned(top, -186, 398, tilt), _turned(top, 186, 398, tilt)], "#e8cb86", 8)
    c.line([_turned(top, -92, 210, tilt), _turned(top, 92, 210, tilt)], "#8a6a34", 4)
    c.disc(*_turned(top, 40, 440, tilt), 28, "#3f2f1a")


def _turned(centre: tuple[float, float], x: float, y: float, angle: float) -> tuple[float, float]:
    """Return a point that lies at (x, y) below a centre, turned about it."""
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


@picture("hut-in-fog", 675)
def hut_in_fog(c: Canvas) -> None:
    """Draw a stone hut in fog, a light in its window."""
    c.wash("#c3cbc8", "#e6e4d8", 0)
    c.ridge(360, 120, "#b3bdbb", "#d5d8d0", 0.55)
    c.ridge(470, 70, "#9fada8", "#c9cfc4", 0.5)
    c.soften(4)
    c.glow(640, 470, 330, "#ffe6ac", 0.55)
    c.shaded([(500, 430), (790, 430), (790, 560), (500, 560)], "#8b8d86", "#6a6d68")
    for _ in range(90):
        x, y = c.random.uniform(504, 772), c.random.uniform(436, 552)
        c.box(x, y, c.random.uniform(14, 30), c.random.uniform(8, 14), mix("#7f827c", "#a5a69d", c.random.random()), 3)
    c.poly([(480, 438), (810, 438), (740, 362), (548, 362)], "#4f5552")
    c.box(606, 462, 54, 46, "#ffd98a", 3)
    c.box(630, 462, 5, 46, "#5f4a30")
    c.box(700, 468, 48, 92, "#5f4a36", 3)
    c.shaded([(0, 560), (1200, 540), (1200, 675), (0, 675)], "#a3ab90", "#7b866a")
    for x in (140, 260, 960, 1080):
        things.conifer(c, x, 590, c.random.uniform(1.4, 2.2), "#a3b0aa")
    for y in (330, 430, 540):
        c.clouds(y, "#e4e6e0", 5, 1.9, 0.4)


@picture("tunnel-light", 675)
def tunnel_light(c: Canvas) -> None:
    """Draw the inside of a tunnel, a hole of light in the rock at its end."""
    c.wash("#1a1b1d", "#26241f", 0)
    for ring in range(9):
        radius = 620 - ring * 58
        c.disc(600, 380, radius, mix("#2a2927", "#5f574a", ring / 9))
        c.ring(600, 380, radius, mix("#3a3833", "#8a7f6a", ring / 9), 6)
    c.shaded([(0, 675), (1200, 675), (690, 450), (510, 450)], "#4a443a", "#2a2620")
    for side in (-1, 1):
        c.line([(600 + side * 330, 675), (600 + side * 34, 440)], "#8f8674", 6)
    c.disc(600, 380, 96, "#6f6656")
    for _ in range(26):
        angle, reach = c.random.uniform(0, 6.28), c.random.uniform(40, 96)
        x, y = 600 + math.cos(angle) * reach, 380 + math.sin(angle) * reach
        c.disc(x, y, c.random.uniform(8, 20), mix("#5a5244", "#8a7f6a", c.random.random()))
    c.glow(606, 372, 420, "#fff2cc", 0.95)
    c.disc(606, 372, 40, "#fffbe8", 1.1)
    for x, size, coat in ((430, 1.5, OCHRE), (486, 1.35, "#d96a2f"), (760, 1.45, OCHRE), (822, 1.6, "#d96a2f")):
        things.person(c, x, 590, size, coat)
        c.disc(x, 590 - 94 * size, 10 * size, "#f2c230", 0.6)
    for lamp in range(6):
        c.glow(120 + lamp * 60, 150 + lamp * 36, 60 - lamp * 6, "#ffe0a0", 0.8)


@picture("cheese-cellar")
def cheese_cellar(c: Canvas) -> None:
    """Draw vaults full of wheels on boards."""
    c.wash("#4a4036", "#2b251f", 0)
    for vault, radius in enumerate((560, 470, 380)):
        c.disc(600, 400, radius, mix("#5a4e40", "#8a7a60", vault / 3))
    c.shaded([(0, 800), (1200, 800), (760, 560), (440, 560)], "#6f624e", "#4a4034")
    c.glow(600, 330, 420, "#ffdf9a", 0.7)
    for side in (-1, 1):
        for column in range(5):
            size = 1.35 - column * 0.22
            x = 600 + side * (520 - column * 84)
            for board in range(6):
                y = 700 - column * 34 - board * 96 * size
                c.box(x - 78 * size, y, 156 * size, 9 * size, "#a07a4a")
                for wheel in range(2):
                    tone = mix("#d9a94f", "#a8742c", c.random.random())
                    left = x - 72 * size + wheel * 76 * size
                    c.box(left, y - 34 * size, 68 * size, 33 * size, tone, 12 * size)
                    c.box(left, y - 34 * size, 68 * size, 8 * size, mix(tone, SNOW, 0.35), 8 * size)
    c.line([(600, 60), (600, 250)], INK, 3)
    c.disc(600, 262, 15, "#fff4cf")
    things.person(c, 600, 620, 1.5, SNOW)


@picture("laundry-antenna", 675)
def laundry_antenna(c: Canvas) -> None:
    """Draw an aerial on a roof between clothes lines, evening behind it."""
    c.wash("#32506a", "#f0bf8a", 0, 520)
    c.stars(60, 240)
    c.glow(300, 500, 360, "#ffdca0", 0.8)
    for x in range(0, 1200, 70):
        c.box(x, 520 - c.random.uniform(20, 110), 66, 160, mix("#4a4a58", "#6f6470", c.random.random()))
    c.shaded([(0, 560), (1200, 560), (1200, 675), (0, 675)], "#8a6a58", "#4f3c34")
    c.box(0, 552, 1200, 14, "#a98a70")
    c.line([(820, 560), (820, 250)], INK, 9)
    c.line([(560, 360), (1040, 190)], INK, 7)
    for index in range(9):
        x, y, half = 590 + index * 54, 350 - index * 19, 74 - index * 5
        c.line([(x - half * 0.33, y - half), (x + half * 0.33, y + half)], "#26323c", 5)
    c.line([(90, 400), (90, 560)], INK, 7)
    c.line([(560, 400), (560, 560)], INK, 7)
    c.line([(90, 404), (200, 424), (330, 430), (450, 424), (560, 404)], SNOW, 2.5)
    for x, colour, wide in ((120, SNOW, 88), (222, "#9fc0c6", 62), (300, OCHRE, 70), (386, SNOW, 90), (490, MOSS, 46)):
        c.box(x, 420, wide, 92, mix(colour, SLATE, 0.25), 4)
