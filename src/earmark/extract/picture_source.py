"""Which address of an ``img`` or ``picture`` is the picture itself.

Lazy-loading pages put a placeholder into ``src`` and the picture elsewhere; responsive
ones offer several sizes. Taken is the largest that a reading column can use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from earmark.extract.article import Picture
from earmark.extract.headline import clean
from earmark.extract.links import picture_url
from earmark.extract.tree import Node

MAX_WIDTH_PX = 2_000
"""Twice a reading column of 1,000 px; larger sources only cost time."""

MIN_SIDE_PX = 3
"""Smaller ones are counters, not pictures."""

_LAZY = re.compile(r"src|lazy|orig|full|large|hires|hi-res|zoom|url|img|image")
_NOT_LAZY = re.compile(
    r"set|low|thumb|tiny|small|lqip|placeholder|blur|preview|pin|share|href|link|page|permalink"
    r"|caption|alt|title|width|height|ratio|class|type|id$|sizes|script|video|callback"
)
"""Names of the data attributes that may hold a picture's address, and of those that do not."""

_ADDRESS = re.compile(r"(?:https?:)?/?/?[^\s{}<>\"']+$")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|^#|(?:^|[/_.-])(?:blank|spacer|pixel|placeholder|transparent|1x1|loading|lazy"
    r"|grey|gray|clear)(?:[_.-]|$)|[{}]|%7b",
    re.IGNORECASE,
)
_IN_PLACEHOLDERS = (
    "blank", "spacer", "pixel", "placeholder", "transparent", "1x1", "loading", "lazy", "grey",
    "gray", "clear", "data:", "about:", "#", "{", "}", "%7b",
)  # fmt: skip
_WIDTH_SLOT = re.compile(r"\{\{?\s*(?:width|w|size|imgsize)\s*\}?\}|%7bwidth%7d", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|icons|avatar|gravatar|sprite|badge|emoji|smiley|favicon|button)s?"
    r"(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"\s*(\S*[^\s,])(?:\s+([\d.]+)([wxh]))?(?:\s+[\d.]+[wxh])?\s*(?:,|$)")
_DIGITS = re.compile(r"\s*(\d{1,5})")
_WIDTH_IN_URL = re.compile(
    r"[?&;/,_-](?:w|width|imwidth|resize|sw|maxwidth|tr:w)[=,_:-](\d{2,4})(?!\d)"
    r"|(?<![\dA-Fa-f])(\d{3,4})x\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_NARROW = re.compile(r"max-width:\s*(\d+)")
_UNKNOWN_WIDTH_PX = 640
"""What a source without any sign of its size is taken to be: a column's width."""


@dataclass(frozen=True)
class Source:
    """One offered address and how wide the picture there is, in pixels, as far as is known."""

    address: str
    width_px: float


def picture_of(node: Node, base: str | None) -> Picture | None:
    """The picture that an ``img``, ``picture`` or an element like them shows, or None."""
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
    return bool(_DECORATION.search(path.rpartition("/")[2]))


def is_picture_tag(node: Node) -> bool:
    """Whether the element shows a picture: ``img``, ``picture``, or a site's own like them."""
    tag = node.tag
    if tag in ("img", "picture"):
        return True
    is_own = "-" in tag and any(word in tag for word in ("img", "image", "picture", "photo"))
    return is_own and any(node.get(name) for name in ("src", "srcset", "data-src", "data-srcset"))


def _largest(sources: list[Source]) -> list[Source]:
    """The sources, best first: the widest that fit, then the narrowest of the others.

    Among sources of one width the first stands first, as a browser would take it.
    """
    fitting = [s for s in sources if s.width_px <= MAX_WIDTH_PX]
    too_wide = [s for s in sources if s.width_px > MAX_WIDTH_PX]
    fitting.sort(key=lambda s: -s.width_px)
    return fitting + sorted(too_wide, key=lambda s: s.width_px)


def _img_in(node: Node) -> Node | None:
    if node.tag != "picture":
        return node
    return next((n for n in node.walk() if n.tag in ("img", "amp-img")), None)


def _best(node: Node, img: Node, base: str | None) -> str | None:
    for source in _largest(list(_sources(node, img))):
        if url := picture_url(source.address, base):
            return url
    return None


def _sources(node: Node, img: Node) -> Iterator[Source]:
    """All addresses offered that are no placeholders, in the order of the page."""
    width = _pixels(img.get("width")) or _UNKNOWN_WIDTH_PX
    for name, value in img.attrs.items():
        if _is_set(name):
            yield from _entries(value, width)
    for name, value in img.attrs.items():
        if _is_lazy(name) and _ADDRESS.match(value) and ("/" in value or "." in value):
            yield from _single(value)
    yield from _single(img.get("src"))
    if node.tag == "picture":
        for source in filter(_is_for_readers, node.walk()):
            for name, value in source.attrs.items():
                if _is_set(name) or name in ("src", "data-src"):
                    yield from _entries(value, width)


def _is_for_readers(source: Node) -> bool:
    """Whether a ``source`` is in a common format and not cut to fit a telephone."""
    if source.tag != "source" or source.get("type").endswith(("avif", "jxl")):
        return False
    narrow = _NARROW.search(source.get("media"))
    return not narrow or int(narrow[1]) >= _UNKNOWN_WIDTH_PX


@lru_cache(maxsize=500)
def _is_set(name: str) -> bool:
    """Whether an attribute of that name holds a ``srcset``."""
    return name == "srcset" or (name.startswith("data-") and name.endswith(("srcset", "src-set")))


@lru_cache(maxsize=500)
def _is_lazy(name: str) -> bool:
    """Whether an attribute of that name holds the picture that a script puts in later."""
    return name.startswith("data-") and bool(_LAZY.search(name)) and not _NOT_LAZY.search(name)


def _single(address: str) -> Iterator[Source]:
    address = _sized(address)
    if address and not _is_placeholder(address):
        yield Source(address, _width_in(address) or _UNKNOWN_WIDTH_PX)


def _sized(address: str) -> str:
    """The address with a width where it leaves a slot for one."""
    return _WIDTH_SLOT.sub("1200", address) if "{" in address or "%7" in address else address


def _is_placeholder(address: str) -> bool:
    """Whether an address is no picture's; looked at closely only if a word in it may say so."""
    lower = address.lower()
    may_be = any(map(lower.__contains__, _IN_PLACEHOLDERS))
    return may_be and _PLACEHOLDER.search(address) is not None


def _entries(srcset: str, base_width_px: float) -> list[Source]:
    """The entries of a ``srcset``; ``2x`` means twice the base width."""
    found: list[Source] = []
    for raw, size, unit in _CANDIDATE.findall(srcset[:20_000]):
        url = _sized(raw)
        if _is_placeholder(url):
            continue
        number = float(size) if size.replace(".", "", 1).isdigit() else 1.0
        if unit == "w":
            found.append(Source(url, number))
        else:
            width = _width_in(url)
            found.append(Source(url, width or number * base_width_px))
    return found


def _width_in(address: str) -> int | None:
    """The width that an address names ("…?w=800", "…-800x600.jpg"); the last of several."""
    found = [int(one or two) for one, two in _WIDTH_IN_URL.findall(address[:2_000])]
    found = [px for px in found if px >= 16]
    return found[-1] if found else None


def _pixels(value: str) -> int | None:
    match = _DIGITS.match(value)
    return int(match[1]) if match and "%" not in value else None
