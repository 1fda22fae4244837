"""The stage that pictures are drawn on: few shapes, six colours that go together."""

import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageColor, ImageDraw

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


PALETTES = (
    "6894b0 ecdec4 7a949c 3e5c68 222e38 be4e34",
    "d69674 f6e0b6 aa7c74 604a58 302634 e2b254",
    "344668 a8a8b2 485876 28344e 161c2c e8c478",
    "94b8aa eeecd6 86a28a 4a6c58 263830 cc7042",
    "bec4c8 f0ece6 a2a8ac 6c727a 363a42 9a3434",
    "7884ac f4cebe 8a80a0 564e74 2c2842 f09e6e",
)
"""The colours of a ``Palette`` in its order."""


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
