"""Pictures are shrunk in the parser child, as in production: safe, small, upright, anonymous."""

import io
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from earmark.archive.pictures import PIXELS_MAX, READING_WIDTH_MAX, THUMB_SIZE
from earmark.errors import Reason, Unreadable
from earmark.jobs.child import ChildPool

ORIENTATION, GPS, ARTIST, LATITUDE = 0x0112, 0x8825, 0x013B, 2
REFUSED_WITHIN_S = 5.0
"""Half of what the child may take; refusing takes milliseconds on an idle machine."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    children = ChildPool(("earmark.archive.pictures",))
    children.warm_up()
    yield children
    children.close()


def shrunk(pool: ChildPool, content: bytes) -> tuple[Image.Image, Image.Image, bytes]:
    """The reading picture, the thumbnail, and the bytes of both."""
    found, both = pool.call("earmark.archive.pictures:shrink", content)
    cut = found["reading_bytes"]
    reading, thumb = (Image.open(io.BytesIO(part)) for part in (both[:cut], both[cut:]))
    assert (reading.format, thumb.format) == ("WEBP", "WEBP")
    assert reading.size == (found["width"], found["height"])
    return reading.convert("RGBA"), thumb.convert("RGBA"), both


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def half_red_half_blue(width: int = 400, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), (200, 30, 30))
    picture.paste((30, 30, 200), (width // 2, 0, width, height))
    return picture.convert(mode)


def is_red(pixel: tuple[int, ...]) -> bool:
    return pixel[0] > 120 > 90 > pixel[2]


def png_of(width: int, height: int, data: bytes) -> bytes:
    """A PNG whose header promises so many grey points, whatever follows."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("AVIF", "RGB"),
        ("BMP", "RGB"),
    ],
)
def test_every_format_of_the_web_keeps_its_size_and_its_sides(pool, kind, mode):
    reading, _, _ = shrunk(pool, encoded(half_red_half_blue(mode=mode), kind))
    assert reading.size == (400, 200)
    is_grey = mode == "L"
    left, right = reading.getpixel((20, 100)), reading.getpixel((380, 100))
    assert left != right if is_grey else is_red(left) and not is_red(right)


def test_a_sixteen_bit_scan_keeps_its_shades(pool):
    row = (20_000).to_bytes(2, "little") * 50 + (50_000).to_bytes(2, "little") * 50
    scan = Image.frombytes("I;16", (100, 100), row * 100)
    reading, _, _ = shrunk(pool, encoded(scan, "PNG"))
    assert reading.getpixel((10, 50))[0] < 120 < 150 < reading.getpixel((90, 50))[0]


def test_what_was_transparent_stays_transparent(pool):
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    reading, _, _ = shrunk(pool, encoded(clear, "PNG"))
    assert reading.getpixel((32, 32))[3] == 0


def test_a_wide_picture_is_shrunk_to_the_reading_width(pool):
    reading, _, _ = shrunk(pool, encoded(half_red_half_blue(4000, 1000), "JPEG"))
    assert reading.size == (READING_WIDTH_MAX, 400)


def test_a_small_picture_is_not_blown_up(pool):
    reading, _, _ = shrunk(pool, encoded(half_red_half_blue(90, 60), "PNG"))
    assert reading.size == (90, 60)


@pytest.mark.parametrize("size", [(4000, 300), (300, 4000), (90, 60)])
def test_the_thumbnail_has_one_size_for_every_shape(pool, size):
    _, thumb, _ = shrunk(pool, encoded(half_red_half_blue(*size), "JPEG"))
    assert thumb.size == THUMB_SIZE


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (400, 200), (20, 100)),
        (3, (400, 200), (380, 100)),
        (6, (200, 400), (100, 20)),
        (8, (200, 400), (100, 380)),
    ],
)
def test_a_picture_from_a_camera_held_sideways_stands_upright(pool, orientation, size, red_at):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    reading, _, _ = shrunk(pool, encoded(half_red_half_blue(), "JPEG", exif=exif))
    assert reading.size == size
    assert is_red(reading.getpixel(red_at))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_name_of_the_photographer_are_dropped(pool, kind):
    exif = Image.Exif()
    exif[ARTIST] = "Ida Holm of Orrin"
    exif.get_ifd(GPS)[LATITUDE] = (57.0, 12.0, 3.0)
    content = encoded(half_red_half_blue(), kind, exif=exif)
    assert b"Ida Holm" in content
    _, _, both = shrunk(pool, content)
    assert b"Ida Holm" not in both
    assert not Image.open(io.BytesIO(both)).getexif()


def test_what_is_hidden_behind_the_picture_is_dropped(pool):
    content = encoded(half_red_half_blue(), "PNG") + b"<script>alert(1)</script>"
    _, _, both = shrunk(pool, content)
    assert b"script" not in both


def test_of_an_animation_the_first_frame_is_kept(pool):
    red, blue = (Image.new("RGB", (64, 64), color) for color in ((200, 0, 0), (0, 0, 200)))
    content = encoded(red, "GIF", save_all=True, append_images=[blue])
    reading, _, _ = shrunk(pool, content)
    assert is_red(reading.getpixel((32, 32)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.NOT_AN_ARTICLE),
        (b"<html>not found</html>", Reason.NOT_AN_ARTICLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.NOT_AN_ARTICLE),
        (encoded(half_red_half_blue(), "TIFF"), Reason.NOT_AN_ARTICLE),
        (encoded(half_red_half_blue(1, 1), "GIF"), Reason.NOT_AN_ARTICLE),
        (encoded(half_red_half_blue(), "JPEG")[:500], Reason.NOT_AN_ARTICLE),
        (encoded(half_red_half_blue(), "PNG")[:-40], Reason.NOT_AN_ARTICLE),
        (png_of(8_000, 8_000, b"\0" * 1000), Reason.TOO_LARGE),
        (png_of(100_000, 100_000, b"\0" * 1000), Reason.TOO_LARGE),
        (png_of(7_000, 7_000, b"\0" * 1000), Reason.NOT_AN_ARTICLE),
    ],
    ids=["nothing", "page", "drawing", "tiff", "spacer", "half", "cut", "big", "bomb", "hollow"],
)
def test_what_is_no_picture_is_refused_with_a_reason(pool, content, reason):
    began = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        pool.call("earmark.archive.pictures:shrink", content)
    assert refusal.value.reason is reason
    assert time.monotonic() - began < REFUSED_WITHIN_S


@pytest.mark.check
def test_the_largest_picture_that_is_taken_fits_into_the_child(pool):
    side = int(PIXELS_MAX**0.5)
    began = time.monotonic()
    reading, _, _ = shrunk(pool, png_of(side, side, (b"\0" + b"\x80" * side) * side))
    assert reading.size == (READING_WIDTH_MAX, READING_WIDTH_MAX)
    assert time.monotonic() - began < 2 * REFUSED_WITHIN_S


def test_files_that_crash_or_stall_decoders_are_refused_soon(pool, shared):
    samples = [
        path
        for path in sorted((shared / "hostile" / "images").iterdir())
        if not path.name.startswith("patt_") or "svg" in path.name
    ]
    assert len(samples) > 20
    assert {path.name: _outcome(pool, path) for path in samples} == {
        path.name: "refused" for path in samples
    }


def test_scripts_in_the_metadata_of_a_picture_do_not_reach_its_copy(pool, shared):
    samples = sorted((shared / "hostile" / "images").glob("patt_*.[jp][pn]g"))
    assert samples
    for path in samples:
        _, _, both = shrunk(pool, path.read_bytes())
        assert b"<script" not in both.lower()
        assert b"alert(" not in both.lower()


def _outcome(pool: ChildPool, path: Path) -> str:
    began = time.monotonic()
    try:
        pool.call("earmark.archive.pictures:shrink", path.read_bytes())
    except Unreadable:
        took_s = time.monotonic() - began
        return "refused" if took_s < REFUSED_WITHIN_S else f"refused after {took_s:.1f} s"
    return "taken"
