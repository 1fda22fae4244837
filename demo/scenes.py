"""The scenes: harbours, coasts, hills, cities, portraits, tables, nights and charts."""

from collections.abc import Callable

from demo.stage import Color, Stage, mixed


def _sky(stage: Stage, horizon: float) -> None:
    colors, random = stage.palette, stage.random
    stage.fade(colors.high, colors.low, 0, horizon + 0.02)
    stage.disc(
        mixed(colors.low, (255, 255, 250), 0.6),
        random.uniform(0.15, 0.85), random.uniform(0.15, horizon * 0.8), random.uniform(0.03, 0.06),
    )  # fmt: skip


def _sea(stage: Stage, horizon: float) -> None:
    colors, random = stage.palette, stage.random
    stage.fade(mixed(colors.low, colors.far, 0.5), colors.near, horizon, 1)
    for _ in range(70):
        depth = random.random() ** 1.6
        x, y = random.random(), horizon + 0.01 + depth * (1 - horizon)
        reach = 0.01 + 0.08 * depth
        stage.line(
            mixed(colors.low, colors.near, 0.3 + 0.5 * depth), 0.0012, (x, y), (x + reach, y)
        )


def _boat(stage: Stage, x: float, y: float, size: float) -> None:
    colors = stage.palette
    stage.shape(colors.ink, (x - size, y), (x + size, y), (x + 0.75 * size, y + 0.35 * size),
                (x - 0.8 * size, y + 0.35 * size))  # fmt: skip
    stage.line(colors.ink, 0.002, (x, y), (x, y - 2.2 * size))
    sail = stage.random.choice((colors.accent, colors.low))
    stage.shape(sail, (x + 0.04 * size, y - 2.1 * size), (x + 0.04 * size, y - 0.2 * size),
                (x + 0.8 * size, y - 0.2 * size))  # fmt: skip


def _harbour(stage: Stage) -> None:
    horizon = stage.random.uniform(0.45, 0.6)
    _sky(stage, horizon)
    stage.ridge(stage.palette.far, horizon - 0.04, 0.06)
    _sea(stage, horizon)
    colors = stage.palette
    for n in range(stage.random.randint(1, 3)):  # cranes on the quay
        x = 0.62 + 0.13 * n
        stage.shape(
            colors.ink, (x, horizon), (x + 0.035, horizon), (x + 0.022, 0.3), (x + 0.012, 0.3)
        )
        stage.line(colors.ink, 0.006, (x - 0.09, 0.33), (x + 0.06, 0.29))
        stage.line(colors.ink, 0.0015, (x - 0.08, 0.33), (x - 0.08, horizon - 0.06))
    stage.shape(
        colors.near,
        (0.55, horizon - 0.015),
        (1, horizon - 0.03),
        (1, horizon + 0.06),
        (0.55, horizon + 0.02),
    )
    for _ in range(stage.random.randint(1, 4)):
        y = stage.random.uniform(horizon + 0.12, 0.9)
        _boat(stage, stage.random.uniform(0.1, 0.8), y, 0.025 + 0.06 * (y - horizon))


def _coast(stage: Stage) -> None:
    horizon = stage.random.uniform(0.38, 0.5)
    _sky(stage, horizon)
    _sea(stage, horizon)
    colors = stage.palette
    cliff = stage.random.uniform(0.3, 0.5)
    stage.shape(
        colors.ink, (0, 0.3), (cliff * 0.6, 0.34), (cliff, 0.62), (cliff * 1.15, 0.8), (0, 0.95)
    )
    stage.shape(colors.near, (0, 0.3), (cliff * 0.5, 0.335), (cliff * 0.7, 0.7), (0, 0.85))
    x = cliff * 0.35  # a lighthouse on the cliff
    stage.shape(
        colors.low, (x - 0.016, 0.33), (x + 0.016, 0.33), (x + 0.01, 0.12), (x - 0.01, 0.12)
    )
    stage.shape(
        colors.accent, (x - 0.013, 0.24), (x + 0.013, 0.24), (x + 0.012, 0.19), (x - 0.012, 0.19)
    )
    stage.shape(colors.ink, (x - 0.013, 0.12), (x + 0.013, 0.12), (x, 0.08))


def _hills(stage: Stage) -> None:
    _sky(stage, 0.55)
    colors = stage.palette
    for n in range(4):
        stage.ridge(mixed(colors.far, colors.ink, n / 3.4), 0.5 + 0.13 * n, 0.07)
    for _ in range(stage.random.randint(3, 9)):
        x, y = stage.random.uniform(0.05, 0.95), stage.random.uniform(0.86, 0.95)
        stage.shape(colors.ink, (x - 0.012, y), (x + 0.012, y), (x, y - 0.11))


def _city(stage: Stage) -> None:
    _sky(stage, 0.8)
    colors, random = stage.palette, stage.random
    for row, color in enumerate((colors.far, colors.near, colors.ink)):
        x = -0.02
        while x < 1:
            width, top = random.uniform(0.04, 0.11), random.uniform(0.3, 0.55) + 0.14 * row
            stage.shape(color, (x, top), (x + width, top), (x + width, 1), (x, 1))
            if row:
                _windows(stage, x, top, width, mixed(color, colors.accent, 0.75))
            x += width + random.choice((0, 0.006, 0.02))


def _windows(stage: Stage, x: float, top: float, width: float, color: Color) -> None:
    for column in range(1, max(2, int(width / 0.018))):
        for floor in range(1, 9):
            if stage.random.random() < 0.3:
                px, py = x + column * 0.018 - 0.006, top + floor * 0.04
                stage.shape(
                    color, (px, py), (px + 0.008, py), (px + 0.008, py + 0.02), (px, py + 0.02)
                )


def _portrait(stage: Stage) -> None:
    colors, random = stage.palette, stage.random
    skin = random.choice(((226, 188, 160), (190, 140, 108), (126, 86, 64), (236, 206, 184)))
    hair = random.choice((colors.ink, (88, 60, 44), (176, 170, 164), (46, 40, 40)))
    stage.fade(colors.low, colors.far)
    stage.disc(mixed(colors.low, colors.high, 0.5), random.uniform(0.2, 0.8), 0.35, 0.38)
    if random.random() < 0.5:
        stage.disc(hair, 0.5, 0.42, 0.215, 1.5)
    stage.disc(colors.near, 0.5, 1.08, 0.44, 1.0)
    stage.shape(skin, (0.43, 0.5), (0.57, 0.5), (0.6, 0.76), (0.4, 0.76))
    stage.disc(hair, 0.5, 0.34, 0.19, 1.12)
    stage.disc(skin, 0.5, 0.4, 0.165, 1.3)
    stage.shape(colors.accent, (0.4, 0.735), (0.6, 0.735), (0.5, 0.86))
    if random.random() < 0.4:  # glasses
        for x in (0.435, 0.565):
            px, py = stage.at(x, 0.38)
            r = 0.05 * stage.image.width
            stage.pen.ellipse(
                (px - r, py - r, px + r, py + r), outline=colors.ink, width=max(1, round(r / 7))
            )
        stage.line(colors.ink, 0.006, (0.485, 0.38), (0.515, 0.38))


def _table(stage: Stage) -> None:
    """A still life: a loaf, a bowl and fruit on a cloth."""
    colors, random = stage.palette, stage.random
    stage.fade(mixed(colors.far, colors.ink, 0.4), colors.far, 0, 0.62)
    stage.fade(colors.low, mixed(colors.low, colors.far, 0.4), 0.6, 1)
    stage.disc(mixed(colors.low, colors.ink, 0.35), 0.42, 0.8, 0.2, 0.22)
    stage.disc((186, 128, 74), 0.3, 0.68, 0.17, 0.55)
    for n in range(4):
        x = 0.2 + 0.06 * n
        stage.line((226, 182, 128), 0.008, (x, 0.66), (x + 0.035, 0.58))
    stage.bowl(colors.near, 0.64, 0.615, 0.15)
    stage.disc(mixed(colors.near, colors.low, 0.35), 0.64, 0.615, 0.15, 0.22)
    for _ in range(random.randint(3, 5)):
        stage.disc(
            mixed(colors.accent, colors.ink, random.uniform(0, 0.3)),
            random.uniform(0.55, 0.73),
            random.uniform(0.56, 0.6),
            0.038,
        )
    stage.disc(colors.accent, random.uniform(0.84, 0.9), 0.78, 0.04)


def _night(stage: Stage) -> None:
    colors, random = stage.palette, stage.random
    dark = mixed(colors.ink, (8, 10, 26), 0.6)
    stage.fade(dark, mixed(colors.near, dark, 0.3))
    for _ in range(160):
        stage.disc(
            mixed((255, 250, 235), dark, random.random() * 0.7),
            random.random(),
            random.random() * 0.8,
            random.choice((0.0009, 0.0013, 0.002)),
        )
    x, y = random.uniform(0.3, 0.7), random.uniform(0.2, 0.4)
    stage.disc(mixed(colors.low, dark, 0.1), x, y, 0.05)
    stage.disc(mixed(dark, colors.near, 0.25), x + 0.02, y - 0.015, 0.045)
    stage.ridge(mixed(dark, (0, 0, 0), 0.4), 0.85, 0.06)


def _chart(stage: Stage) -> None:
    """A curve over bars, without numbers: the caption says what it is."""
    colors, random = stage.palette, stage.random
    stage.fade((250, 249, 245), (243, 241, 234))
    for n in range(5):
        stage.line((214, 212, 204), 0.001, (0.1, 0.15 + 0.16 * n), (0.94, 0.15 + 0.16 * n))
    level, count = random.uniform(0.3, 0.5), random.randint(9, 16)
    step, tops = 0.82 / count, []
    for n in range(count):
        level = min(0.85, max(0.12, level + random.uniform(-0.1, 0.13)))
        x, top = 0.11 + n * step, 0.79 - 0.64 * level
        stage.shape(
            mixed(colors.far, (250, 249, 245), 0.35),
            (x, top),
            (x + step * 0.66, top),
            (x + step * 0.66, 0.79),
            (x, 0.79),
        )
        tops.append((x + step * 0.33, top - 0.05))
    stage.line(colors.accent, 0.005, *tops)
    for point in tops:
        stage.disc(colors.accent, *point, 0.0055)
    stage.line(colors.ink, 0.002, (0.1, 0.12), (0.1, 0.79), (0.94, 0.79))


SCENES: dict[str, Callable[[Stage], None]] = {
    "harbour": _harbour, "coast": _coast, "hills": _hills, "city": _city, "portrait": _portrait,
    "table": _table, "night": _night, "chart": _chart,
}  # fmt: skip
"""What each kind of picture shows; the names stand in the article files."""
