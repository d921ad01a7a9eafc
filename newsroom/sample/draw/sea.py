"""Pictures of the sea and of what floats on it."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    MIST,
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

BOXES = (BRICK, OCHRE, TEAL, "#8c3f2c", SLATE, "#c9b48a", SEA)


@picture("harbour-dawn")
def harbour_dawn(c: Canvas) -> None:
    """Draw cranes against a low sun, a laden ship at the quay."""
    c.wash("#3d5e78", "#f0c38a", 0, 470)
    c.glow(820, 430, 420, "#ffe2a6", 0.9)
    c.disc(820, 425, 46, "#fff0c9")
    c.clouds(190, "#d9a58c", 5, 1, 0.45)
    c.ridge(452, 34, "#8c7f88", "#a58f8b", 0.45, 480)
    c.water(470, "#dba77c", "#274a60", "#ffe9bd", 820)
    for x, size in ((150, 1.15), (300, 1.15), (455, 1.05)):
        things.gantry(c, x, 566, size, mix(INK, PLUM, 0.25))
    c.box(-5, 560, 560, 26, mix(INK, PLUM, 0.3))
    things.container_ship(c, 560, 592, 1.25, "#2a3442", BOXES)
    c.mirror(592, 760, 0.3)
    for x, y, size in ((690, 250, 0.9), (742, 226, 0.7), (640, 208, 0.6), (980, 180, 0.8)):
        things.bird(c, x, y, size, INK)


@picture("container-quay", 675)
def container_quay(c: Canvas) -> None:
    """Draw stacks in perspective, a crane above them."""
    c.wash("#c8d6d3", "#efe6cf", 0, 420)
    c.clouds(150, SNOW, 6, 0.9, 0.8)
    things.gantry(c, 760, 420, 1.35, "#47586a")
    things.gantry(c, 1010, 400, 0.95, "#8294a0")
    c.wash("#b7ab94", "#7f7666", 415)
    for row, (left, base, size) in enumerate(((560, 452, 0.55), (270, 506, 0.85), (-60, 620, 1.45))):
        for column in range(7):
            for level in range(c.random.choice((2, 3, 4)) + (row == 2)):
                x, y = left + column * 132 * size, base - (level + 1) * 54 * size
                colour = c.random.choice(BOXES)
                c.box(x, y, 128 * size, 52 * size, colour)
                for rib in range(1, 12):
                    c.box(x + rib * 10.6 * size, y + 5 * size, 2.4 * size, 42 * size, mix(colour, INK, 0.2))
    things.person(c, 1040, 652, 1.15, SNOW)
    things.person(c, 1092, 656, 1.15, "#e8b23f")
    c.poly([(0, 675), (1200, 675), (1200, 648), (0, 648)], "#6a6255")


@picture("lighthouse-night")
def lighthouse_night(c: Canvas) -> None:
    """Draw a light on a rock, its beam over a dark sea."""
    c.wash("#0d1a2b", "#3d6174", 0, 560)
    c.stars(240, 460)
    c.water(555, "#33566a", "#0e1d2b", "#9db9b6", 700)
    c.poly([(520, 620), (600, 540), (690, 512), (800, 520), (880, 566), (1010, 600), (1080, 640)], "#15202a")
    c.shaded([(520, 622), (610, 548), (700, 520), (790, 560), (850, 626)], "#33414b", "#182530")
    lamp = (740.0, 236.0)
    c.beam(lamp, (-300, 40), (-300, 330), "#fff1c4", 0.85)
    c.beam(lamp, (1600, 120), (1600, 250), "#fff1c4", 0.5)
    things.lighthouse(c, 740, 520, 1, (SNOW, BRICK), "#fff3c8")
    c.glow(740, 499 - 262, 90, "#fff3c8", 0.9)
    for x in range(520, 1080, 26):
        c.streak(x, 632 + c.random.uniform(-8, 8), 30, 5, "#b9cbc8")


@picture("ferry-crossing")
def ferry_crossing(c: Canvas) -> None:
    """Draw a white ferry on a wide blue strait."""
    c.wash("#8fb6bd", "#f3e6c9", 0, 430)
    c.clouds(210, SNOW, 7, 1.1, 0.85)
    c.ridge(418, 46, "#7d98a0", "#9fb4b3", 0.5, 440)
    c.ridge(432, 18, "#5d7d86", "#7f9a9c", 0.55, 446)
    c.water(440, "#8db3b4", "#1d4a60", "#e9f0e4", 420)
    x, y = 330, 560
    c.poly([(x - 30, y - 62), (x + 560, y - 62), (x + 524, y), (x + 24, y)], "#204055")
    c.poly([(x - 26, y - 54), (x + 556, y - 54), (x + 552, y - 46), (x - 22, y - 46)], BRICK)
    for deck, (left, wide) in enumerate(((8, 520), (46, 440), (96, 330))):
        c.box(x + left, y - 106 - deck * 42, wide, 44, mix(SNOW, SAND, 0.12 * deck))
        for window in range(int(wide / 30)):
            c.box(x + left + 14 + window * 30, y - 92 - deck * 42, 17, 14, "#3b5a6b", 3)
    c.poly([(x + 300, y - 190), (x + 372, y - 190), (x + 360, y - 258), (x + 312, y - 258)], BRICK)
    c.box(x + 308, y - 236, 56, 13, SNOW)
    c.clouds(285, "#9a9c9c", 1, 0.5, 0.3)
    c.mirror(560, 690, 0.28)
    for step in range(26):
        c.streak(x + 560 - step * 26, y + 4 + c.random.uniform(-4, 6), 38, 6, SNOW)
    for bx, by, size in ((180, 300, 1), (236, 270, 0.8), (1010, 250, 0.9), (960, 330, 0.7)):
        things.bird(c, bx, by, size, "#3b4a55")


def swell(c: Canvas, base: float, height: float, top: str, bottom: str, crests: int) -> None:
    """Draw one row of waves with sharp crests that lean to the right, each with a rim of foam."""
    shift = c.random.uniform(0, 1)
    line = []
    for step in range(241):
        part = (step / 240 * crests + shift) % 1
        rise = (part**2.2) if part < 0.82 else 0.82**2.2 * (1 - part) / 0.18
        line.append((step * 5, base - height * rise * (0.75 + 0.25 * math.sin(step / 17))))
    c.shaded([*line, (c.width, c.height), (0, c.height)], top, bottom)
    c.line(line, mix(top, SNOW, 0.45), 2 + height / 40)


@picture("storm-sea")
def storm_sea(c: Canvas) -> None:
    """Draw high waves under a black front; a trawler among them."""
    c.wash("#26333f", "#8b9a98", 0, 470)
    for y, colour in ((80, "#1c2731"), (150, "#2c3a45"), (215, "#41505a")):
        c.clouds(y, colour, 12, 1.6, 0.6)
    c.glow(860, 430, 320, "#e6d9b4", 0.55)
    swell(c, 470, 40, "#6d8588", "#5b7479", 7)
    swell(c, 530, 80, "#54727a", "#3f5f69", 4)
    c.poly([(640, 468), (842, 448), (822, 506), (672, 522)], "#7d3526")
    c.box(708, 408, 62, 52, SNOW)
    c.box(716, 418, 46, 16, INK)
    c.line([(790, 456), (800, 330)], INK, 4)
    c.line([(800, 340), (700, 440)], INK, 2)
    c.line([(800, 340), (850, 446)], INK, 2)
    swell(c, 610, 120, "#3f6470", "#284a58", 3)
    swell(c, 720, 150, "#2b4f5d", "#12293a", 2)
    c.slant(520, "#dfe6e2", 46, -0.35, 0.28)


@picture("breakwater-wave", 675)
def breakwater_wave(c: Canvas) -> None:
    """Draw a wave breaking over a harbour wall, white on grey."""
    c.wash("#5c6f7b", "#c6cbc2", 0, 420)
    c.clouds(130, "#42535f", 8, 1.4, 0.7)
    swell(c, 430, 34, "#7f989a", "#66838a", 6)
    swell(c, 500, 60, "#5e7f88", "#456a76", 4)
    for _ in range(170):
        angle, reach = c.random.gauss(-1.5, 0.42), c.random.uniform(90, 330)
        x, tip = 620 + c.random.gauss(0, 90), (math.cos(angle) * reach * 0.9, math.sin(angle) * reach)
        shade = mix(SNOW, MIST, c.random.random())
        c.poly(
            [(x - 9, 480), (x + 9, 480), (x + tip[0] + 2, 480 + tip[1]), (x + tip[0] - 2, 480 + tip[1])], shade, 0.55
        )
        c.disc(x + tip[0], 480 + tip[1], c.random.uniform(1, 3.6), shade)
    for _ in range(240):
        c.disc(640 + c.random.gauss(0, 150), 470 - abs(c.random.gauss(0, 170)), c.random.uniform(1, 4), SNOW)
    for _ in range(90):
        c.disc(
            630 + c.random.gauss(0, 130),
            474 - abs(c.random.gauss(0, 26)),
            c.random.uniform(8, 24),
            mix(SNOW, MIST, c.random.random() * 0.5),
        )
    c.poly([(0, 500), (1200, 440), (1200, 675), (0, 675)], "#4b5157")
    c.poly([(0, 500), (1200, 440), (1200, 466), (0, 530)], "#8c8f8b")
    for x in range(20, 1200, 92):
        c.line([(x, 532 - x * 0.053), (x + 14, 675)], "#3a4046", 3)
    c.line([(0, 600), (1200, 560)], "#3a4046", 3)
    things.lighthouse(c, 1040, 462, 0.72, ("#c9cabf", "#8a3c29"), "#ffe9a8")
    c.slant(240, SNOW, 34, -0.4, 0.25)


@picture("wind-farm")
def wind_farm(c: Canvas) -> None:
    """Draw rows of turbines at sea in the evening."""
    c.wash("#5f8794", "#f2cf9f", 0, 500)
    c.glow(300, 470, 420, "#ffe5b3", 0.9)
    c.disc(300, 462, 40, "#fff1cf")
    c.clouds(240, "#e7c2a3", 6, 1.1, 0.55)
    c.water(500, "#d8b48d", "#2a5468", "#ffe9c4", 300)
    for row, (size, y, gap, pale) in enumerate(((0.42, 506, 120, 0.5), (0.72, 520, 210, 0.3), (1.35, 590, 400, 0))):
        for index in range(int(1300 / gap)):
            turbine_x = 70 + index * gap + row * 63
            things.turbine(c, turbine_x, y, size, mix(SNOW, "#d9bf9d", pale), c.random.uniform(0, 120))
            c.box(turbine_x - 9 * size, y - 10 * size, 18 * size, 12 * size, mix(OCHRE, "#c9a574", pale))
    c.mirror(592, 780, 0.18)


@picture("sailing-regatta", 675)
def sailing_regatta(c: Canvas) -> None:
    """Draw sails rounding a buoy in a fresh wind."""
    c.wash("#9cc2c6", "#eef0e2", 0, 330)
    c.clouds(130, SNOW, 6, 1.1, 0.9)
    c.ridge(322, 36, "#7f9b92", "#9db3a4", 0.5, 345)
    c.water(338, "#7fb0b3", "#1b556b", "#f2f6ea")
    fleet = (
        (930, 372, 0.5, SNOW),
        (800, 366, 0.42, SAND),
        (1060, 384, 0.55, ROSE),
        (640, 400, 0.72, SNOW),
        (350, 440, 1.05, "#e8b23f"),
    )
    for x, y, size, sail in (*fleet, (830, 510, 1.5, SNOW), (180, 560, 1.7, BRICK)):
        things.sailboat(c, x, y, size, sail, "#20323f")
        for step in range(8):
            c.streak(x - 60 * size + step * 16 * size, y + 6 * size, 16 * size, 4 * size, SNOW)
    c.poly([(560, 560), (640, 560), (600, 440)], "#d9692f")
    c.disc(600, 562, 41, "#b0501f", 0.3)


@picture("fishing-boats")
def fishing_boats(c: Canvas) -> None:
    """Draw boats drawn up side by side in a small harbour."""
    c.wash("#b9cfc9", "#f4e7c8", 0, 380)
    c.ridge(330, 80, "#8aa08f", "#a8b49b", 0.5, 400)
    for index in range(13):
        wall = c.random.choice(("#efe3c8", "#d8b98f", "#c98a6a", "#e7d2b0", "#b8c2b6"))
        things.house(
            c,
            10 + index * 94,
            418,
            84,
            c.random.uniform(80, 150),
            wall,
            c.random.choice((BRICK, "#7c4434", "#4d5961")),
            "#fbe7ad",
        )
    c.box(0, 414, 1200, 26, "#7b7468")
    c.water(438, "#8fb0ab", "#27505f", "#f3ecd2", 600)
    c.mirror(438, 600, 0.3)
    for x, colour in ((60, BRICK), (340, "#2f6276"), (640, OCHRE), (930, "#47604a")):
        y = 650 + c.random.uniform(-22, 22)
        c.poly([(x - 10, y - 66), (x + 250, y - 74), (x + 214, y), (x + 34, y)], colour)
        c.poly([(x - 8, y - 58), (x + 246, y - 66), (x + 243, y - 56), (x - 4, y - 48)], SNOW)
        c.box(x + 128, y - 136, 66, 66, mix(SNOW, SAND, 0.3))
        c.box(x + 138, y - 124, 46, 22, "#33505f")
        c.line([(x + 70, y - 66), (x + 74, y - 226)], INK, 4)
        c.line([(x + 74, y - 210), (x + 10, y - 72)], INK, 1.6)
        c.line([(x + 74, y - 210), (x + 160, y - 136)], INK, 1.6)
        for step in range(9):
            c.streak(x + step * 27, y + 3, 28, 6, mix(SNOW, TEAL, 0.3))
    for x, y in ((300, 150), (360, 130), (800, 170)):
        things.bird(c, x, y, 0.9, "#46525a")
    c.glow(980, 120, 220, "#fff0c4", 0.6)
