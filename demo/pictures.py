"""Pictures drawn by our own code: calm compositions of few shapes, the same for one seed.

Everything is drawn at twice the size on a stage of 3 : 2 (portraits 4 : 5) and then shrunk,
which makes the edges smooth. A picture's name says all that is needed to draw it:
``harbour-12-960.jpg``.
"""

import io
import re
from random import Random

from PIL import Image

from demo.scenes import SCENES
from demo.stage import PALETTES, Palette, Stage

ADDRESS = "https://{host}/media/{name}"
FULL_WIDTH, HALF_WIDTH = 960, 480
WIDTH_MAX = 1600
_NAME = re.compile(r"/media/([a-z]+)-(\d{1,4})-(\d{2,4})\.(jpg|png|webp)$")
_FORMATS = {
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "webp": ("WEBP", "image/webp"),
}


def picture_name(kind: str, seed: int, width: int) -> str:
    """The file name of a picture; seeds divisible by 5 are PNG, those just above WebP."""
    ending = {0: "png", 1: "webp"}.get(seed % 5, "jpg")
    return f"{kind}-{seed}-{width}.{ending}"


def picture_at(path: str) -> tuple[bytes, str] | None:
    """The bytes and media type of the picture at a path; None when there is none."""
    match = _NAME.search(path)
    if match is None or match[1] not in SCENES or int(match[3]) > WIDTH_MAX:
        return None
    kind, media_type = _FORMATS[match[4]]
    out = io.BytesIO()
    draw_picture(match[1], int(match[2]), int(match[3])).save(out, kind, quality=82)
    return out.getvalue(), media_type


def draw_picture(kind: str, seed: int, width: int) -> Image.Image:
    """The picture, ``width`` pixels wide; the same for the same kind and seed."""
    height = width * 5 // 4 if kind == "portrait" else width * 2 // 3
    random = Random(f"{kind}-{seed}")
    palette = Palette.of(random.choice(PALETTES))
    stage = Stage(Image.new("RGB", (2 * width, 2 * height)), random, palette)
    SCENES[kind](stage)
    return stage.image.resize((width, height), Image.Resampling.BOX)
