"""A picture's caption and its credit, parted: "… in 2019. Credit: AP" gives both."""

import re

from earmark.extract.article import Picture
from earmark.extract.headline import clean

_MARK = (
    r"(?:photo(?:graph|graphie|graphy)?s?\s*(?:credits?|by|courtesy of)?"
    r"|(?:image|picture|video)\s*(?:credits?|source|by|courtesy of)?|credits?|pic(?:ture)?"
    r"|foto(?:s|credit|grafie)?|fotograf(?:ie)?|bild(?:nachweis|quelle)?|quelle|illustration"
    r"|crédits?(?:\s+photo)?|crédito|imagen|imagem|source|fuente|fonte|zdjęcie|фото"
    r"|写真|图片来源|图源|来源)"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s.!?»”\"’)|(\[]))\(?{_MARK}\s*[:：/]\s*(.{{2,120}}?)\)?$", re.IGNORECASE
)
_GLUED = re.compile(r"(?<=[.!?…»”\"’)\w])(?:Photo |Image |Picture )?Credits?\s?:\s?(.{2,120})$")
_SIGN = re.compile(r"(?:^|\s)(?:©|\(c\)|ⓒ)\s*(.{2,120})$", re.IGNORECASE)
_LABEL = re.compile(rf"^\(?{_MARK}?\s*[:：/©]*\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s*[/|]\s*|\s+via\s+", re.IGNORECASE)


def part(text: str) -> tuple[str | None, str | None]:
    """Caption and credit line of a caption's text; either may be None.

    >>> part("Kim and Putin in Vladivostok in 2019.Credit: AP")
    ('Kim and Putin in Vladivostok in 2019.', 'AP')
    """
    text = clean(text)
    for pattern in (_GLUED, _LABELLED, _SIGN):
        match = pattern.search(text)
        if match:
            caption = text[: match.start()].strip(" |–-([")
            return caption or None, match[1].strip(" .)]")
    return text or None, None


def loose_caption(line: str) -> Picture | None:
    """The caption and credit in a line that lost its picture ("… in 2019.Credit: AP"), or None."""
    match = _GLUED.search(line) if len(line) <= 400 else None
    if not match or not line[: match.start()].strip():
        return None
    return Picture("", line[: match.start()].strip(), names(match[1]))


def names(credit: str | None) -> list[str]:
    """The credited, as named on the page: ``AFP/Getty Images`` gives two.

    >>> names("Mandel Ngan/AFP via Getty Images")
    ['Mandel Ngan', 'AFP', 'Getty Images']
    """
    return [n for n in (p.strip(" .,;()[]©") for p in _PARTS.split(credit or "")) if n]


def without_label(text: str) -> str:
    """A credit line without the word that says so ("Photo: AP" gives "AP")."""
    text = " ".join(text.split()).strip("()[] ")
    match = _LABELLED.search(text) or _GLUED.search(text) or _SIGN.search(text)
    return match[1].strip(" .)]") if match else text
