"""Pictures along the river: a dyke by night and by day, steps into the water."""

from newsroom.sample.draw import things
from newsroom.sample.draw.canvas import BRICK, INK, LEAF, MOSS, OCHRE, SNOW, TEAL, Canvas, mix
from newsroom.sample.draw.register import picture


@picture("dyke-lanterns", 675)
def dyke_lanterns(c: Canvas) -> None:
    """Draw people with lanterns on a dyke at night, high water beside it."""
    c.wash("#111b28", "#33465a", 0, 400)
    c.clouds(150, "#1d2a3a", 9, 1.6, 0.7)
    c.water(380, "#3d5265", "#101b28", "#8fa3a8", 420)
    c.shaded([(0, 520), (520, 430), (1200, 400), (1200, 675), (0, 675)], "#24352f", "#0f1714")
    c.shaded([(0, 520), (520, 430), (1200, 400), (1200, 412), (540, 446), (0, 548)], "#4c5a48", "#2f3d33")
    for index, x in enumerate((90, 250, 390, 520, 660, 780, 900, 1010, 1110)):
        y, size = (516 - index * 15 if index < 6 else 436 - index * 4), 1.25 - index * 0.09
        c.glow(x + 22 * size, y - 34 * size, 120 * size, "#ffce7a", 0.85)
        things.person(c, x, y, size, mix("#26323c", BRICK, 0.25 * (index % 3)))
        c.disc(x + 22 * size, y - 34 * size, 7 * size, "#fff1c0")
        c.streak(x + 20, y + 22 * size, 60 * size, 8 * size, "#6d6a4a")
    c.slant(220, "#9fb0b5", 30, -0.25, 0.18)


@picture("river-steps", 675)
def river_steps(c: Canvas) -> None:
    """Draw broad steps into a green river, towels on a rail, one head in the water."""
    c.wash("#b5d0cc", "#f2ead0", 0, 250)
    for x in range(-20, 1240, 76):
        things.tree(c, x, 268 + c.random.uniform(-8, 10), c.random.uniform(0.9, 1.3), MOSS, LEAF)
    c.water(262, "#8fae92", "#2c5a52", "#e4ecd2", 560)
    for step in range(7):
        top = 470 + step * 32
        c.shaded([(0, top), (760 - step * 52, top), (800 - step * 52, top + 32), (0, top + 32)], "#e2d7bd", "#b5a888")
        c.line([(0, top), (760 - step * 52, top)], SNOW, 3)
    c.line([(60, 470), (60, 372), (430, 372), (430, 470)], "#4d5a5f", 7)
    for x, colour in ((90, BRICK), (190, SNOW), (285, TEAL), (350, OCHRE)):
        c.box(x, 370, 62, 84, colour, 4)
        c.box(x, 436, 62, 8, mix(colour, INK, 0.25))
    c.disc(880, 420, 22, "#8a5a44")
    c.disc(880, 410, 23, BRICK, 0.62)
    for ring in range(4):
        c.ring(880, 438, 48 + ring * 36, mix("#dfe9d5", "#5f8f83", ring / 4), 3, 0.2)
    things.person(c, 560, 500, 1.1, "#3d5e78")


@picture("sheep-on-the-dyke")
def sheep_on_the_dyke(c: Canvas) -> None:
    """Draw a flock across a dyke path, runners behind it, waiting."""
    c.wash("#a9c6cf", "#f3ead2", 0, 360)
    c.clouds(150, SNOW, 7, 1.2, 0.85)
    c.ridge(352, 18, "#8ba08f", "#a5b49a", 0.5, 372)
    c.shaded([(0, 372), (1200, 372), (1200, 800), (0, 800)], "#a3b56c", "#55703c")
    c.shaded([(470, 372), (560, 372), (940, 800), (180, 800)], "#d9cba2", "#b39c6c")
    for index, x in enumerate((452, 482, 508, 536, 562, 588)):
        things.person(c, x, 446 + (index % 2) * 10, 0.7, (BRICK, TEAL, OCHRE, "#3d5e78", SNOW, "#7d3b52")[index])
    flock = sorted((c.random.random() ** 0.8, c.random.random()) for _ in range(70))
    for depth, across in flock:
        y, size = 470 + depth * 300, 0.42 + depth * 1.05
        _sheep(c, -40 + across * 1280, y, size, mix("#f4ecd9", "#c9bfa8", c.random.random() * 0.6))
    things.person(c, 1010, 690, 1.7, "#4d4436")
    c.line([(1046, 690), (1052, 520)], "#5f4a30", 6)


def _sheep(c: Canvas, x: float, y: float, size: float, wool: str) -> None:
    """Draw one sheep from the side."""
    for leg in (-18, -6, 10, 20):
        c.line([(x + leg * size, y - 10 * size), (x + leg * size, y + 14 * size)], "#3a342e", 4 * size)
    for dx, dy, radius in ((-16, -18, 15), (0, -22, 18), (16, -18, 15), (2, -12, 19)):
        c.disc(x + dx * size, y + dy * size, radius * size, wool)
    c.disc(x + 33 * size, y - 26 * size, 10 * size, "#2f2a26", 1.2)
