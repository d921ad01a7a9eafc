"""Pictures of games and races."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import BRICK, INK, LEAF, MOSS, OCHRE, PLUM, SAND, SEA, SNOW, TEAL, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("stadium-lights")
def stadium_lights(c: Canvas) -> None:
    """Draw a pitch under floodlights, the stands full."""
    c.wash("#101c2e", "#2f4a63", 0, 330)
    c.shaded([(0, 230), (1200, 230), (1200, 450), (0, 450)], "#26313f", "#3a4450")
    for row in range(14):
        for seat in range(120):
            colour = c.random.choice((BRICK, SNOW, SEA, OCHRE, "#3d4a58", "#566270", SAND))
            c.disc(
                seat * 10.2 + (row % 2) * 5,
                250 + row * 13.6,
                3.4,
                mix(colour, "#26313f", 0.25 + 0.3 * c.random.random()),
            )
    c.box(0, 440, 1200, 24, "#d8d3c4")
    for board in range(8):
        c.box(board * 150, 440, 148, 24, (SEA, BRICK, TEAL, OCHRE)[board % 4])
    for stripe in range(9):
        shade = "#5d8a4c" if stripe % 2 else "#6d9a58"
        c.poly(
            [
                (stripe * 134, 462),
                (stripe * 134 + 134, 462),
                (600 + (stripe * 134 + 134 - 600) * 1.75, 800),
                (600 + (stripe * 134 - 600) * 1.75, 800),
            ],
            shade,
        )
    c.line([(-140, 700), (1340, 700)], SNOW, 5)
    c.line([(0, 500), (1200, 500)], SNOW, 3)
    c.ring(600, 590, 190, SNOW, 4, 0.36)
    c.disc(600, 590, 8, SNOW, 0.6)
    team = (
        (300, 560, BRICK),
        (420, 640, BRICK),
        (640, 560, BRICK),
        (820, 610, BRICK),
        (360, 600, SNOW),
        (540, 680, SNOW),
        (700, 640, SNOW),
        (940, 560, SNOW),
        (240, 690, BRICK),
    )
    for x, y, coat in team:
        c.disc(x, y + 2, 22, "#47703a", 0.3)
        things.person(c, x, y, 0.62 + (y - 540) / 300, coat)
    c.disc(596, 668, 9, SNOW)
    for x in (110, 1090):
        c.line([(x, 440), (x, 90)], "#1d2733", 8)
        c.box(x - 60, 60, 120, 56, "#1d2733", 6)
        for lamp in range(8):
            c.disc(x - 42 + (lamp % 4) * 28, 76 + (lamp // 4) * 25, 9, SNOW)
        c.glow(x, 88, 330, "#f6f3d8", 0.6)


@picture("cycling-climb", 675)
def cycling_climb(c: Canvas) -> None:
    """Draw riders on a mountain road."""
    c.wash("#8fb5bf", "#f6e9c8", 0, 400)
    c.ridge(330, 110, "#8fa0a0", "#b5b79f", 0.52, 460)
    c.ridge(430, 60, "#7d8f6c", "#98a276", 0.5)
    c.shaded([(0, 620), (1200, 400), (1200, 500), (0, 675)], "#8b8880", "#6f6c66")
    c.line([(0, 646), (1200, 448)], SNOW, 3)
    c.poly([(0, 675), (1200, 500), (1200, 675)], MOSS)
    for x, shirt, size in (
        (1010, SNOW, 0.72),
        (880, TEAL, 0.8),
        (700, OCHRE, 0.95),
        (470, BRICK, 1.15),
        (215, SEA, 1.3),
    ):
        y = 648 - x * 0.172
        for wheel in (-38, 38):
            wy = y - 22 * size - wheel * size * 0.17
            c.ring(x + wheel * size, wy, 27 * size, INK, 3.2 * size)
        hub, seat, bars = (x, y - 26 * size), (x - 16 * size, y - 70 * size), (x + 32 * size, y - 78 * size)
        for a, b in (
            (hub, seat),
            (hub, bars),
            (seat, bars),
            ((x - 38 * size, y - 16 * size), hub),
            (bars, (x + 38 * size, y - 28 * size)),
        ):
            c.line([a, b], PLUM, 3.4 * size)
        c.line([seat, (x + 10 * size, y - 52 * size), (x + 4 * size, y - 22 * size)], "#7a4a36", 9 * size)
        c.poly(
            [
                (x - 24 * size, y - 74 * size),
                (x - 4 * size, y - 74 * size),
                (x + 26 * size, y - 108 * size),
                (x + 6 * size, y - 120 * size),
            ],
            shirt,
        )
        c.line([(x + 18 * size, y - 110 * size), (x + 31 * size, y - 80 * size)], "#7a4a36", 6 * size)
        c.disc(x + 28 * size, y - 122 * size, 12 * size, "#8a5a44")
        c.arc(x + 28 * size, y - 123 * size, 12 * size, 180, 350, shirt, 7 * size)
    for x in range(20, 420, 34):
        things.person(c, x, 470 - x * 0.02 + c.random.uniform(-6, 6), 0.5, c.random.choice((BRICK, SEA, OCHRE, SNOW)))
    things.bunting(c, (0, 250), (430, 290))


@picture("rowing-eights", 675)
def rowing_eights(c: Canvas) -> None:
    """Draw two boats from above, oars out, wakes behind them."""
    c.wash("#3f7d8c", "#1d566a", 0)
    for _ in range(260):
        c.streak(
            c.random.uniform(0, 1200),
            c.random.uniform(0, 675),
            c.random.uniform(8, 46),
            2.4,
            mix("#8dbcc0", "#2c6a7c", c.random.random()),
        )
    for y in (112, 337, 562):
        for x in range(40, 1200, 120):
            c.disc(x, y, 7, OCHRE if (x // 120) % 2 else SNOW)
    for y, start, hull, shirt in ((225, 330, SAND, BRICK), (450, 210, SNOW, "#e3b23f")):
        for step in range(40):
            c.streak(
                start - 40 - step * 12, y + math.sin(step) * (4 + step * 0.5), 26, 4, mix(SNOW, "#3f7d8c", step / 40)
            )
        c.poly(
            [
                (start - 60, y),
                (start + 40, y - 15),
                (start + 600, y - 15),
                (start + 720, y),
                (start + 600, y + 15),
                (start + 40, y + 15),
            ],
            hull,
        )
        c.poly(
            [(start + 20, y - 8), (start + 610, y - 8), (start + 610, y + 8), (start + 20, y + 8)], mix(hull, INK, 0.5)
        )
        for seat in range(8):
            x = start + 80 + seat * 64
            side = 1 if seat % 2 else -1
            c.line([(x + 6, y), (x - 54, y + side * 106)], INK, 4)
            c.poly(
                [(x - 50, y + side * 92), (x - 38, y + side * 98), (x - 58, y + side * 132), (x - 72, y + side * 124)],
                shirt,
            )
            c.disc(x - 66, y + side * 136, 15, SNOW, 0.5)
            c.disc(x, y, 15, shirt, 0.85)
            c.disc(x + 4, y, 8, "#7a4a36")
        c.disc(start + 40, y, 12, INK)


@picture("chess-hall", 675)
def chess_hall(c: Canvas) -> None:
    """Draw a board close up, two pieces in the light."""
    c.wash("#3b2f2a", "#6b5646", 0, 380)
    for x in (180, 520, 900, 1080):
        c.glow(x, 120, 130, "#e9c890", 0.35)
    c.wash("#2a201a", "#1d1612", 360)
    for row in range(7):
        for column in range(-5, 5):
            near, far = 1 / (1.75 - row * 0.215), 1 / (1.75 - (row + 1) * 0.215)
            light = (row + column) % 2
            c.poly(
                [
                    (600 + column * 150 * near, 250 + 190 * near),
                    (600 + (column + 1) * 150 * near, 250 + 190 * near),
                    (600 + (column + 1) * 150 * far, 250 + 190 * far),
                    (600 + column * 150 * far, 250 + 190 * far),
                ],
                "#e3c795" if light else "#6b452b",
            )
    for x, y, size, colour, king in (
        (380, 560, 1.25, "#efe3c4", True),
        (760, 500, 1.0, "#241a15", False),
        (930, 440, 0.75, "#241a15", True),
        (560, 420, 0.62, "#efe3c4", False),
    ):
        c.disc(x, y + 6 * size, 66 * size, "#1d1612", 0.28)
        outline = [(58, 0), (60, 16), (40, 30), (26, 60), (20, 130), (34, 142), (34, 152), (22, 158), (30, 190)]
        outline = outline if king else [*outline[:5], (30, 126), (36, 150), (22, 176), (6, 186)]
        c.shaded(
            [(x + w * size, y - h * size) for w, h in outline]
            + [(x - w * size, y - h * size) for w, h in reversed(outline)],
            mix(colour, SNOW, 0.15),
            mix(colour, "#8a6a48", 0.35),
        )
        c.poly(
            [(x + w * size * 0.4, y - h * size) for w, h in outline]
            + [(x + w * size, y - h * size) for w, h in reversed(outline)],
            INK,
            0.22,
        )
        if king:
            c.box(x - 4 * size, y - 226 * size, 8 * size, 38 * size, colour)
            c.box(x - 14 * size, y - 214 * size, 28 * size, 8 * size, colour)


@picture("swimmers-lanes", 675)
def swimmers_lanes(c: Canvas) -> None:
    """Draw a pool from above, eight lanes, arms and splashes."""
    c.wash("#63b3bd", "#4aa0b0", 0)
    for _ in range(160):
        x, y = c.random.uniform(0, 1200), c.random.uniform(0, 675)
        c.arc(x, y, c.random.uniform(14, 40), c.random.uniform(0, 180), c.random.uniform(190, 320), "#86cad0", 2)
    for lane in range(9):
        y = lane * 84
        for x in range(0, 1200, 26):
            c.box(x, y - 4, 22, 8, (BRICK, SNOW)[(x // 26) % 2] if lane % 2 else (SEA, SNOW)[(x // 26) % 2], 4)
    for lane in range(8):
        y, x = 42 + lane * 84, c.random.uniform(420, 960)
        c.box(0, y - 6, 1200, 12, "#3d8c9e")
        for step in range(14):
            c.streak(x - 40 - step * 15, y + c.random.uniform(-13, 13), 22, 6, mix(SNOW, "#63b3bd", step / 15))
        c.poly([(x - 92, y - 9), (x + 4, y - 15), (x + 4, y + 15), (x - 92, y + 9)], "#b57a58")
        c.line([(x, y - 8), (x + 48, y - 20), (x + 72, y - 6)], "#b57a58", 9)
        c.line([(x - 8, y + 12), (x - 34, y + 32)], "#a06a4a", 9)
        c.disc(x + 17, y, 15, (OCHRE, BRICK, SNOW, LEAF, INK, PLUM, SEA, SAND)[lane])
        for _ in range(14):
            c.disc(x + 70 + c.random.gauss(0, 13), y - 6 + c.random.gauss(0, 11), c.random.uniform(1.5, 5), SNOW)
