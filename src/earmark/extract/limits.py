"""What a page may cost before it is parsed: a linear look that refuses or tames bombs.

HTML parsing is quadratic, or worse, in four ways that pages can choose: depth (each tag
looks up the open ones), attributes on one tag (each is compared with the others),
attributes of ``html`` and ``body`` (those of later tags are added to the first), and
formatting elements that differ and stay open (all of them are opened anew in every
paragraph). The look here is for shapes, not exact: markup in comments and scripts is
counted too. It is one pass of a few patterns over the bytes that the parser then gets.
"""

import re
from collections import Counter

from earmark.errors import Reason, Unreadable
from earmark.extract.words import word_set

MAX_PAGE_BYTES = 25_000_000
"""In UTF-8, without pictures inlined as data; a long book has 3 million letters."""

MAX_TAGS = 100_000
"""News pages have 1,000-5,000 elements, long lists in encyclopaedias 30,000."""

MAX_DEPTH = 1_500
"""Real pages nest 20-60 deep; unclosed tags of the 1990s reach some hundreds."""

SURELY_SHALLOW_TAGS = 10_000
"""Start and end tags; so few cost 0.1 s even if each stands in the one before."""

MANY_ATTRIBUTES = 30
"""On one tag; with fewer, even MAX_TAGS tags have fewer pairs than are allowed."""

MAX_ATTRIBUTE_PAIRS = 100_000_000
"""Of tags with many; 10,000 attributes on one tag, 0.2 s. Scripts look like 1,800 on real
pages, which is why there is no lower limit for a single tag."""

MAX_REOPENED = 600_000
"""Kinds of formatting tags times all tags: what the parser may have to make, thrice."""

MAX_PILED_UP = 200
"""Tags of ``html`` and ``body``; there is one of each, and a few more in careless pages."""

_INLINE_DATA = re.compile(rb"data:[a-zA-Z0-9.+/;=-]{1,100},[A-Za-z0-9+/=%]{2000,}")

_BLANK = r"\t\n\f\r "
_VALUE = rf"""(?:"[^"]*+"|'[^']*+'|[^{_BLANK}>"'][^{_BLANK}>]*+)"""
_ATTRIBUTE = rf"[^{_BLANK}/>][^{_BLANK}/>=]*+(?:[{_BLANK}]*+=[{_BLANK}]*+{_VALUE}?+)?+"
_USUAL_ATTRIBUTE = rf"""[^{_BLANK}/>][^{_BLANK}/>=]*+="[^"]*+\""""
_OPENING = rf"<[a-zA-Z][^{_BLANK}/>]*+"
_NEXT = rf"(?:[{_BLANK}/]++(?:{_USUAL_ATTRIBUTE})?+|{_ATTRIBUTE})"
_TAG = re.compile(rf"{_OPENING}{_NEXT}{{0,{MANY_ATTRIBUTES}}}+({_NEXT}*+)".encode())
"""A start tag as the tokeniser reads it (HTML standard, 13.2.5): ``>`` may stand in values.

What is found is the part beyond the first attributes, which few tags have. Possessive
throughout, so that it never goes back: linear whatever the page holds.
"""
_ATTRIBUTES = re.compile(_ATTRIBUTE.encode())
_NAME = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = re.compile(
    rb"<(?=[bcefinstu])(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*+>?+",
    re.IGNORECASE,
)
_PILING_UP = re.compile(rb"<([hb](?:tml|ody))[\s/][^>]*+>?+", re.IGNORECASE)

# Never open for long: void, or closed by the next of their kind.
_SHALLOW = word_set(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "tbody thead tfoot option optgroup colgroup rt rp html head body"
)


def within_limits(html: str) -> bytes:
    """The page in UTF-8, fit to be parsed: a long one without inlined picture data.

    Raises Unreadable (TOO_COMPLEX) with a sentence that names the limit.
    """
    page = html.encode("utf-8", "replace")
    if len(page) > 1_000_000:
        page = _INLINE_DATA.sub(b"data:,", page)
    if len(page) > MAX_PAGE_BYTES:
        raise too_complex(f"The page is longer than {MAX_PAGE_BYTES // 1_000_000} MB")
    brackets = page.count(b"<")
    if brackets > 2 * MAX_TAGS:
        raise too_complex(f"The page has more than {MAX_TAGS} elements")
    if brackets > SURELY_SHALLOW_TAGS:
        _check_depth(page)
    _check_attributes(page)
    return _tamed(page, brackets)


def too_complex(what: str) -> Unreadable:
    """The error that says which limit a page goes beyond."""
    return Unreadable(Reason.TOO_COMPLEX, f"{what}, which no article is.")


def _check_depth(page: bytes) -> None:
    is_open: Counter[bytes] = Counter()
    depth = tags = 0
    for slash, name in _NAME.findall(page):
        if slash:
            if is_open[name]:
                is_open[name] -= 1
                depth -= 1
            continue
        tags += 1
        if name.lower() in _SHALLOW_NAMES:
            continue
        is_open[name] += 1
        depth += 1
        if depth > MAX_DEPTH:
            raise too_complex(f"The page is nested more than {MAX_DEPTH} deep")
    if tags > MAX_TAGS:
        raise too_complex(f"The page has more than {MAX_TAGS} elements")


_SHALLOW_NAMES = frozenset(name.encode() for name in _SHALLOW)


def _check_attributes(page: bytes) -> None:
    many = [MANY_ATTRIBUTES + len(_ATTRIBUTES.findall(rest)) for rest in _TAG.findall(page) if rest]
    if sum(count**2 for count in many) > MAX_ATTRIBUTE_PAIRS:
        raise too_complex("The page has tags with more than 10,000 attributes")


def _tamed(page: bytes, brackets: int) -> bytes:
    """The page without what piles up in the parser, if there is suspiciously much of it."""
    if brackets > MAX_PILED_UP and len(_PILING_UP.findall(page)) > MAX_PILED_UP:
        page = _PILING_UP.sub(rb"<\1>", page)
    if len(set(_FORMATTING.findall(page))) * brackets > MAX_REOPENED:
        page = _FORMATTING.sub(b"", page)
    return page
