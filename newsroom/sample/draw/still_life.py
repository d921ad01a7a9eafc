"""Pictures of things on tables and stands."""

import math

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import (
    BRICK,
    INK,
    MIST,
    OCHRE,
    SAND,
    SEA,
    SLATE,
    SNOW,
    Canvas,
    mix,
)
from newsroom.sample.draw.register import picture


@picture("ballot-box", 675)
def ballot_box(c: Canvas) -> None:
    """Draw a hand-sized slip half way into a ballot box."""
    c.wash("#d9c8a4", "#efe4c6", 0, 440)
    for x in range(0, 1200, 60):
        c.box(x, 0, 2, 440, "#cdb98f")
    c.wash("#8a6d4a", "#5d462d", 430)
    c.disc(640, 586, 340, "#4c3a26", 0.13)
    c.shaded([(380, 290), (820, 290), (820, 590), (380, 590)], "#35647a", "#1d3f55")
    c.shaded([(820, 290), (910, 240), (910, 530), (820, 590)], "#1d3f55", "#132c3d")
    c.poly([(380, 290), (820, 290), (910, 240), (480, 240)], "#5d8b9c")
    c.poly([(520, 268), (770, 268), (782, 260), (534, 260)], INK)
    c.poly([(540, 264), (768, 264), (800, 70), (574, 60)], SNOW)
    c.poly([(720, 264), (768, 264), (800, 70), (752, 68)], MIST, 0.6)
    for line in range(4):
        y = 104 + line * 34
        c.box(628 - line * 5, y, 110, 7, "#b9b3a0")
        c.ring(604 - line * 5, y + 3, 10, INK, 2)
    c.line([(583, 172), (592, 184), (612, 158)], BRICK, 5)
    c.disc(600, 440, 66, "#f0e3c0")
    c.ring(600, 440, 54, "#1d3f55", 4)
    for wave in range(3):
        c.line([(566 + t * 7, 426 + wave * 18 + math.sin(t) * 5) for t in range(11)], "#1d3f55", 4)


@picture("pottery-shelf", 675)
def pottery_shelf(c: Canvas) -> None:
    """Draw shards and jars in an exhibition, each under its light."""
    c.wash("#3b4248", "#565a58", 0)
    c.wash("#2b2f33", "#1d2023", 580)
    for index, x in enumerate((130, 400, 670, 940)):
        c.box(x, 430, 150, 245, "#d8d1bf")
        c.box(x + 104, 430, 46, 245, "#b3ac9a")
        c.poly([(x - 10, 430), (x + 160, 430), (x + 146, 414), (x + 4, 414)], "#efe9d9")
        c.beam((x + 75, -80), (x - 50, 470), (x + 200, 470), "#fff3cf", 0.95)
        clay = (BRICK, "#c98a52", "#8a4a34", OCHRE)[index]
        wide, tall = ((62, 150), (48, 210), (74, 120), (54, 180))[index]
        outline = [(math.sin(math.pi * (0.12 + 0.8 * s / 20)) ** 1.4 * wide + 9, s / 20 * tall) for s in range(21)]
        points = [(x + 75 + w, 420 - h) for w, h in outline] + [(x + 75 - w, 420 - h) for w, h in reversed(outline)]
        c.shaded(points, mix(clay, SAND, 0.35), mix(clay, INK, 0.2))
        c.poly(
            [(x + 75 + w * 0.35, 420 - h) for w, h in outline] + [(x + 75 + w, 420 - h) for w, h in reversed(outline)],
            INK,
            0.2,
        )
        for band in (7, 11, 14):
            w, h = outline[band]
            c.line(
                [(x + 75 - w + t * w / 6, 420 - h + (6 if t % 2 else -6)) for t in range(13)], mix(clay, INK, 0.6), 3
            )
        c.box(x + 26, 470, 62, 30, "#f6f1e2")
        for line in range(3):
            c.box(x + 32, 476 + line * 8, 40, 2.5, SLATE)
    things.person(c, 1130, 640, 2.5, SEA)


@picture("bread-and-coffee", 675)
def bread_and_coffee(c: Canvas) -> None:
    """Draw a table from above: a cup, a loaf, a folded paper."""
    c.wash("#b98a58", "#9c7044", 0)
    for board in range(6):
        y = board * 118
        c.box(0, y, 1200, 3, "#7a5430")
        for _ in range(10):
            x = c.random.uniform(0, 1100)
            c.line(
                [(x, y + 40 + c.random.uniform(-20, 50)), (x + 160, y + 42 + c.random.uniform(-20, 50))], "#a57b4b", 2
            )
    c.disc(330, 360, 196, "#8a6238")
    c.disc(322, 350, 190, SNOW)
    c.ring(322, 350, 150, MIST, 3)
    c.disc(322, 350, 112, "#e9e3d2")
    c.disc(322, 350, 98, "#4a2c1a")
    c.disc(300, 330, 46, "#8a5a34")
    c.disc(312, 342, 34, "#4a2c1a")
    c.box(420, 330, 84, 36, SNOW, 16)
    c.poly([(650, 110), (1130, 60), (1180, 470), (690, 520)], "#efe8d6")
    c.poly([(650, 110), (1130, 60), (1137, 116), (656, 166)], "#3b3f44")
    for row in range(9):
        for column in range(3):
            x, y = 690 + column * 152 + row * 4, 214 + row * 28 - column * 16
            if row < 4 and column == 0:
                continue
            c.line([(x, y), (x + 124, y - 13)], "#8f8b80", 4)
    c.poly([(682, 206), (816, 192), (826, 292), (694, 306)], SEA)
    c.poly([(694, 290), (740, 240), (770, 262), (800, 226), (825, 284), (695, 300)], "#dfc792")
    c.disc(560, 560, 120, "#7a4a24", 0.55)
    c.disc(556, 548, 116, "#d39a52", 0.55)
    for cut in range(4):
        c.line([(480 + cut * 42, 580), (510 + cut * 42, 508)], "#f3dca8", 8)


@picture("archive-letters")
def archive_letters(c: Canvas) -> None:
    """Draw bundles of old letters, a lens, a seal."""
    c.wash("#5b4a3c", "#3d3128", 0)
    for x, y, wide, high, lean in (
        (110, 130, 430, 270, 26),
        (520, 90, 470, 300, -30),
        (220, 400, 480, 300, -18),
        (690, 420, 400, 280, 34),
    ):
        for sheet in range(5):
            shift = sheet * 7
            paper = mix("#f0dfb6", "#c9a973", c.random.random() * 0.6)
            c.poly(
                [
                    (x + shift, y + lean + shift),
                    (x + wide + shift, y - lean + shift),
                    (x + wide + 14 + shift, y + high - lean + shift),
                    (x + 14 + shift, y + high + lean + shift),
                ],
                mix(paper, INK, 0.25),
            )
            c.poly(
                [
                    (x + shift, y + lean + shift - 4),
                    (x + wide + shift, y - lean + shift - 4),
                    (x + wide + 14 + shift, y + high - lean + shift - 4),
                    (x + 14 + shift, y + high + lean + shift - 4),
                ],
                paper,
            )
        for row in range(7):
            yy = y + 80 + row * 25
            c.line(
                [
                    (x + 70 + t * 9, yy + lean - t * lean * 0.055 + c.random.uniform(-3.4, 3.4))
                    for t in range(int(wide / 13))
                ],
                "#5a4630",
                2,
            )
    c.box(360, 90, 13, 640, "#8e2f24")
    c.disc(367, 330, 42, "#8e2f24")
    c.disc(362, 325, 30, BRICK)
    c.ring(362, 325, 20, "#8e2f24", 4)
    c.line([(930, 560), (1080, 730)], "#3a2616", 22)
    c.disc(850, 470, 128, OCHRE)
    c.disc(850, 470, 112, "#efe6c8")
    for row in range(5):
        c.line([(770 + t * 20, 410 + row * 32 + c.random.uniform(-5, 5)) for t in range(9)], "#4a3926", 5)
    c.glow(810, 430, 90, SNOW, 0.5)
