"""Pictures of streets and of the market, by day and by night."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    LEAF,
    MOSS,
    OCHRE,
    PLUM,
    SEA,
    SLATE,
    SNOW,
    Canvas,
    mix,
)
from newsroom.sample.draw.city import block
from newsroom.sample.draw.register import picture


@picture("tram-street")
def tram_street(c: Canvas) -> None:
    """Draw a tram comes up a street of tall houses."""
    c.wash("#9bbcc2", "#f8e9c8", 0, 420)
    c.wash("#b3ada0", "#8e8a80", 440)
    for side in (-1, 1):
        for step in range(8, -1, -1):
            near, far = 1 / (step * 0.45 + 0.46), 1 / ((step + 1) * 0.45 + 0.46)
            one, two = 600 + side * 300 * near, 600 + side * 300 * far
            wall = c.random.choice(("#d9a879", "#c9785a", "#e6d3ac", "#a9b5ac", "#b98f6c", "#8f9ca3"))
            wall = mix(wall, "#e9dcc0", step / 14)
            top, far_top = 430 - 330 * near, 430 - 330 * far
            c.poly(
                [(one, top), (two, far_top), (two, 430 + 110 * far), (one, 430 + 110 * near)],
                wall if side > 0 else mix(wall, INK, 0.17),
            )
            for floor in range(4):
                for window in range(2):
                    part = 0.22 + window * 0.42
                    x1, x2 = one + (two - one) * part, one + (two - one) * (part + 0.2)
                    s1, s2 = near + (far - near) * part, near + (far - near) * (part + 0.2)
                    low, high = 300 - floor * 84, 344 - floor * 84
                    c.poly(
                        [
                            (x1, 430 - low * s1),
                            (x2, 430 - low * s2),
                            (x2, 430 - high * s2 + 14 * s2),
                            (x1, 430 - high * s1 + 14 * s1),
                        ],
                        mix("#42535e", wall, 0.15),
                    )
    c.poly([(480, 446), (720, 446), (1500, 800), (-300, 800)], "#8e8a80")
    c.poly([(548, 446), (652, 446), (900, 800), (300, 800)], "#77746c")
    for x, end in ((572, 420), (592, 520), (608, 680), (628, 780)):
        c.line([(x, 446), (end, 800)], "#d5d2c6", 2.5)
    c.box(518, 330, 164, 220, BRICK, 16)
    c.box(518, 440, 164, 26, SNOW)
    c.box(534, 350, 132, 76, "#2d4350", 8)
    c.box(556, 334, 88, 13, "#ffe7a6")
    c.disc(546, 506, 13, "#fff3cc")
    c.disc(654, 506, 13, "#fff3cc")
    c.box(524, 546, 152, 20, INK)
    c.line([(600, 330), (600, 300), (600, 60)], INK, 2)
    c.line([(0, 20), (600, 250), (1200, 20)], INK, 1.6)
    for x, y, coat in ((250, 690, "#2f5366"), (330, 640, OCHRE), (905, 700, MOSS), (960, 650, PLUM)):
        things.person(c, x, y, 1.35, coat)


@picture("market-hall")
def market_hall(c: Canvas) -> None:
    """Draw stalls under striped awnings, heaps of fruit and fish."""
    c.wash("#d9c9a3", "#efe2c2", 0)
    for x in range(-40, 1260, 130):
        c.arc(x + 65, 150, 64, 180, 360, "#8a7a5c", 7)
        c.box(x - 4, 150, 9, 230, "#8a7a5c")
    c.wash("#b5a27a", "#8f7d58", 380)
    for x, coat in ((150, BRICK), (330, SEA), (520, PLUM), (760, MOSS), (980, OCHRE), (1090, "#3d4d5c")):
        things.person(c, x, 500, 1.7, coat)
    for stall, (x, colour) in enumerate(((20, BRICK), (420, SEA), (820, OCHRE))):
        for stripe in range(9):
            shade = colour if stripe % 2 else SNOW
            left = x + stripe * 40
            c.poly([(left + 18, 208), (left + 58, 208), (left + 40, 300), (left, 300)], shade)
            c.disc(left + 20, 300, 20, shade)
        c.box(x + 6, 300, 7, 330, "#5b4632")
        c.box(x + 346, 300, 7, 330, "#5b4632")
        c.poly([(x - 14, 560), (x + 374, 560), (x + 392, 640), (x - 32, 640)], "#7a5c3d")
        for row in range(3):
            for item in range(15):
                px, py = x + 6 + item * 25 + (row % 2) * 12, 566 + row * 24
                if stall == 1:
                    things.fish(c, px, py, 0.26, "#5d7d8a", "#d9e2dd")
                else:
                    fruit = c.random.choice((BRICK, "#d9772f", OCHRE) if stall == 0 else (LEAF, "#c2b23a", MOSS))
                    c.disc(px, py, 14, fruit)
                    c.disc(px - 4, py - 5, 4, mix(fruit, SNOW, 0.5))
        c.box(x - 32, 640, 424, 160, mix(colour, INK, 0.45))
        c.box(x - 32, 640, 424, 14, mix(colour, INK, 0.25))


@picture("old-town-arches", 675)
def old_town_arches(c: Canvas) -> None:
    """Draw a covered lane, arch behind arch, lamps in it."""
    c.wash("#e9c48a", "#f6e2b5", 0)
    c.wash("#c9a06c", "#7d5a3c", 428)
    for step in range(6, 0, -1):
        scale, part = 1 / (7 - step) ** 0.0, (6 - step) / 5
        half = 90 + (6 - step) ** 1.75 * 34
        spring, wall = 330 - (6 - step) * 26, mix("#f0d7a2", "#6b4732", part)
        arch = [
            (600 + math.cos(a / 30 * math.pi) * half, spring - math.sin(a / 30 * math.pi) * half * 1.15 * scale)
            for a in range(31)
        ]
        foot = 430 + (6 - step) ** 1.6 * 17
        c.shaded(
            [(0, 0), (1200, 0), (1200, foot), (600 + half, foot), *arch, (600 - half, foot), (0, foot)],
            mix(wall, SNOW, 0.1),
            mix(wall, INK, 0.18),
        )
        c.line(arch, mix(wall, INK, 0.35), 4 + part * 6)
        if step < 6:
            lamp_y = spring - half * 0.72
            c.line([(600, spring - half * 1.13), (600, lamp_y)], INK, 1.5 + part)
            c.glow(600, lamp_y + 10, 60 + 70 * part, "#fff0b8", 0.75)
            c.disc(600, lamp_y + 8, 7 + 9 * part, "#fff4cf")
    c.shaded([(330, 675), (560, 440), (640, 440), (870, 675)], "#d8b784", "#8a6546")
    for x, y, size, coat in ((560, 500, 0.62, "#2f5366"), (650, 560, 0.95, SNOW), (512, 610, 1.15, PLUM)):
        things.person(c, x, y, size, coat)


@picture("night-buses", 675)
def night_buses(c: Canvas) -> None:
    """Draw a wet square at night, a bus with lit windows, reflections."""
    c.wash("#121c2b", "#3b4a5e", 0, 420)
    x = -10.0
    while x < 1200:
        wide = c.random.uniform(90, 170)
        block(c, x, 420, wide, c.random.uniform(180, 360), c.random.choice(("#1d2838", "#253246", "#2b3344")), 0.28)
        x += wide + 6
    c.wash("#1f2a39", "#101822", 418)
    c.box(330, 300, 560, 186, BRICK, 18)
    c.box(348, 322, 524, 70, "#ffe9b0", 6)
    for window in range(6):
        c.box(430 + window * 76, 322, 7, 70, "#7c2f1d")
    for head in range(8):
        c.disc(390 + head * 62, 380, 13, "#5b4038")
        c.box(374 + head * 62, 386, 32, 8, "#4a3a44")
    c.box(330, 424, 560, 9, SNOW)
    for wheel in (450, 770):
        c.disc(wheel, 486, 38, "#0c1118")
        c.disc(wheel, 486, 16, SLATE)
    c.box(356, 302, 120, 16, "#ffb84d")
    c.mirror(524, 675, 0.65)
    c.beam((890, 448), (1300, 400), (1300, 590), "#fff2c4", 0.8)
    for lamp in (140, 1060):
        c.line([(lamp, 500), (lamp, 170)], "#0c1118", 7)
        c.glow(lamp, 166, 150, "#ffdf9a", 0.75)
        c.disc(lamp, 166, 14, "#fff3cc")
    c.slant(320, "#cfd8da", 34, -0.2, 0.3)
