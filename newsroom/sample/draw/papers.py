"""Pictures of what is written down: a cookbook, a file, a seismograph’s drum."""

import math

from newsroom.sample.draw.canvas import BRICK, INK, MIST, OCHRE, PAPER, SAND, SNOW, TEAL, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("open-cookbook", 675)
def open_cookbook(c: Canvas) -> None:
    """Draw an open book with a stain on it, onions and a spoon beside."""
    c.wash("#7a5a3c", "#a07c54", 0)
    for y in range(0, 675, 84):
        c.line([(0, y), (1200, y + 14)], "#6a4c31", 3)
    c.poly([(236, 150), (600, 128), (964, 150), (1000, 590), (600, 574), (200, 590)], "#4a2f22")
    for side in (-1, 1):
        c.shaded([(600, 132), (600 + side * 356, 152), (600 + side * 388, 578), (600, 560)], "#fbf4e2", "#e6d9ba")
        for line in range(14):
            y, wide = 220 + line * 22, c.random.uniform(200, 270)
            start = 600 + side * 50 if side > 0 else 600 - 50 - wide
            c.line([(start, y), (start + wide, y + side * 3)], "#9a8f78", 3)
        c.line([(600 + side * 70, 186), (600 + side * 250, 190)], INK, 7)
    c.poly([(594, 130), (606, 130), (608, 562), (592, 562)], "#c9b995")
    c.ring(800, 430, 66, "#c9a25a", 7, 0.94)
    for x, y, size in ((110, 520, 1.2), (1090, 190, 1.0), (1120, 330, 0.8)):
        for ring in range(5):
            c.disc(x, y, (64 - ring * 11) * size, mix("#d9a05a", "#f6ddb0", ring / 5), 0.92)
        c.line([(x, y - 60 * size), (x + 10 * size, y - 92 * size)], "#b5833f", 6)
    c.line([(120, 120), (240, 420)], "#c9a878", 17)
    c.disc(108, 96, 44, "#c9a878", 1.2)


@picture("archive-folders", 675)
def archive_folders(c: Canvas) -> None:
    """Draw a tall pile of folders with a stapled note on top."""
    c.wash("#c9d2cf", "#e9e3d0", 0, 470)
    c.wash("#8a7256", "#64503a", 470)
    top = 560.0
    for _ in range(15):
        high, lean = c.random.uniform(20, 34), c.random.uniform(-26, 26)
        colour = c.random.choice(("#b89a6a", "#a3b0a8", "#c4a98a", "#8a9aa3", "#d1bd96"))
        c.box(330 + lean, top - high, 520, high - 3, colour, 3)
        c.box(336 + lean, top - high + 6, 508, high - 14, PAPER)
        c.box(330 + lean, top - high, 520, 5, mix(colour, INK, 0.2))
        top -= high
    c.poly([(420, top + 2), (800, top - 10), (760, top - 116), (452, top - 96)], SNOW)
    for line in range(4):
        c.line([(480, top - 30 - line * 18), (730 - line * 14, top - 38 - line * 18)], "#a9a596", 4)
    c.line([(470, top - 84), (506, top - 87)], "#59656d", 6)
    c.disc(930, 560, 46, mix(BRICK, SAND, 0.2), 0.9)
    c.box(884, 440, 92, 118, mix(BRICK, SAND, 0.3), 8)
    for pencil, x in enumerate((900, 926, 950)):
        c.line([(x, 450), (x - 16 + pencil * 20, 340)], (OCHRE, TEAL, INK)[pencil], 9)


@picture("seismogram", 675)
def seismogram(c: Canvas) -> None:
    """Draw the trace of a short earthquake on ruled paper."""
    c.wash("#f6efdc", "#ece2c6", 0)
    for y in range(75, 675, 75):
        c.line([(0, y), (1200, y)], "#d6c9a8", 2)
    for x in range(0, 1200, 100):
        c.line([(x, 0), (x, 675)], "#e2d7ba", 1.5)
    for row in range(8):
        middle, shock = 75 + row * 75, row == 4
        line = []
        for x in range(0, 1201, 2):
            height = c.random.gauss(0, 1.6)
            if shock and x > 380:
                height += (
                    205 * math.exp(-(x - 380) / 190) * math.sin(x / 3.1 + math.sin(x / 17) * 2) * min(1, (x - 380) / 16)
                )
            elif shock and x > 300:
                height += c.random.gauss(0, 9)
            line.append((float(x), middle + height))
        c.line(line, BRICK if shock else mix(INK, MIST, 0.25), 3.2 if shock else 2)
    c.poly([(384, 96), (396, 96), (390, 132)], INK)
    c.line([(390, 40), (390, 100)], INK, 4)
