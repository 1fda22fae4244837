"""A picture with its caption and credit parted, as it is given out."""

import re
from dataclasses import replace

from earmark.extract import credit as credit_line
from earmark.extract.article import Picture
from earmark.extract.captions import Lines
from earmark.extract.headline import clean

_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp)$|^(?:img|dsc|image|screenshot)[ _-]?\d", re.IGNORECASE
)
_ALT_MIN_LETTERS = 30
"""Shorter ones name the motif for those who cannot see it; longer ones tell like a caption."""


def told(picture: Picture, lines: Lines) -> Picture:
    """The picture with caption and credit parted."""
    caption, credit = credit_line.part(lines.caption)
    if lines.credit:
        named = credit_line.without_label(lines.credit)
        if caption and caption.endswith(named):
            caption = caption.removesuffix(named).strip(" |-–©(") or None
        credit, written = named, lines.credit
    else:
        written = _written(lines.caption, caption) if credit else ""
    return replace(
        picture, caption=caption, credit=credit_line.names(credit),
        credit_line=written or None, caption_source=lines.source if caption else None,
    )  # fmt: skip


def with_alt_as_caption(picture: Picture, headline: str | None) -> Picture:
    """The picture with its alternative text as caption, where that tells something of its own."""
    alt = picture.alt or ""
    if picture.caption or len(alt) < _ALT_MIN_LETTERS or " " not in alt.strip():
        return picture
    if _FILE_NAME.search(alt) or (headline and alt.casefold() == headline.casefold()):
        return picture
    caption, credit = credit_line.part(alt)
    if picture.credit:
        return replace(picture, caption=caption, caption_source="alt")
    return replace(
        picture, caption=caption, caption_source="alt", credit=credit_line.names(credit),
        credit_line=_written(alt, caption) if credit else None,
    )  # fmt: skip


def _written(whole: str, caption: str | None) -> str:
    """The credit line as it stands behind the caption, with its label."""
    whole = clean(whole)
    return whole.removeprefix(caption or "").strip(" |–-([)]")
