"""Which address of an ``img`` or ``picture`` is the picture itself.

Lazy-loading pages put a placeholder into ``src`` and the picture elsewhere; responsive
ones offer several sizes. Taken is the largest that a reading column can use.
"""

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from earmark.extract.article import Picture
from earmark.extract.headline import clean
from earmark.extract.links import picture_url
from earmark.extract.tree import Node

MAX_WIDTH_PX = 2_000
"""Twice a reading column of 1,000 px; larger sources only cost time."""

MIN_SIDE_PX = 3
"""Smaller ones are counters, not pictures."""

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-hi-res-src",
    "data-full-src",
    "data-large-src",
    "data-lazy",
    "data-image",
    "data-original-src",
    "data-url",
    "data-img-src",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|^#|(?:^|[/_.-])(?:blank|spacer|pixel|placeholder|transparent|1x1|loading|lazy"
    r"|grey|gray|clear)(?:[_.-]|$)|[{}]|%7b",
    re.IGNORECASE,
)
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|icons|avatar|gravatar|sprite|badge|emoji|smiley|favicon|button)s?"
    r"(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"\s*(\S*[^\s,])(?:\s+([\d.]+)([wxh]))?(?:\s+[\d.]+[wxh])?\s*(?:,|$)")
_DIGITS = re.compile(r"\s*(\d{1,5})")


def picture_of(node: Node, base: str | None) -> Picture | None:
    """The picture that an ``img``, ``picture`` or ``amp-img`` shows, or None."""
    img = _img_in(node)
    if img is None:
        return None
    width, height = _pixels(img.get("width")), _pixels(img.get("height"))
    if min(width or 99, height or 99) < MIN_SIDE_PX:
        return None
    url = _best(node, img, base)
    if url is None:
        return None
    alt = clean(img.get("alt")) or None
    return Picture(url, alt=alt, width=width, height=height)


def is_decoration(picture: Picture) -> bool:
    """Whether name or size says logo, icon or avatar rather than picture."""
    if picture.width is not None and picture.width < 90:
        return True
    path = picture.url.partition("?")[0]
    return bool(_DECORATION.search(path.rpartition("/")[2])) or path.endswith(".svg")


def largest_of(srcset: str) -> str | None:
    """The widest entry of a ``srcset`` up to ``MAX_WIDTH_PX``, else the narrowest.

    >>> largest_of("a.jpg 400w, b.jpg 1600w, c.jpg 6000w")
    'b.jpg'
    """
    sized: list[tuple[float, str]] = []
    for url, size, unit in _CANDIDATE.findall(srcset[:20_000]):
        if _PLACEHOLDER.search(url):
            continue
        width = float(size.rstrip(".") or 0) if size.count(".") < 2 and size else 1.0
        sized.append((width * (1000 if unit == "x" or not unit else 1), url))
    if not sized:
        return None
    fitting = [entry for entry in sized if entry[0] <= MAX_WIDTH_PX]
    return max(fitting)[1] if fitting else min(sized)[1]


def file_key(url: str) -> str:
    """The file's name without ending: the same for other sizes of a picture."""
    return PurePosixPath(urlsplit(url).path.rstrip("/")).stem.lower()


def _img_in(node: Node) -> Node | None:
    if node.tag in ("img", "amp-img"):
        return node
    return next((n for n in node.walk() if n.tag in ("img", "amp-img")), None)


def _best(node: Node, img: Node, base: str | None) -> str | None:
    for candidate in _candidates(node, img):
        if candidate and not _PLACEHOLDER.search(candidate):
            url = picture_url(candidate, base)
            if url:
                return url
    return None


def _candidates(node: Node, img: Node) -> list[str | None]:
    found: list[str | None] = [largest_of(img.get(name)) for name in _SETS]
    found += [img.get(name) for name in _LAZY]
    found.append(img.get("src"))
    if node.tag == "picture":
        sources = [n for n in node.walk() if n.tag == "source"]
        found += [largest_of(s.get(name)) for s in sources for name in _SETS]
    return found


def _pixels(value: str) -> int | None:
    match = _DIGITS.match(value)
    return int(match[1]) if match and "%" not in value else None
