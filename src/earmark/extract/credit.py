"""A picture's caption and its credit, parted: "… in 2019. Credit: AP" gives both."""

import re
from functools import cache

from earmark.extract.article import Picture
from earmark.extract.headline import clean
from earmark.extract.patterns import alternatives, words
from earmark.extract.people import without_role
from earmark.extract.words import word_set

_MAX_LOOSE_CHARS = 400
_MAX_TAIL_CHARS = 90
_MAX_TAIL_WORDS = 9
_MAX_CJK_NAME = 8
_SIGN = re.compile(r"(?:^|\s)(?:©|\(c\)|ⓒ)\s*(.{2,120})$", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[.!?…»”\"’)\w])(?:Photo |Image |Picture )?Credits?\s?:\s?(.{2,120})$")
_BRACKETED = re.compile(rf"[(（\[]\s*([^()（）\[\]]{{2,{_MAX_TAIL_CHARS}}})\s*[)）\]]\s*\.?$")
_END = re.compile(r"[.!?…。！？»”\"’)）]\s*[-–—|]?\s*|(?<=[^\W\d_A-Z]{4})(?=[A-ZÀ-Þ][^\W\d_A-Z])")
"""Where a caption may end: at the end of a sentence, or where a capital follows without a blank."""

_PARTS = re.compile(
    r"\s*[,;|，、]\s+|\s*[|；]\s*|\s+/(?=\S)|\s*/\s*(?=©|\(c\)|copyright\b)", re.IGNORECASE
)
_NOTICE = re.compile(
    r"^(?:copyright\s*|©\s*)?(?:19|20)\d\d\b|\ball rights reserved\b", re.IGNORECASE
)
_SAID = re.compile('["“”»«„、。]')
_CHAIN = re.compile(r"[^\W\d_][\w.'’&@ -]*\s?/\s?[^\W\d_]")
_SMALL_WORDS = word_set("via for of the and und et y e de del della di da van von der den la le al")
_CLOSING = {")": "(", "]": "[", "）": "（"}
_NO_CREDIT = re.compile(r"^[-–—\s]*$")


def part(text: str) -> tuple[str | None, str | None]:
    """Caption and credit line of a caption's text; either may be None.

    >>> part("Kim and Putin in Vladivostok in 2019.Credit: AP")
    ('Kim and Putin in Vladivostok in 2019.', 'AP')
    >>> part("Steel at the port of Veracruz. (Mario Jasso/Cuartoscuro)")
    ('Steel at the port of Veracruz.', 'Mario Jasso/Cuartoscuro')
    """
    text = clean(text)
    for pattern in (_GLUED, _labelled(), _SIGN, _before_names()):
        if match := pattern.search(text):
            return _parted(text, match)
    for end in _END.finditer(text):
        tail = text[end.end() :]
        if tail and is_credit_line(tail):
            return text[: end.end()].strip(" |–—-([（"), _bare(tail)
    match = _BRACKETED.search(text)
    if match and is_credit_line(match[1]):
        return _parted(text, match)
    return text or None, None


def _parted(text: str, match: re.Match[str]) -> tuple[str | None, str | None]:
    caption = text[: match.start()].strip(" |–—-([（")
    return caption or None, _closed(match[1]) or None


def _closed(credit: str) -> str:
    """A credit without the stops behind it, and without brackets that nothing in it opened."""
    credit = credit.strip(" .")
    while credit[-1:] in _CLOSING and credit.count(credit[-1]) > credit.count(_CLOSING[credit[-1]]):
        credit = credit[:-1].strip(" .")
    return credit


def _bare(tail: str) -> str:
    """A credit without the brackets and stops around it."""
    tail = tail.strip(" ./") or " "
    is_wrapped = tail[0] in "([（" and tail[-1] in ")]）" and not set(tail[1:-1]) & set("([（")
    return tail[1:-1].strip() if is_wrapped else tail


def loose_caption(line: str) -> Picture | None:
    """The caption and credit in a line that lost its picture ("… in 2019.Credit: AP"), or None.

    Only by a label: a sentence of the text may end in an agency's name too.
    """
    if len(line) > _MAX_LOOSE_CHARS or not (":" in line or "：" in line):
        return None
    match = _GLUED.search(line) or _loose_label().search(line)
    if not match or not line[: match.start()].strip():
        return None
    return Picture("", line[: match.start()].strip(" |–—-("), names(match[1].strip(" )")))


def names(credit: str | None) -> list[str]:
    """The credits in a credit line, each as it is written there, chains with their "via".

    Commas and bars part them; a slash joins a photographer and those who sent the picture.

    >>> names("Photo by Mandel Ngan/AFP via Getty Images | Foto: Ann Lee")
    ['Mandel Ngan/AFP via Getty Images', 'Ann Lee']
    """
    parts = (without_role(_without_label(part)) for part in _PARTS.split(clean(credit or "")))
    found = (part.strip(" .,;[]©–—").removeprefix("/ ") for part in parts)
    return list(dict.fromkeys(name for name in found if name and not _is_none(name)))


def without_label(text: str) -> str:
    """A credit line without the word that says so ("Photo: AP" gives "AP")."""
    text = clean(text).strip("()[] ")
    match = _labelled().search(text) or _GLUED.search(text) or _SIGN.search(text)
    return _closed(match[1]) if match else text


def is_credit_line(text: str) -> bool:
    """Whether words at the end of a caption name its maker: an agency, or a chain of names."""
    text = _bare(text).strip()
    if not text or text[0].isdigit() or text.count("(") != text.count(")"):
        return False
    if len(text) > _MAX_TAIL_CHARS or len(text.split()) > _MAX_TAIL_WORDS or _SAID.search(text):
        return False
    if text.casefold() in words("credits", "alone") or _label_only().match(text):
        return True
    if not text.isascii() and len(text) <= _MAX_CJK_NAME and without_role(text) != text:
        return True
    is_named = bool(_agency().search(text) or _CHAIN.search(text))
    return is_named and all(map(_may_stand_in_name, _agency().sub(" ", text).split()))


def _may_stand_in_name(word: str) -> bool:
    return not word[0].islower() or word in _SMALL_WORDS or "/" in word or "." in word


def _is_none(name: str) -> bool:
    """A dash in place of a name, or a notice of rights behind one."""
    return bool(_NO_CREDIT.match(name) or _NOTICE.search(name))


def _without_label(text: str) -> str:
    bare = _bare(text).strip()
    return "" if _is_label(bare) else _label_only().sub("", bare)


def _is_label(text: str) -> bool:
    plain = text.casefold().strip(" :.")
    return plain in words("credits", "labels") or plain in words("credits", "before_names")


@cache
def _labelled() -> re.Pattern[str]:
    label = alternatives("credits", "labels")
    return re.compile(
        rf"(?:^|(?<=[\s.!?»”\"’)|(\[（]))[(（]?(?:{label})\s*(?:©\s*|[:：]\s*|\]\s*)(.{{2,120}}?)[)）]?$",
        re.IGNORECASE,
    )


@cache
def _loose_label() -> re.Pattern[str]:
    label = alternatives("credits", "picture_labels")
    return re.compile(
        rf"(?<=[.!?…»”\"’)])\s*\(?(?:{label})\s?[:：]\s?([^.!?]{{2,80}})\)?\.?$", re.IGNORECASE
    )


@cache
def _before_names() -> re.Pattern[str]:
    before = alternatives("credits", "before_names")
    return re.compile(
        rf"(?:^|(?<=[.!?…»”\"’)])\s*|\s[-–—|]\s)[(（]?(?:{before})\s+(.{{2,120}}?)[)）]?$",
        re.IGNORECASE,
    )


@cache
def _label_only() -> re.Pattern[str]:
    label, before = alternatives("credits", "labels"), alternatives("credits", "before_names")
    return re.compile(
        rf"^(?:(?:{before})\s+(?=\S)|(?:{label})\s*[:：©]\s*|©\s*|\(c\)\s*)", re.IGNORECASE
    )


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('credits', 'agencies')})(?!\w)")
