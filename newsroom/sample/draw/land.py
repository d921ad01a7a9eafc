"""Pictures of mountains, fields, forests and weather over land."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    MOSS,
    OCHRE,
    SNOW,
    TEAL,
    Canvas,
    mix,
)
from newsroom.sample.draw.register import picture


@picture("mountain-ridges")
def mountain_ridges(c: Canvas) -> None:
    """Draw range behind range in the morning haze."""
    c.wash("#8fb0bd", "#f5dcb4", 0, 560)
    c.glow(860, 300, 380, "#fff0c6", 0.9)
    c.disc(860, 300, 38, "#fff6df")
    for step, (base, rise) in enumerate(((330, 90), (400, 110), (480, 100), (570, 110), (680, 90))):
        part = step / 4
        c.ridge(base, rise, mix("#b3b9b6", "#26404a", part), mix("#ead7b5", "#3f5c5a", part), 0.52)
    for _ in range(46):
        x = c.random.uniform(0, 1200)
        things.conifer(c, x, 800, c.random.uniform(0.7, 1.5), "#182c30")


@picture("snow-line")
def snow_line(c: Canvas) -> None:
    """Draw a white peak, bare rock where the snow used to reach."""
    c.wash("#5f8ba3", "#dfe6dc", 0, 600)
    c.wash("#dfe6dc", "#c9d2bf", 600)
    c.clouds(330, SNOW, 5, 1.1, 0.6)
    c.shaded(
        [(120, 700), (420, 330), (560, 420), (700, 170), (860, 350), (940, 300), (1300, 720)], "#77848c", "#4c5962"
    )
    c.poly([(700, 170), (812, 296), (776, 372), (736, 318), (706, 398), (668, 330), (628, 380), (612, 326)], SNOW)
    c.poly([(420, 330), (486, 372), (460, 428), (424, 392), (388, 432), (362, 402)], SNOW)
    c.poly([(940, 300), (1010, 380), (964, 430), (934, 384), (902, 400), (886, 334)], SNOW)
    c.shaded([(700, 170), (860, 350), (940, 300), (1300, 720), (820, 720), (742, 470)], "#2f3d48", "#3a4a52", 0.42)
    c.ridge(610, 60, "#8a8f78", "#6f7a60", 0.5)
    c.ridge(690, 46, "#56694c", "#394a3a", 0.5)
    for _ in range(70):
        x = c.random.uniform(0, 1200)
        things.conifer(
            c, x, c.random.uniform(720, 800), c.random.uniform(0.5, 1), mix(MOSS, INK, c.random.uniform(0.3, 0.6))
        )


@picture("dry-reservoir")
def dry_reservoir(c: Canvas) -> None:
    """Draw cracked ground where a lake was, a boat lying on it."""
    c.wash("#c9a877", "#f6e3b9", 0, 330)
    c.glow(320, 150, 260, "#fff4d2", 0.9)
    c.ridge(310, 70, "#a98358", "#c6a06c", 0.5, 400)
    for step in range(5):
        c.poly(
            [(0, 340 + step * 9), (1200, 330 + step * 9), (1200, 338 + step * 9), (0, 348 + step * 9)],
            mix("#d9be8e", "#a37f55", step / 5),
        )
    c.shaded([(430, 392), (820, 384), (900, 410), (380, 416)], TEAL, "#9dbab0")
    c.wash("#cfae7c", "#8a6846", 412)
    for row in range(11):
        depth = row / 11
        y, cell = 418 + 382 * depth**1.6, 40 + 150 * depth
        for column in range(int(1300 / cell) + 1):
            x = column * cell + (row % 2) * cell / 2 - 40
            points = [
                (
                    x + math.cos(a) * cell * c.random.uniform(0.38, 0.52) + cell / 2,
                    y + math.sin(a) * cell * 0.28 * c.random.uniform(0.7, 1.1),
                )
                for a in [k * 1.047 for k in range(6)]
            ]
            c.line([*points, points[0]], "#654a31", 1.2 + 2.6 * depth)
    c.poly([(640, 560), (960, 520), (1010, 560), (960, 630), (720, 646)], "#5b4632")
    c.poly([(640, 560), (960, 520), (1010, 560), (930, 556), (700, 590)], "#3b2d22")
    c.poly([(652, 572), (940, 604), (960, 630), (720, 646)], "#8a4a30")


@picture("flooded-street", 675)
def flooded_street(c: Canvas) -> None:
    """Draw houses standing in still brown water, a dinghy between them."""
    c.wash("#7d8b92", "#cfcbb9", 0, 380)
    c.clouds(110, "#5c6b74", 8, 1.3, 0.7)
    for x, wide, high, wall in (
        (-30, 190, 250, "#d8c29a"),
        (180, 160, 200, "#b86f52"),
        (360, 130, 170, "#c9cdb9"),
        (700, 140, 180, "#e2d3b2"),
        (860, 170, 220, "#8f9f9b"),
        (1050, 210, 270, "#c98f68"),
    ):
        things.house(c, x, 400, wide, high, wall, mix(BRICK, INK, 0.35), "#f5dfa0")
    c.line([(560, 400), (560, 180), (600, 180)], INK, 6)
    c.disc(604, 186, 9, "#f5dfa0")
    c.wash("#8b8068", "#4d4a42", 372)
    c.mirror(380, 640, 0.55)
    for _ in range(90):
        y = c.random.uniform(392, 670)
        c.streak(c.random.uniform(0, 1200), y, 20 + (y - 380) * 0.3, 2.4, mix("#b8ad92", "#4d4a42", c.random.random()))
    c.poly([(470, 540), (760, 540), (730, 586), (506, 586)], OCHRE)
    c.poly([(470, 540), (760, 540), (755, 550), (476, 550)], "#8a5a24")
    for x, coat in ((545, BRICK), (620, "#2f5366"), (688, MOSS)):
        things.person(c, x, 560, 0.95, coat)
    c.slant(200, SNOW, 26, -0.2, 0.22)


@picture("night-train")
def night_train(c: Canvas) -> None:
    """Draw a lit train on a viaduct below the mountains."""
    c.wash("#12243a", "#6b6f8b", 0, 560)
    c.stars(170, 330)
    c.disc(230, 150, 46, "#f6edcf")
    c.disc(250, 140, 42, "#1a2e45")
    c.ridge(400, 130, "#44516c", "#59607a", 0.52)
    c.ridge(520, 90, "#2c3b52", "#37455b", 0.52)
    c.box(0, 520, 1200, 20, "#1a2431")
    for arch in range(8):
        x = -40 + arch * 165
        c.box(x, 536, 26, 264, "#1a2431")
        c.poly(
            [
                (x + 26, 540),
                (x + 165, 540),
                (x + 165, 566),
                *[
                    (x + 95.5 + math.cos(a / 12 * math.pi) * 69.5, 612 - math.sin(a / 12 * math.pi) * 56)
                    for a in range(13)
                ],
                (x + 26, 566),
            ],
            "#1a2431",
        )
    c.ridge(720, 40, "#15202b", "#0d151d", 0.5)
    for wagon in range(5):
        x = 110 + wagon * 196
        c.box(x, 462, 190, 54, BRICK if wagon else "#8e3d26", 9)
        for window in range(6):
            c.box(x + 14 + window * 28, 474, 20, 19, "#ffe7a6", 3)
        c.box(x, 499, 190, 5, SNOW)
    c.glow(1120, 490, 130, "#fff2c0", 0.8)


@picture("forest-path", 675)
def forest_path(c: Canvas) -> None:
    """Draw tall trunks, mist between them, one walker."""
    c.wash("#cdd8c8", "#9fb39b", 0)
    for layer in range(5):
        part = layer / 4
        colour = mix("#b3c2ae", "#22332c", part)
        for _ in range(20 - layer * 3):
            x, wide = c.random.uniform(0, 1200), 7 + 26 * part**1.5
            if layer == 4 and 400 < x < 760:
                continue
            c.poly([(x, -5), (x + wide * 0.7, -5), (x + wide, 640), (x - wide * 0.2, 640)], colour)
        c.wash(mix("#b9c7ae", "#3d4f3a", part), mix("#a7b898", "#2b3a2b", part), 440 + layer * 38)
    c.shaded([(560, 470), (600, 470), (820, 675), (340, 675)], "#d8cba4", "#a8946a")
    things.person(c, 585, 540, 0.85, BRICK)
    for x in range(0, 1200, 240):
        c.beam((x + 320, -200), (x - 20, 640), (x + 130, 640), "#fff8dc", 0.4)


@picture("wildfire-ridge", 675)
def wildfire_ridge(c: Canvas) -> None:
    """Draw a line of fire on a hill at night, smoke above it."""
    c.wash("#1b1e2a", "#8a4634", 0, 480)
    c.wash("#8a4634", "#6b3a2c", 480)
    for height, colour in ((120, "#2d2a33"), (210, "#4a3a3c"), (290, "#6b4a40")):
        c.clouds(height, colour, 8, 1.7, 0.7)
    line = c.ridge(450, 80, "#241d20", "#120f12", 0.5)
    for x, y in line[::2]:
        if c.random.random() < 0.62:
            c.glow(x, y, c.random.uniform(24, 70), "#ff9c3f", 0.55)
    for x, y in line[::2]:
        if c.random.random() < 0.55:
            high = c.random.uniform(14, 46)
            c.poly([(x - 11, y + 7), (x + 12, y + 7), (x + c.random.uniform(-6, 9), y - high)], "#f08a2c")
            c.poly([(x - 5, y + 7), (x + 6, y + 7), (x + 2, y - high * 0.55)], "#ffe08a")
    c.ridge(590, 40, "#17171b", "#08090b", 0.5)
    for _ in range(40):
        things.conifer(c, c.random.uniform(0, 1200), c.random.uniform(600, 690), c.random.uniform(0.6, 1.3), "#0d0f11")
