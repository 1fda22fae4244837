"""A picture made safe and small: decoded, turned upright, shrunk, written anew as WebP.

Runs in the parser child, because decoders are what hostile pictures attack. Writing anew
drops everything that is not picture: location, comments, scripts, trailing data.
"""

import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from earmark.errors import Reason, Unreadable

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
"""What the web shows as photographs; old and odd decoders stay closed."""

PIXELS_MAX = 60_000_000
"""A 60-megapixel photograph decodes to 180 MB; more is a bomb or a poster."""

READING_WIDTH_MAX = 1600
"""Twice the widest measure of the article page, for screens of double density."""

THUMB_SIZE = (240, 160)
"""The list shows 120 x 80 points."""

PIXEL_SIDE_MIN = 16
"""Smaller ones are spacers and counting pixels, not pictures."""


def shrink(content: bytes) -> tuple[dict[str, Any], bytes]:
    """``{width, height, reading_bytes}`` and the reading picture followed by the thumbnail.

    Animations keep their first frame. Raises Unreadable with a sentence for what is no
    picture, is too small to be one, or is too large to be decoded safely.
    """
    picture = _opened(content)
    if min(picture.size) < PIXEL_SIDE_MIN:
        raise Unreadable(Reason.NOT_AN_ARTICLE, "Too small to be a picture.")
    if picture.width * picture.height > PIXELS_MAX:
        raise Unreadable(Reason.TOO_LARGE, "The picture has more points than can be decoded.")
    upright = _decoded(picture)
    reading = upright.copy()
    reading.thumbnail((READING_WIDTH_MAX, READING_WIDTH_MAX * 4), Image.Resampling.LANCZOS)
    thumb = ImageOps.fit(upright, THUMB_SIZE, Image.Resampling.LANCZOS)
    first, second = _webp(reading, 80), _webp(thumb, 70)
    found = {"width": reading.width, "height": reading.height, "reading_bytes": len(first)}
    return found, first + second


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as exc:
        raise Unreadable(Reason.NOT_AN_ARTICLE, "This is no picture that can be kept.") from exc
    except Image.DecompressionBombError as exc:
        raise Unreadable(Reason.TOO_LARGE, "The picture is too large to be decoded.") from exc
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, EOFError) as exc:
        raise Unreadable(Reason.NOT_AN_ARTICLE, "The picture is damaged.") from exc


def _decoded(picture: Image.Image) -> Image.Image:
    try:
        if picture.format == "JPEG":
            picture.draft("RGB", (READING_WIDTH_MAX, READING_WIDTH_MAX))
        picture.load()
        upright = ImageOps.exif_transpose(_in_eight_bits(picture))
        has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        return upright.convert("RGBA" if has_alpha else "RGB")
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, EOFError) as exc:
        raise Unreadable(Reason.NOT_AN_ARTICLE, "The picture is damaged.") from exc


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen-bit grey brought down; converting it as it is would cut everything to white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _webp(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
