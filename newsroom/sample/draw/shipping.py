"""Pictures of ships that work, wait, or sit where they should not."""

import itertools

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import BRICK, INK, OCHRE, SAND, SEA, SLATE, SNOW, TEAL, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("dredger-channel", 675)
def dredger_channel(c: Canvas) -> None:
    """Draw a dredger with its ladder down between two buoys."""
    c.wash("#9fb9bf", "#f1e3c4", 0, 380)
    c.clouds(160, SNOW, 6, 1.1, 0.8)
    c.ridge(372, 26, "#7f9a95", "#a5b3a2", 0.5, 392)
    c.water(385, "#9db4ac", "#33535c", "#ece6cd", 700)
    c.poly([(250, 470), (960, 470), (920, 546), (290, 546)], "#7a3426")
    c.box(262, 462, 690, 14, "#c9b48a")
    c.box(770, 350, 130, 114, SNOW)
    for deck in range(2):
        for window in range(4):
            c.box(782 + window * 28, 366 + deck * 44, 18, 18, "#33505f")
    c.box(826, 280, 34, 72, OCHRE)
    c.line([(330, 464), (420, 250), (520, 464)], "#e0a02c", 11)
    c.line([(420, 250), (130, 620)], "#3a444c", 16)
    c.line([(420, 250), (110, 560)], "#3a444c", 4)
    for bucket in range(9):
        c.box(160 + bucket * 27, 566 - bucket * 34, 30, 22, "#5f4a36", 4)
    c.streak(150, 628, 90, 16, "#8a7a5c")
    for x, colour in ((80, BRICK), (1090, "#2f7a4d")):
        c.poly([(x - 22, 560), (x + 22, 560), (x + 9, 470), (x - 9, 470)], colour)
        c.streak(x, 562, 60, 8, SNOW)
    for x, y in ((640, 210), (690, 230), (560, 180)):
        things.bird(c, x, y, 0.9, "#3b4a55")


@picture("freighter-aground")
def freighter_aground(c: Canvas) -> None:
    """Draw a ship leaning on a shoal at low water, a lifeboat beside it."""
    c.wash("#7f97a3", "#e7dcc2", 0, 430)
    c.clouds(170, "#b9c0bd", 9, 1.4, 0.7)
    c.water(425, "#93aaa6", "#3f6168", "#e9e6d3", 300)
    c.shaded([(120, 640), (420, 566), (820, 556), (1120, 640), (900, 690), (300, 690)], "#cbb78a", "#9c8a63")
    hull = [(210, 470), (960, 400), (1010, 470), (930, 590), (320, 620)]
    c.shaded(hull, "#33485a", "#1d2a36")
    c.poly([(240, 560), (950, 500), (930, 590), (320, 620)], "#8f3f2c")
    c.shaded([(250, 300), (430, 284), (440, 450), (262, 470)], SNOW, "#cfc9b8")
    for row in range(3):
        for column in range(4):
            c.box(272 + column * 38, 318 + row * 42 - column * 3, 20, 16, "#3b5a6b", 2)
    c.poly([(310, 296), (372, 290), (366, 226), (318, 230)], BRICK)
    for hatch in range(4):
        x = 470 + hatch * 118
        c.poly(
            [(x, 440 - hatch * 11), (x + 96, 431 - hatch * 11), (x + 96, 408 - hatch * 11), (x, 416 - hatch * 11)],
            "#b5762f",
        )
    for x in (560, 800):
        c.line([(x, 424 - (x - 560) * 0.09), (x - 20, 240)], INK, 6)
        c.line([(x - 18, 256), (x + 92, 360)], INK, 3)
    c.poly([(760, 690), (1000, 690), (970, 740), (790, 740)], "#e07b2c")
    c.box(820, 650, 96, 44, "#28435c", 6)
    c.line([(760, 694), (1000, 694)], SNOW, 6)
    for step in range(14):
        c.streak(720 + step * 22, 744 + c.random.uniform(-3, 5), 30, 6, SNOW)
    for x, y in ((540, 180), (600, 150), (1040, 260), (1090, 230), (470, 640), (430, 655)):
        things.bird(c, x, y, 0.9, "#36424b")


@picture("ferry-at-night", 675)
def ferry_at_night(c: Canvas) -> None:
    """Draw a lit ferry leaving at night, its lights on the water."""
    c.wash("#0e1a2b", "#40506a", 0, 400)
    c.stars(150, 300)
    c.ridge(392, 30, "#16202e", "#1d2a38", 0.5, 412)
    for _ in range(70):
        c.disc(c.random.uniform(0, 1200), c.random.uniform(384, 406), c.random.uniform(1, 2.6), "#ffd98f")
    c.water(405, "#2c4156", "#0c1724", "#c9b98a", 620)
    x, y = 260, 500
    c.glow(x + 330, y - 60, 420, "#ffdf9a", 0.35)
    c.poly([(x - 30, y - 62), (x + 660, y - 62), (x + 610, y), (x + 24, y)], "#15202c")
    for deck, (left, wide) in enumerate(((0, 610), (36, 520), (84, 410), (120, 260))):
        c.box(x + left, y - 104 - deck * 42, wide, 43, mix("#e9e3d2", SLATE, 0.3 + 0.05 * deck))
        for window in range(int(wide / 26)):
            lit = c.random.random() < 0.82
            c.box(x + left + 10 + window * 26, y - 92 - deck * 42, 16, 18, "#ffdf94" if lit else "#3b4a55", 2)
    c.poly([(x + 300, y - 230), (x + 380, y - 230), (x + 366, y - 306), (x + 314, y - 306)], TEAL)
    c.mirror(y, 660, 0.5)
    for step in range(24):
        c.streak(x + 640 - step * 30, y + 5 + c.random.uniform(-4, 6), 42, 6, "#9fb0b8")


@picture("nets-drying", 675)
def nets_drying(c: Canvas) -> None:
    """Draw nets hung between poles on a quay, floats on them."""
    c.wash("#a5c4c9", "#f6e6c2", 0, 400)
    c.glow(920, 170, 300, "#fff1cc", 0.8)
    c.water(330, "#8fb4b3", "#3f7078", "#f2ecd6", 900, 470)
    c.wash("#b3a58a", "#857658", 465)
    for seam in range(0, 1200, 120):
        c.line([(seam, 675), (seam * 0.72 + 170, 466)], "#9a8b6c", 3)
    poles = (60, 340, 620, 900, 1160)
    for left, right in itertools.pairwise(poles):
        for strand in range(22):
            part = strand / 21
            x = left + (right - left) * part
            sag = 46 * 4 * part * (1 - part)
            c.line([(x, 170 + sag), (x + 26 * (0.5 - part), 560)], mix("#2f6a5c", SAND, 0.2), 1.6)
        for row in range(10):
            points = [
                (left + (right - left) * s / 12, 170 + row * 40 + 46 * 4 * (s / 12) * (1 - s / 12)) for s in range(13)
            ]
            c.line(points, mix("#2f6a5c", SAND, 0.25), 1.6)
        for float_ in range(8):
            part = (float_ + 0.5) / 8
            c.disc(left + (right - left) * part, 170 + 46 * 4 * part * (1 - part), 10, BRICK if float_ % 2 else OCHRE)
    for pole in poles:
        c.box(pole - 7, 140, 14, 440, "#6a5138", 4)
    things.person(c, 470, 640, 1.5, SEA)
    c.box(690, 590, 110, 54, "#7f9aa0", 6)
    c.box(700, 560, 96, 36, "#93adb0", 6)
