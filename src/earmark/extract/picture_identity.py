"""When two addresses show the same picture: other sizes, other hosts, other endings.

One picture stands on a page in several copies: for narrow and wide screens, for browsers
without script, as the address of ``og:image``. Its name is what they have in common.
"""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_INNER = re.compile(r"https?://", re.IGNORECASE)
_ENDINGS = re.compile(r"(?:\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?))+$")
_SIZE = re.compile(
    r"[-_@,.]?(?:\d{2,4}x\d{2,4}|\d{1,4}x|w\d{2,4}|\d{2,4}[wp]|scaled|small|medium|large|xl|xxl"
    r"|thumb|thumbnail)$"
)
_ONLY_SIZE = re.compile(r"[\dxwh_-]+$")
_SIZE_IN_QUERY = re.compile(
    r"(?:^|&)(?:w|h|q|s|width|height|size|quality|fit|resize|crop|format|auto|fm|dpr|v|ver|t|imwidth"
    r"|im|op|rect|strip|ssl|c|zoom)=[^&]*",
    re.IGNORECASE,
)
_SIZE_BEFORE = re.compile(r"^\d{2,4}x\d{2,4}[-_]")
_TELLING_LETTERS = 12
"""A file's name this long is one picture's; shorter ones need a digit, or their folder."""


@lru_cache(maxsize=4_000)
def picture_key(url: str) -> str:
    """The picture's name: the same for its copies, different for other pictures.

    >>> picture_key("https://a.example/i/ferry-2019-300x200.jpg?w=3")
    'ferry-2019'
    >>> picture_key("https://cdn.example/90/?url=https%3A%2F%2Fb.example%2Fferry-2019.png")
    'ferry-2019'
    >>> picture_key("https://a.example/7/teaser.jpg")
    'a.example/7/teaser'
    """
    parts = urlsplit(_innermost(url))
    path = unquote(parts.path).rstrip("/").lower()
    folder, _, name = path.rpartition("/")
    stem = _ENDINGS.sub("", name)
    if stem == name and parts.query:  # a script or service: the query says which picture
        return f"{parts.netloc}{path}?{_SIZE_IN_QUERY.sub('', parts.query)}"
    stem = _without_size(stem)
    has_digit = any(c.isdigit() for c in stem) and not _ONLY_SIZE.match(stem)
    if len(stem) >= _TELLING_LETTERS or (len(stem) >= 6 and has_digit):
        return stem
    return f"{parts.netloc}{folder}/{stem}"


def _innermost(url: str) -> str:
    """The address inside the address of a service that resizes, or the address itself."""
    if "http" not in url[8:].lower():
        return url
    for _ in range(3):  # services wrap services
        url = unquote(url)
    start = [match.start() for match in _INNER.finditer(url)][-1]
    inner = url[start:].partition("&")[0] if start else url
    return inner if _path(inner) else url


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.strip("/")
    except ValueError:
        return ""


def _without_size(stem: str) -> str:
    for _ in range(2):
        shorter = _SIZE_BEFORE.sub("", _SIZE.sub("", stem))
        if len(shorter) < 4 or shorter == stem:
            return stem
        stem = shorter
    return stem
