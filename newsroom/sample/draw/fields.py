"""Pictures of fields and gardens."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    INK,
    LEAF,
    MIST,
    NAVY,
    OCHRE,
    PAPER,
    ROSE,
    SAND,
    SLATE,
    SNOW,
    Canvas,
    mix,
)
from newsroom.sample.draw.register import picture


@picture("orchard-rows")
def orchard_rows(c: Canvas) -> None:
    """Draw rows of trees that run to the hills, blossom on them."""
    c.wash("#9fc1c4", "#f5ebcb", 0, 380)
    c.clouds(150, SNOW, 5, 1, 0.85)
    c.ridge(360, 60, "#8ba293", "#a9b79a", 0.5, 420)
    c.wash("#a9b36d", "#6c7d42", 400)
    for row in (-3, -2, -1, 0, 1, 2, 3):
        c.poly(
            [
                (600 + row * 46 - 8, 402),
                (600 + row * 46 + 8, 402),
                (600 + row * 330 + 60, 800),
                (600 + row * 330 - 60, 800),
            ],
            "#8a7a4a",
        )
    for depth in range(9):
        y, size = 414 + 40 * depth + depth**2 * 3.2, 0.22 + 0.15 * depth
        for row in range(-4, 4):
            x = 600 + (row + 0.5) * (52 + depth * 42)
            things.tree(c, x, y, size, "#7d9a5c", "#f3dfd6")


@picture("greenhouse-valley", 675)
def greenhouse_valley(c: Canvas) -> None:
    """Draw lit greenhouses in a valley at dusk."""
    c.wash("#37536b", "#e2a884", 0, 360)
    c.wash("#e2a884", "#c98f72", 360)
    c.ridge(320, 90, "#5c6573", "#7b7378", 0.5, 420)
    c.ridge(380, 60, "#3d4c55", "#4d5655", 0.5, 450)
    c.wash("#46584a", "#25352f", 410)
    for depth in range(5):
        y, size = 440 + depth * 52, 0.5 + depth * 0.28
        for column in range(-3, 4):
            x = 600 + column * 215 * size
            half, high = 92 * size, 34 * size
            c.shaded(
                [
                    (x - half, y + high),
                    (x - half, y),
                    (x - half * 0.5, y - high * 0.7),
                    (x, y),
                    (x + half * 0.5, y - high * 0.7),
                    (x + half, y),
                    (x + half, y + high),
                ],
                "#fff1bf",
                "#e5b866",
            )
            for bar in range(9):
                c.line([(x - half + bar * half / 4, y), (x - half + bar * half / 4, y + high)], "#b98a45", 1.4 * size)
        c.glow(600, y, 500, "#ffdf9a", 0.13)
    c.stars(60, 160)


@picture("terraced-hills")
def terraced_hills(c: Canvas) -> None:
    """Draw terraces step down to the sea, olive and ochre."""
    c.wash("#a9cbd0", "#f4ead0", 0, 300)
    c.water(280, "#8ab6bb", "#3c7c8c", "#eef3e4", 200, 420)
    for step in range(13):
        part = step / 12
        base = 330 + step * 38
        line = [(x, base + 46 * math.sin(x / 260 + step * 0.32) - x * 0.11 * (1 - part)) for x in range(0, 1201, 20)]
        c.shaded([*line, (1200, 800), (0, 800)], mix("#c9bf84", "#7d8a4a", part), mix("#a8a063", "#55652f", part))
        c.line(line, mix("#efe2b4", "#c9b679", part), 4 + 3 * part)
        for x, y in line[step % 3 :: 5]:
            things.tree(
                c,
                x + c.random.uniform(-12, 12),
                y + 26,
                0.2 + 0.26 * part,
                mix("#8a9a6a", "#4b5d33", part),
                mix("#b3bd8a", "#71834a", part),
            )
    c.box(780, 380, 70, 44, SNOW)
    c.box(836, 356, 58, 68, SAND)
    c.disc(865, 356, 29, ROSE)
    c.box(836, 358, 58, 30, SAND)
    c.box(800, 396, 14, 28, NAVY)
    c.box(858, 388, 14, 36, SLATE)


@picture("bees-meadow", 675)
def bees_meadow(c: Canvas) -> None:
    """Draw hives in a flowering meadow."""
    c.wash("#a5cad0", "#f8efd0", 0, 330)
    c.clouds(120, SNOW, 5, 1, 0.9)
    c.ridge(320, 50, "#8aa47f", "#a2b588", 0.5, 380)
    c.wash("#a8b865", "#5d7a3a", 350)
    for left, top, colour in ((250, 520, SNOW), (470, 500, "#8fb3bd"), (690, 505, OCHRE), (900, 525, ROSE)):
        for box in range(3):
            c.box(left, top - box * 52, 124, 50, mix(colour, INK, 0.05 * box))
            c.box(left + 80, top - box * 52, 44, 50, mix(colour, INK, 0.18))
        c.box(left - 8, top - 116, 140, 14, "#5b6368")
        c.box(left + 34, top + 34, 56, 8, INK)
        c.box(left + 6, top + 50, 12, 26, "#5b4632")
        c.box(left + 106, top + 50, 12, 26, "#5b4632")
    for _ in range(620):
        y = 360 + 315 * c.random.random() ** 0.6
        size = (y - 330) / 345
        x = c.random.uniform(0, 1200)
        c.line([(x, y), (x + 2, y + 26 * size)], LEAF, 2 * size)
        c.disc(x, y, 2 + 7 * size, c.random.choice((SNOW, OCHRE, ROSE, "#b88ab0", MIST, PAPER)))
    for _ in range(34):
        x, y = c.random.uniform(180, 1080), c.random.uniform(240, 470)
        c.disc(x, y, 4.4, "#3b2a14", 0.7)
        c.disc(x + 3, y - 4, 3.4, MIST, 0.6)
