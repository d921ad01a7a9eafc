"""Pictures of rooms: a laboratory, a library, a stage, a chamber, and what stands on tables."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    LEAF,
    MOSS,
    NAVY,
    OCHRE,
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


@picture("laboratory-bench")
def laboratory_bench(c: Canvas) -> None:
    """Draw flasks on a bench before a tall window."""
    c.wash("#cfd8d1", "#e9e3cf", 0)
    for column in range(3):
        x = 130 + column * 330
        c.shaded([(x, 50), (x + 290, 50), (x + 290, 480), (x, 480)], "#9cc0c6", "#f7ecd0")
        c.box(x + 141, 50, 8, 430, "#f3efe2")
        c.box(x, 250, 290, 8, "#f3efe2")
    c.box(0, 560, 1200, 26, "#6b5843")
    c.wash("#54452f", "#3a3024", 586)
    for x in range(60, 1200, 260):
        c.box(x, 620, 220, 150, "#63523b")
        c.box(x + 92, 640, 36, 8, SAND)
    for x, colour, kind in ((170, TEAL, 0), (340, BRICK, 1), (500, OCHRE, 2), (900, SEA, 0), (1050, LEAF, 1)):
        if kind == 0:
            c.shaded(
                [(x - 80, 560), (x - 20, 400), (x - 20, 330), (x + 20, 330), (x + 20, 400), (x + 80, 560)],
                "#e4eeea",
                "#cfe0dc",
                0.75,
            )
            c.shaded(
                [(x - 76, 556), (x - 38, 455), (x + 38, 455), (x + 76, 556)], mix(colour, SNOW, 0.25), colour, 0.92
            )
            c.box(x - 26, 322, 52, 12, SNOW, 5)
        elif kind == 1:
            c.disc(x, 490, 70, "#dbe7e2")
            c.box(x - 15, 350, 30, 90, "#dbe7e2")
            c.shaded(
                [(x + math.cos(a / 20 * math.pi) * 66, 492 + math.sin(a / 20 * math.pi) * 64) for a in range(21)],
                mix(colour, SNOW, 0.2),
                colour,
            )
            c.box(x - 21, 342, 42, 11, SNOW, 5)
        else:
            for tube in range(5):
                tx = x + tube * 44
                c.box(tx, 400, 26, 150, "#e4eeea", 12)
                level = c.random.uniform(40, 110)
                c.box(tx + 2, 548 - level, 22, level, c.random.choice((colour, ROSE, TEAL)), 10)
            c.box(x - 16, 470, 236, 14, "#8a7350")
            c.box(x - 16, 548, 236, 12, "#8a7350")
        c.line([(x - 8, 380), (x - 10, 440)], SNOW, 3)
    c.line([(760, 556), (760, 300)], INK, 8)
    c.box(700, 540, 130, 20, INK, 6)
    c.poly([(726, 330), (796, 290), (812, 318), (742, 358)], SLATE)
    c.poly([(748, 352), (772, 338), (804, 440), (786, 448)], "#2d3a45")
    c.box(722, 470, 90, 12, INK)


@picture("library-stacks")
def library_stacks(c: Canvas) -> None:
    """Draw a reading room in perspective, shelves on both sides, green lamps."""
    c.wash("#4f3a28", "#8a6a44", 0)
    c.shaded([(420, 150), (780, 150), (780, 470), (420, 470)], "#f6e8bf", "#e2c68c")
    for x in range(440, 780, 60):
        c.box(x, 170, 40, 240, "#bcd3d2")
    spines = (BRICK, SEA, OCHRE, MOSS, PLUM, "#8a5a3a", SAND, NAVY, "#6b2f24", TEAL)
    for side in (-1, 1):
        for shelf in range(6):
            for bay in range(26):
                n1, n2 = 1 / (bay * 0.09 + 0.62), 1 / ((bay + 0.8) * 0.09 + 0.62)
                x1, x2 = 600 + side * 372 * n1, 600 + side * 372 * n2
                if not (-60 < x1 < 1260):
                    continue
                low, tall = 120 - shelf * 74, c.random.uniform(46, 62)
                y1, y2 = 370 + low * n1, 370 + low * n2
                c.poly(
                    [(x1, y1), (x2, y2), (x2, y2 - tall * n2), (x1, y1 - tall * n1)],
                    mix(c.random.choice(spines), INK, 0.1 + 0.3 * (bay / 26)),
                )
            near, far = 1.62, 1 / (26 * 0.09 + 0.62)
            low = 122 - shelf * 74
            c.poly(
                [
                    (600 + side * 372 * near, 370 + low * near),
                    (600 + side * 372 * far, 370 + low * far),
                    (600 + side * 372 * far, 370 + (low + 9) * far),
                    (600 + side * 372 * near, 370 + (low + 9) * near),
                ],
                "#3a2717",
            )
    c.shaded([(460, 470), (740, 470), (1250, 800), (-50, 800)], "#c29a63", "#6a4a2c")
    for step in range(4):
        s = 0.42 + step * 0.26
        y = 455 + step**1.55 * 62
        c.poly(
            [(600 - 190 * s, y), (600 + 190 * s, y), (600 + 240 * s, y + 60 * s), (600 - 240 * s, y + 60 * s)],
            mix("#a9743f", INK, 0.1 * step),
        )
        for lamp in (-100, 100):
            lx = 600 + lamp * s
            c.line([(lx, y + 26 * s), (lx, y - 24 * s)], OCHRE, 4 * s)
            c.poly(
                [
                    (lx - 34 * s, y - 20 * s),
                    (lx + 34 * s, y - 20 * s),
                    (lx + 22 * s, y - 42 * s),
                    (lx - 22 * s, y - 42 * s),
                ],
                "#3d7a5c",
            )
            c.glow(lx, y - 4 * s, 90 * s, "#fff0b0", 0.55)


@picture("theatre-stage", 675)
def theatre_stage(c: Canvas) -> None:
    """Draw a red curtain half open, one light on an empty chair."""
    c.wash("#20161c", "#3a2228", 0)
    c.shaded([(230, 60), (970, 60), (970, 520), (230, 520)], "#2a3a4c", "#5b6f7c")
    c.shaded([(120, 520), (1080, 520), (1200, 675), (0, 675)], "#a9763f", "#5b3a22")
    for board in range(-8, 9):
        c.line([(600 + board * 60, 520), (600 + board * 94, 675)], "#5b3a22", 2)
    c.beam((420, -60), (480, 640), (770, 640), "#fff3cc", 0.95)
    c.disc(622, 590, 132, "#f0cf94", 0.22)
    for leg, foot in ((588, 588), (652, 588), (574, 604), (668, 604)):
        c.box(leg - 4, 490, 8, foot - 490, INK)
    c.poly([(584, 484), (656, 484), (674, 506), (566, 506)], "#5b3222")
    c.box(566, 504, 108, 8, INK)
    for bar in (584, 616, 648):
        c.box(bar, 390, 8, 96, INK)
    c.box(580, 384, 80, 16, INK, 6)
    c.poly([(600, 392), (664, 386), (690, 470), (640, 452)], BRICK)
    for side in (0, 1):
        for fold in range(11):
            x = fold * 31 if side == 0 else 1200 - (fold + 1) * 31
            shade = mix("#8e2a24", "#4a1418", (fold % 3) / 2.4)
            bottom = 590 - fold * 9
            c.shaded(
                [(x, 0), (x + 32, 0), (x + 32 + (6 if side == 0 else -6), bottom), (x, bottom)],
                shade,
                mix(shade, INK, 0.35),
            )
    for fold in range(15):
        x = fold * 80
        c.poly(
            [
                (x, 0),
                (x + 80, 0),
                (x + 80, 66),
                *[(x + 40 + math.cos(a / 10 * math.pi) * 40, 66 + math.sin(a / 10 * math.pi) * 30) for a in range(11)],
            ],
            mix("#9c2f26", INK, 0.12 * (fold % 2)),
        )
        c.line([(x, 66), (x + 40, 96), (x + 80, 66)], OCHRE, 3)


@picture("concert-hall")
def concert_hall(c: Canvas) -> None:
    """Draw organ pipes and an orchestra from the balcony."""
    c.wash("#4d3524", "#8a5f38", 0)
    for index in range(35):
        high = 250 + 120 * abs(math.sin(index / 34 * math.pi * 3))
        left = 180 + index * 24
        c.shaded([(left, 420 - high), (left + 19, 420 - high), (left + 19, 420), (left, 420)], "#f0ddaa", "#a98a4e")
        c.box(left + 12, 420 - high, 6, high, "#8a6d3a")
        c.poly([(left, 420), (left + 19, 420), (left + 9.5, 446)], "#c9a75f")
    c.box(150, 440, 900, 26, "#3a2616")
    c.shaded([(90, 640), (230, 470), (970, 470), (1110, 640)], "#c08a4e", "#7a5230")
    for row in range(4):
        radius = 120 + row * 74
        count = 9 + row * 4
        for player in range(count):
            angle = math.pi * (0.06 + 0.88 * player / (count - 1))
            px, py = 600 + math.cos(angle) * radius * 1.35, 648 - math.sin(angle) * radius * 0.52
            things.person(c, px, py, 0.5, c.random.choice((INK, "#23262d", "#2f2430")))
            c.poly(
                [(px + 8, py - 30), (px + 18, py - 24), (px + 12, py - 8), (px + 4, py - 14)],
                c.random.choice((BRICK, OCHRE, "#8a4a2a")),
            )
    c.box(570, 640, 60, 22, "#3a2616")
    things.person(c, 600, 645, 0.85, INK)
    c.line([(606, 590), (634, 556)], SNOW, 2.5)
    for column in range(16):
        x = column * 80 + c.random.uniform(-12, 12)
        c.disc(x + 20, 752, 25, "#1d130d")
        c.poly([(x - 24, 800), (x + 64, 800), (x + 48, 768), (x - 8, 768)], "#1d130d")
    c.glow(600, 420, 600, "#ffe6ad", 0.22)
