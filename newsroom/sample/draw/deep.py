"""Pictures of what is under the water, and of its height."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    OCHRE,
    SEA,
    SLATE,
    SNOW,
    TEAL,
    Canvas,
    mix,
)
from newsroom.sample.draw.register import picture

BOXES = (BRICK, OCHRE, TEAL, "#8c3f2c", SLATE, "#c9b48a", SEA)


@picture("herring-shoal", 675)
def herring_shoal(c: Canvas) -> None:
    """Draw a shoal turning in blue water, light from above."""
    c.wash("#7fb7bb", "#0d2f45", 0)
    for left in range(-200, 1300, 190):
        c.beam((left + 240, -160), (left, 620), (left + 150, 620), "#dff1e6", 0.5)
    for index in range(150):
        part = index / 150
        angle = part * 2.6 + c.random.uniform(-0.25, 0.25)
        x, y = (
            620 + math.cos(angle) * 470 * c.random.uniform(0.45, 1.1),
            330 + math.sin(angle * 1.2 + 0.6) * 230 * c.random.uniform(0.4, 1.1),
        )
        things.fish(
            c, x, y, 0.35 + 0.55 * part, mix("#2c566b", "#0d2f45", 1 - part), mix("#d4e2de", "#3c7184", 1 - part)
        )


@picture("whale-below")
def whale_below(c: Canvas) -> None:
    """Draw a whale under a very small boat."""
    c.wash("#f0dfbd", "#f6ecd6", 0, 170)
    c.wash("#5d9aa3", "#0b2a40", 165)
    for x in range(-100, 1300, 170):
        c.beam((x + 120, 60), (x, 640), (x + 110, 640), "#cfe7df", 0.35)
    back = [(180, 520), (300, 440), (470, 396), (660, 392), (820, 428), (930, 470), (1010, 458)]
    tail = [(1108, 396), (1090, 452), (1140, 506), (1050, 494), (1000, 500), (900, 536)]
    c.shaded([*back, *tail, (760, 580), (560, 610), (360, 604), (230, 574)], "#33566a", "#12283a")
    c.shaded([(186, 528), (330, 545), (520, 572), (560, 610), (360, 604), (230, 574)], "#b3c4c0", "#6c8a92")
    for step in range(8):
        c.line([(222 + step * 30, 552 + step * 3), (250 + step * 40, 594 + step)], "#5a7985", 2)
    c.poly([(470, 560), (560, 570), (640, 680), (560, 660)], "#1a3447")
    c.disc(300, 522, 6, INK)
    c.disc(298, 520, 2, SNOW)
    c.streak(600, 168, 700, 5, SNOW)
    things.sailboat(c, 700, 172, 0.62, BRICK)


@picture("tide-gauge", 675)
def tide_gauge(c: Canvas) -> None:
    """Draw a measuring staff at a quay, the water high on it."""
    c.wash("#9db7b9", "#e9e2cb", 0, 330)
    c.clouds(150, SNOW, 4, 1, 0.7)
    c.ridge(316, 30, "#7d9496", "#95a8a4", 0.5, 345)
    c.water(336, "#86a9aa", "#1e4659", "#eef0df", 300)
    c.shaded([(560, 675), (560, 40), (1200, 0), (1200, 675)], "#7c7668", "#403f3d")
    for row in range(12):
        y = 60 + row * 56
        c.line([(560, y), (1200, y - 14)], "#5a564d", 3)
        for column in range(6):
            x = 600 + column * 118 + (row % 2) * 58
            c.line([(x, y), (x, y + 52)], "#5a564d", 3)
    c.box(690, 70, 74, 605, SNOW)
    for mark in range(22):
        y = 84 + mark * 27
        c.box(690 if mark % 2 else 727, y, 37, 14, INK if mark > 7 else BRICK)
    for x in range(520, 1200, 20):
        c.streak(x, 452 + c.random.uniform(-5, 5), 34, 7, mix(SNOW, TEAL, 0.4))
    c.shaded([(500, 458), (1200, 450), (1200, 675), (470, 675)], "#2c5a6b", "#153445", 0.82)


@picture("submarine-cable", 675)
def submarine_cable(c: Canvas) -> None:
    """Draw a cable-laying ship seen in section, the cable sinking to the ground."""
    c.wash("#e8dcc0", "#f2e8d0", 0, 190)
    c.wash("#6ea3a8", "#0d2c40", 186)
    c.ridge(590, 40, "#3b4a47", "#1b2526", 0.5)
    cable = [(640 + 520 * (1 - math.cos(t / 40 * 1.57)), 196 + 360 * math.sin(t / 40 * 1.57)) for t in range(41)]
    c.line(cable, OCHRE, 5)
    c.line([(1160, 556), (1200, 560)], OCHRE, 5)
    for t in range(6, 40, 8):
        c.disc(*cable[t], 8, BRICK)
    c.poly([(190, 132), (660, 132), (636, 196), (226, 196)], "#24404f")
    c.box(230, 84, 110, 50, SNOW)
    c.box(252, 44, 62, 42, SNOW)
    c.box(258, 54, 50, 14, "#33505f")
    c.disc(520, 112, 38, "#8a5a34")
    c.disc(520, 112, 14, "#24404f")
    c.line([(640, 132), (672, 96), (676, 196)], INK, 5)
    c.streak(600, 190, 760, 6, SNOW)
    for x, y, size in ((300, 350, 0.6), (360, 372, 0.5), (420, 340, 0.55)):
        things.fish(c, x, y, size, "#2c566b", "#8fb5b5")
