"""Pictures of public rooms: a chamber, a ward, a school."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    MIST,
    MOSS,
    OCHRE,
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


@picture("council-chamber")
def council_chamber(c: Canvas) -> None:
    """Draw the half circle of a chamber seen from above, some seats taken."""
    c.wash("#5b4733", "#2f2419", 0)
    c.disc(600, 700, 640, "#7a5f42", 0.92)
    c.disc(600, 700, 200, "#a98a5f", 0.9)
    for ring in range(6):
        radius = 250 + ring * 66
        count = 13 + ring * 4
        for seat in range(count):
            angle = math.pi * (0.04 + 0.92 * seat / (count - 1))
            x, y = 600 + math.cos(angle) * radius, 700 - math.sin(angle) * radius * 0.9
            colour = (BRICK, OCHRE, TEAL, SEA, MOSS)[min(4, int(seat / count * 5))]
            taken = c.random.random() < 0.8
            c.disc(x, y, 17, mix("#3a2c1f", INK, 0.2))
            if taken:
                c.disc(x, y + 2, 15, colour)
                c.disc(x, y - 7, 8, c.random.choice(("#c99a78", "#8a5a44", "#e2b896", "#6b4432")))
            else:
                c.disc(x, y, 13, mix("#7a5f42", SAND, 0.4))
        c.arc(600, 700, radius + 28, 190, 350, mix("#c9a877", "#5b4733", 0.4), 5)
    c.box(500, 640, 200, 66, "#4a3522", 8)
    c.box(500, 640, 200, 12, OCHRE, 4)
    things.person(c, 600, 660, 1.2, INK)
    c.box(560, 606, 80, 56, "#3a2919", 4)
    c.glow(600, 560, 460, "#fff0c8", 0.28)


@picture("hospital-corridor", 675)
def hospital_corridor(c: Canvas) -> None:
    """Draw a long pale corridor, doors on both sides, one bed."""
    c.wash("#e4ebe6", "#c9d6d2", 0)
    c.poly([(0, 0), (1200, 0), (730, 230), (470, 230)], "#f4f4ea")
    c.poly([(0, 675), (1200, 675), (730, 400), (470, 400)], "#9fb5b3")
    c.box(470, 230, 260, 170, "#f6efd6")
    c.box(540, 270, 120, 130, "#7fa0a4")
    c.box(597, 270, 4, 130, "#5b7c82")
    for step in range(6):
        near = 1 / (step * 0.42 + 0.5)
        far = 1 / (step * 0.42 + 0.72)
        for side in (-1, 1):
            x1, x2 = 600 + side * 300 * near, 600 + side * 300 * far
            c.poly(
                [(x1, 315 - 110 * near), (x2, 315 - 110 * far), (x2, 315 + 196 * far), (x1, 315 + 196 * near)],
                mix("#5f8d94", "#cfe0dc", step / 7),
            )
            c.poly(
                [
                    (x1, 315 + 60 * near),
                    (x1, 315 + 74 * near),
                    (600 + side * 300 / (step * 0.42 + 0.92), 315 + 74 / (step * 0.42 + 0.92)),
                    (600 + side * 300 / (step * 0.42 + 0.92), 315 + 60 / (step * 0.42 + 0.92)),
                ],
                "#b88a5c",
            )
        c.poly(
            [
                (600 - 70 * near, 315 - 190 * near),
                (600 + 70 * near, 315 - 190 * near),
                (600 + 70 * far, 315 - 190 * far),
                (600 - 70 * far, 315 - 190 * far),
            ],
            "#fffdf2",
        )
    c.poly([(690, 560), (960, 560), (900, 470), (720, 470)], SNOW)
    c.poly([(690, 560), (960, 560), (960, 588), (690, 588)], "#8aa6aa")
    c.poly([(735, 500), (915, 500), (945, 552), (705, 552)], "#a9c7cb")
    for x in (706, 940):
        c.line([(x, 588), (x, 640)], SLATE, 6)
        c.disc(x, 644, 10, INK)
    things.person(c, 520, 470, 0.95, TEAL)
    things.person(c, 556, 466, 0.92, SNOW)


@picture("school-desk", 675)
def school_desk(c: Canvas) -> None:
    """Draw a blackboard with a curve on it, rows of desks."""
    c.wash("#e7dcc0", "#d8c9a2", 0)
    c.box(150, 60, 900, 330, "#6b4f34", 8)
    c.shaded([(166, 76), (1034, 76), (1034, 374), (166, 374)], "#35524a", "#2a423c")
    c.line([(230, 330), (560, 330)], MIST, 3)
    c.line([(240, 340), (240, 110)], MIST, 3)
    c.line([(240 + t * 3, 330 - 190 / (1 + math.exp(-(t - 50) / 11))) for t in range(101)], "#f3e3a8", 5)
    for row, text in enumerate((180, 130, 210, 90)):
        c.line([(640 + t * 6, 140 + row * 46 + c.random.uniform(-3, 3)) for t in range(text // 4)], MIST, 4)
    c.disc(880, 270, 70, "#2a423c")
    c.ring(880, 270, 62, MIST, 3)
    c.line([(880, 270), (942, 270)], MIST, 3)
    c.line([(880, 270), (910, 216)], MIST, 3)
    c.box(150, 388, 900, 13, "#8a6a48")
    c.wash("#a98455", "#6f5334", 430)
    for row in range(2):
        y, size = 500 + row * 110, 1 + row * 0.45
        for column in range(-2, 3):
            x = 600 + column * 250 * size
            c.poly(
                [
                    (x - 80 * size, y),
                    (x + 80 * size, y),
                    (x + 94 * size, y + 40 * size),
                    (x - 94 * size, y + 40 * size),
                ],
                "#d3a468",
            )
            c.box(x - 94 * size, y + 40 * size, 188 * size, 10 * size, "#8a6238")
            c.box(x - 84 * size, y + 50 * size, 8 * size, 60 * size, INK)
            c.box(x + 76 * size, y + 50 * size, 8 * size, 60 * size, INK)
            c.poly(
                [
                    (x - 30 * size, y + 8 * size),
                    (x + 26 * size, y + 6 * size),
                    (x + 32 * size, y + 30 * size),
                    (x - 34 * size, y + 32 * size),
                ],
                c.random.choice((SNOW, ROSE, MIST, OCHRE)),
            )
