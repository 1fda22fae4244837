"""What a page may cost before it is parsed: a linear look that refuses or tames bombs.

HTML parsing is quadratic, or worse, in three ways that pages can choose: depth (each tag
looks up the open ones), attributes on one tag (each is compared with the others), and
formatting elements that differ and stay open (all of them are opened anew in every
paragraph). The look here is for shapes, not exact: markup in comments and scripts is
counted too. What slips past it meets the clock of the process that parses.
"""

import re
from collections import Counter

from earmark.errors import Reason, Unreadable
from earmark.extract.words import word_set

MAX_PAGE_CHARS = 10_000_000
"""Counted without pictures inlined as data; a long book has 3 million letters."""

MAX_TAGS = 100_000
"""News pages have 1,000-5,000 elements, long lists in encyclopaedias 30,000."""

MAX_DEPTH = 1_500
"""Real pages nest 20-60 deep; unclosed tags of the 1990s reach some hundreds."""

MAX_TAG_CHARS = 20_000
MAX_ATTRIBUTES = 1_000
"""On one tag; only tags longer than ``MAX_TAG_CHARS`` are looked at."""

MAX_FORMATTING_KINDS = 200
"""Different ``<b …>``, ``<font …>`` and the like; beyond it they lose their attributes."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{MAX_TAG_CHARS},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:\s[^>]*)?>", re.IGNORECASE
)
_INLINE_DATA = re.compile(r"data:[a-zA-Z0-9.+/;=-]{1,100},[A-Za-z0-9+/=%]{2000,}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")

# Never open for long: void, or closed by the next of their kind.
_SHALLOW = word_set(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "tbody thead tfoot option optgroup colgroup rt rp html head body"
)


def within_limits(html: str) -> str:
    """The page, fit to be parsed: without control characters and inlined picture data.

    Raises Unreadable (TOO_COMPLEX) with a sentence that names the limit.
    """
    html = _CONTROL.sub("", html)
    if len(html) > 1_000_000:
        html = _INLINE_DATA.sub("data:,", html)
    if len(html) > MAX_PAGE_CHARS:
        raise _too_complex(f"The page is longer than {MAX_PAGE_CHARS // 1_000_000} million letters")
    _check_tags(html)
    _check_attributes(html)
    return _tamed(html)


def _check_tags(html: str) -> None:
    if html.count("<") > 2 * MAX_TAGS:
        raise _too_complex(f"The page has more than {MAX_TAGS} elements")
    is_open: Counter[str] = Counter()
    depth = tags = 0
    for slash, name in _TAG.findall(html):
        if slash:
            if is_open[name]:
                is_open[name] -= 1
                depth -= 1
            continue
        tags += 1
        if name.lower() in _SHALLOW:
            continue
        is_open[name] += 1
        depth += 1
        if depth > MAX_DEPTH:
            raise _too_complex(f"The page is nested more than {MAX_DEPTH} deep")
    if tags > MAX_TAGS:
        raise _too_complex(f"The page has more than {MAX_TAGS} elements")


def _check_attributes(html: str) -> None:
    for tag in _LONG_TAG.finditer(html):
        if len(_QUOTED.sub('""', tag.group()).split()) > MAX_ATTRIBUTES:
            raise _too_complex(f"A tag of the page has more than {MAX_ATTRIBUTES} attributes")


def _tamed(html: str) -> str:
    """The page with bare formatting tags if it has suspiciously many different ones."""
    if len({tag.group() for tag in _FORMATTING.finditer(html)}) <= MAX_FORMATTING_KINDS:
        return html
    return _FORMATTING.sub(r"<\1>", html)


def _too_complex(what: str) -> Unreadable:
    return Unreadable(Reason.TOO_COMPLEX, f"{what}, which no article is.")
