"""Pictures drawn by our own code: calm compositions of few shapes, the same for one seed.

Everything is drawn at twice the size on a stage of 3 : 2 (portraits 4 : 5) and then shrunk,
which makes the edges smooth. A picture's name says all that is needed to draw it:
``harbour-12-960.jpg``.
"""

import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageColor, ImageDraw

ADDRESS = "https://{host}/media/{name}"
FULL_WIDTH, HALF_WIDTH = 960, 480
WIDTH_MAX = 1600
_NAME = re.compile(r"/media/([a-z]+)-(\d{1,4})-(\d{2,4})\.(jpg|png|webp)$")
_FORMATS = {
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "webp": ("WEBP", "image/webp"),
}

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Five colours that go together, from the sky down, and one that stands out."""

    high: Color
    low: Color
    far: Color
    near: Color
    ink: Color
    accent: Color

    @staticmethod
    def of(colors: str) -> "Palette":
        """The palette of six colours in hexadecimal, parted by blanks."""
        return Palette(*(ImageColor.getrgb(f"#{color}")[:3] for color in colors.split()))


_PALETTES = (
    "6894b0 ecdec4 7a949c 3e5c68 222e38 be4e34",
    "d69674 f6e0b6 aa7c74 604a58 302634 e2b254",
    "344668 a8a8b2 485876 28344e 161c2c e8c478",
    "94b8aa eeecd6 86a28a 4a6c58 263830 cc7042",
    "bec4c8 f0ece6 a2a8ac 6c727a 363a42 9a3434",
    "7884ac f4cebe 8a80a0 564e74 2c2842 f09e6e",
)
"""The colours of a ``Palette`` in its order."""


def picture_name(kind: str, seed: int, width: int) -> str:
    """The file name of a picture; seeds divisible by 5 are PNG, those just above WebP."""
    ending = {0: "png", 1: "webp"}.get(seed % 5, "jpg")
    return f"{kind}-{seed}-{width}.{ending}"


def picture_at(path: str) -> tuple[bytes, str] | None:
    """The bytes and media type of the picture at a path; None when there is none."""
    match = _NAME.search(path)
    if match is None or match[1] not in _SCENES or int(match[3]) > WIDTH_MAX:
        return None
    kind, media_type = _FORMATS[match[4]]
    out = io.BytesIO()
    draw_picture(match[1], int(match[2]), int(match[3])).save(out, kind, quality=82)
    return out.getvalue(), media_type


def draw_picture(kind: str, seed: int, width: int) -> Image.Image:
    """The picture, ``width`` pixels wide; the same for the same kind and seed."""
    height = width * 5 // 4 if kind == "portrait" else width * 2 // 3
    random = Random(f"{kind}-{seed}")
    palette = Palette.of(random.choice(_PALETTES))
    stage = Stage(Image.new("RGB", (2 * width, 2 * height)), random, palette)
    _SCENES[kind](stage)
    return stage.image.resize((width, height), Image.Resampling.BOX)


@dataclass(frozen=True)
class Stage:
    """Where a scene is drawn; lengths are shares of the width or height, from the top left."""

    image: Image.Image
    random: Random
    palette: Palette

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Draws in pixels."""
        return ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point in pixels."""
        return x * self.image.width, y * self.image.height

    def fade(self, top: Color, bottom: Color, start: float = 0.0, end: float = 1.0) -> None:
        """Fill the band between two heights with one colour becoming another."""
        first, last = (round(y * self.image.height) for y in (start, end))
        size = (self.image.width, max(1, last - first))
        column = Image.linear_gradient("L").resize((1, size[1]))
        mask = column.resize(size, Image.Resampling.NEAREST)
        self.image.paste(Image.new("RGB", size, top), (0, first))
        self.image.paste(Image.new("RGB", size, bottom), (0, first), mask)

    def shape(self, color: Color, *points: tuple[float, float]) -> None:
        """A filled polygon."""
        self.pen.polygon([self.at(*point) for point in points], fill=color)

    def disc(self, color: Color, x: float, y: float, radius: float, squeeze: float = 1.0) -> None:
        """A filled ellipse; the radius is a share of the width, ``squeeze`` flattens it."""
        (px, py), r = self.at(x, y), radius * self.image.width
        self.pen.ellipse((px - r, py - r * squeeze, px + r, py + r * squeeze), fill=color)

    def bowl(self, color: Color, x: float, y: float, radius: float) -> None:
        """The lower half of a disc."""
        (px, py), r = self.at(x, y), radius * self.image.width
        self.pen.chord((px - r, py - r, px + r, py + r), 0, 180, fill=color)

    def line(self, color: Color, width: float, *points: tuple[float, float]) -> None:
        """A line through points; the width is a share of the picture's."""
        pixels = max(1, round(width * self.image.width))
        self.pen.line([self.at(*p) for p in points], fill=color, width=pixels, joint="curve")

    def ridge(self, color: Color, base: float, height: float) -> None:
        """Hills: a sum of three waves down to the lower edge."""
        waves = [(self.random.uniform(1, 7), self.random.uniform(0, 6)) for _ in range(3)]
        points = [
            (x / 120, base - height * sum(math.sin(f * x / 60 + p) / f for f, p in waves))
            for x in range(121)
        ]
        self.shape(color, *points, (1, 1), (0, 1))


def mixed(a: Color, b: Color, share: float) -> Color:
    """A colour between two; ``share`` of the second."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


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


_SCENES: dict[str, Callable[[Stage], None]] = {
    "harbour": _harbour, "coast": _coast, "hills": _hills, "city": _city, "portrait": _portrait,
    "table": _table, "night": _night, "chart": _chart,
}  # fmt: skip
