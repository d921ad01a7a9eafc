"""Pictures of the night sky and of what circles there."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import BRICK, INK, MIST, SEA, SNOW, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("observatory-night")
def observatory_night(c: Canvas) -> None:
    """Draw a dome on a hill under the band of the galaxy."""
    c.wash("#0b1526", "#3b4f6b", 0)
    for step in range(90):
        x = step * 14 - 20
        c.glow(
            x,
            620 - step * 6.4 + c.random.uniform(-34, 34),
            c.random.uniform(50, 120),
            mix("#a9b3c9", "#d9b9a3", c.random.random()),
            0.1,
        )
    c.stars(420, 640)
    c.ridge(640, 50, "#1a2633", "#0d151d", 0.48)
    c.disc(750, 470, 128, "#dfe3de")
    c.shaded(
        [
            (750 + math.cos(a / 20 * math.pi / 2 - 0.0) * 128, 470 - math.sin(a / 20 * math.pi / 2) * 128)
            for a in range(21)
        ]
        + [(750, 470)],
        "#9aa5aa",
        "#8d979b",
    )
    c.box(622, 470, 256, 160, "#c9cfce")
    c.box(780, 470, 98, 160, "#8d979b")
    c.box(610, 470, 280, 26, "#aab2b3")
    c.poly([(676, 470), (712, 470), (760, 346), (732, 345)], "#101a26")
    c.line([(704, 440), (748, 340)], BRICK, 9)
    c.box(700, 540, 44, 80, "#ffdf97")
    c.ridge(700, 26, "#111a22", "#080d12", 0.5)
    things.person(c, 520, 690, 0.8, INK)
    c.line([(488, 690), (500, 640), (512, 690)], INK, 3)
    c.line([(486, 650), (516, 628)], INK, 6)


@picture("satellite-orbit", 675)
def satellite_orbit(c: Canvas) -> None:
    """Draw a small satellite above the curve of the earth."""
    c.wash("#0a1222", "#18304a", 0)
    c.stars(260, 500)
    c.glow(500, 1250, 960, "#7fb9c9", 0.8)
    c.disc(500, 1250, 860, "#2f6a86")
    c.shaded(
        [(500 + math.cos(a / 40 * math.pi) * 858, 1250 - math.sin(a / 40 * math.pi) * 858) for a in range(41)],
        "#6aa6b3",
        "#1f4f6b",
    )
    for points in (
        ((120, 560), (260, 470), (380, 480), (350, 560), (420, 620), (300, 675), (90, 675)),
        ((640, 450), (800, 470), (900, 560), (820, 640), (700, 600), (720, 520)),
    ):
        c.poly(points, "#a9a86f", 0.9)
    for _ in range(90):
        x = c.random.uniform(0, 1050)
        c.glow(x, c.random.uniform(480, 690) + abs(x - 500) * 0.16, c.random.uniform(16, 60), SNOW, 0.3)
    c.box(758, 190, 92, 110, "#d9c48a", 6)
    c.box(822, 190, 28, 110, "#a98f55", 6)
    c.box(790, 152, 10, 40, MIST)
    c.disc(795, 150, 26, SNOW, 0.45)
    for side in (-1, 1):
        left = 804 + side * 66 if side > 0 else 804 - 66 - 190
        c.box(804 + side * 46 - (22 if side < 0 else 0), 240, 22, 8, MIST)
        c.box(left, 200, 190, 88, "#26507a")
        for column in range(1, 6):
            c.box(left + column * 31.6, 200, 2, 88, "#8fb0c9")
        c.box(left, 243, 190, 2, "#8fb0c9")
    c.beam((804, 300), (520, 640), (720, 660), "#fff3c4", 0.5)


@picture("northern-lights")
def northern_lights(c: Canvas) -> None:
    """Draw green curtains above a fjord, a cabin with a lit window."""
    c.wash("#0b1830", "#24506a", 0, 560)
    c.wash("#24506a", "#2c5f6b", 560)
    c.stars(240, 400)
    for band in range(3):
        phase, base = c.random.uniform(0, 6), 250 + band * 70
        for step in range(200):
            x = step * 6.1
            low = base + 60 * math.sin(step / 24 + phase) + 24 * math.sin(step / 9)
            high = low - 150 - 60 * math.sin(step / 15 + phase)
            c.shaded(
                [(x, high), (x + 7, high), (x + 7, low), (x, low)],
                "#24506a",
                mix("#8fe3b0", "#7fc9d9", band / 2),
                0.2 + 0.12 * math.sin(step / 5),
            )
    c.soften(3)
    c.stars(60, 300)
    c.ridge(520, 120, "#1b2f3f", "#22394a", 0.5, 600)
    c.water(585, "#2c5f6b", "#0c1a28", "#a5e6c0", 560)
    c.mirror(585, 790, 0.5)
    c.poly([(0, 800), (0, 700), (330, 720), (460, 800)], "#0a1219")
    things.house(c, 120, 712, 110, 60, "#5b2a20", "#1d1512", "#ffd98a")
    c.box(140, 670, 26, 26, "#ffd98a")
    c.glow(153, 682, 90, "#ffd98a", 0.5)


@picture("weather-front", 675)
def weather_front(c: Canvas) -> None:
    """Draw a spiral of cloud over the coast, as a satellite sees it."""
    c.wash("#28536b", "#173a52", 0)
    coast = [
        (760, -10),
        (800, 90),
        (740, 180),
        (820, 280),
        (900, 330),
        (860, 430),
        (930, 520),
        (1000, 690),
        (1210, 690),
        (1210, -10),
    ]
    c.shaded(coast, "#a7a878", "#7d8a5c")
    c.line(coast[:-2], "#e0d9a8", 3)
    for arm in range(3):
        for step in range(130):
            turn = step / 22 + arm * 2.09
            reach = 16 + step * 3.9
            x, y = 500 + math.cos(turn) * reach * 1.22, 350 + math.sin(turn) * reach * 0.84
            size = (9 + step * 0.33) * c.random.uniform(0.6, 1.5)
            for _ in range(3):
                c.glow(x + c.random.uniform(-20, 20), y + c.random.uniform(-16, 16), size * 1.9, SNOW, 0.32)
    c.disc(500, 350, 13, "#1c4258")
    for ring in range(3):
        c.ring(500, 350, 180 + ring * 150, mix(SNOW, SEA, 0.35), 1.4, 0.7)
    for x, y in ((880, 150), (930, 400), (1010, 600)):
        c.disc(x, y, 7, BRICK)
        c.ring(x, y, 14, BRICK, 2)


@picture("meteor-shower", 675)
def meteor_shower(c: Canvas) -> None:
    """Draw meteors over a dark moor."""
    c.wash("#0c1730", "#51506f", 0, 560)
    c.glow(600, 640, 520, "#c98f78", 0.5)
    c.stars(330, 500)
    for _ in range(11):
        x, y, length = c.random.uniform(100, 1100), c.random.uniform(20, 330), c.random.uniform(60, 190)
        for piece in range(14):
            part = piece / 14
            c.line(
                [
                    (x + length * part, y + length * 0.55 * part),
                    (x + length * (part + 0.09), y + length * 0.55 * (part + 0.09)),
                ],
                mix("#2b3450", SNOW, part),
                0.8 + 2 * part,
            )
    c.ridge(540, 40, "#1d2431", "#12171f", 0.45)
    c.ridge(610, 24, "#0f141b", "#080b0f", 0.5)
    for x, coat in ((420, INK), (455, INK), (500, "#0c1016")):
        things.person(c, x, 606, 0.72, coat, "#1d2431")
    c.poly([(700, 600), (760, 530), (820, 600)], "#7a4a34")
    c.poly([(742, 600), (760, 548), (778, 600)], "#ffd98a")
    c.glow(760, 580, 80, "#ffd98a", 0.5)
