"""Pictures that a page carries within itself (``data:``), given addresses and cut out again.

A browser extension that saves a page as one file (SingleFile) puts the pictures into it.
The extractor knows pictures by address, so each gets one that is made of its content, under
a host name that never resolves (RFC 6761, section 6.4): the same bytes have the same
address, and whoever holds the page can cut them out of it at any later time.

Runs in the parser child, which imports what it needs; the server knows only the host's name.
"""

import io
import re
from base64 import b64decode
from collections.abc import Collection
from hashlib import sha256
from typing import Any

INLINED_HOST = "inlined.invalid"

PICTURE_WIDTH_MIN_PX = 90
"""Narrower ones are signs and faces; the extractor draws the line there, too."""

LETTERS_MIN = 600
"""Shorter ones (450 bytes) hold the place of a picture that is yet to be loaded."""

_INLINED = re.compile(
    rb"data:image/(jpe?g|png|gif|webp|avif)(?:;[\w=-]+)*;base64,"
    rb"([A-Za-z0-9+/]{%d,}={0,2})" % LETTERS_MIN,
    re.IGNORECASE,
)
_GROUPED = re.compile(
    rb"--(sf-img-\d+)\s*:\s*url\(\s*[\"']?(https://" + re.escape(INLINED_HOST.encode()) + rb"/\w+)"
)
_IMG = re.compile(rb"<img\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_GROUP = re.compile(rb"var\(--(sf-img-\d+)\)")


def read_html(
    content: bytes, url: str | None, content_type: str | None, title: str | None,
    rules: str | None = None,
) -> dict[str, Any]:  # Any: JSON  # fmt: skip
    """What ``extract.child.read_html`` reads, with the pictures that the page carries."""
    from earmark.extract import child

    return child.read_html(with_addresses(content), url, content_type, title, rules)


def with_addresses(html: bytes) -> bytes:
    """The page with an address in place of each picture within it; signs go."""
    addressed = _INLINED.sub(lambda found: _address(_bytes_of(found)), html)
    return _with_grouped(addressed)


def cut_out(html: bytes, addresses: Collection[str]) -> tuple[dict[str, Any], bytes]:
    """``{sizes: {address: bytes}}`` of those pictures that the page carries, and all of them.

    The bytes stand one after the other in the order of ``sizes``. Any: JSON.
    """
    wanted, cut = set(addresses), dict[str, bytes]()
    for found in _INLINED.finditer(html):
        content = _bytes_of(found)
        address = _address_of(content)
        if address in wanted:
            cut[address] = content
    return {"sizes": {address: len(content) for address, content in cut.items()}}, b"".join(
        cut.values()
    )


def _bytes_of(found: re.Match[bytes]) -> bytes:
    letters = found[2].rstrip(b"=")
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return b64decode(whole + b"=" * (-len(whole) % 4))


def _address(content: bytes) -> bytes:
    return _address_of(content).encode() if _is_wide(content) else b"data:,"


def _address_of(content: bytes) -> str:
    return f"https://{INLINED_HOST}/{sha256(content).hexdigest()}"


def _is_wide(content: bytes) -> bool:
    """Whether it is a picture, and not a sign; only its head is looked at."""
    from PIL import Image, UnidentifiedImageError

    from earmark.archive.pictures import FORMATS

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            return picture.width >= PICTURE_WIDTH_MIN_PX
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return False
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, EOFError):
        return False


def _with_grouped(html: bytes) -> bytes:
    """The page with a source on each picture that SingleFile shows as a variable of its style.

    It does so with pictures that stand on the page more than once.
    """
    grouped = dict(_GROUPED.findall(html))
    if not grouped:
        return html

    def with_source(img: re.Match[bytes]) -> bytes:
        group = _GROUP.search(img[1])
        address = grouped.get(group[1]) if group else None
        return b'<img src="%s"%s>' % (address, img[1]) if address else img[0]

    return _IMG.sub(with_source, html)
