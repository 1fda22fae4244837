"""News agencies: their names as they stand in bylines, datelines and end notes."""

import re
from collections.abc import Iterable
from functools import cache

from earmark.extract.patterns import alternatives, mapping, words

_MAX_CHARS = 90
_HOST = re.compile(r"^[\w-]+\.(?:com|org|net|info|news|[a-z]{2})$", re.IGNORECASE)
_MAX_INITIALS = 4


def is_agency(text: str) -> bool:
    """Whether the words are an agency's name and nothing else."""
    return _known(text) is not None


def agencies_in(line: str) -> list[str]:
    """The agencies of a short line that names nothing but agencies, desks and initials.

    >>> agencies_in("ino/dpa"), agencies_in("(Reuters)"), agencies_in("Kim told Reuters that")
    (['dpa'], ['Reuters'], [])
    """
    line = _label().sub("", line.strip().strip("*.()[] "))
    if not line or len(line) > _MAX_CHARS:
        return []
    parts = _parts(line)
    found = [known for part in parts if (known := _known(part))]
    others = [part for part in parts if not _known(part)]
    return list(dict.fromkeys(found)) if all(map(_is_desk, others)) else []


def agencies_among(names: Iterable[str]) -> list[str]:
    """The agencies in a list of bylines ("Adam Vidler", "AP"; "Le Figaro et AFP")."""
    found = (_known(part) for name in names for part in _parts(name))
    return list(dict.fromkeys(known for known in found if known))


def agency_of_publisher(name: str) -> list[str]:
    """The agency that publishes under its own name: "AP News", "AFP Faktencheck".

    Only by names that are nothing else: "TT" is a newspaper, "CNA" a station.
    """
    first = name.split()[0] if name.split() else ""
    is_sure = first not in words("agencies", "careful") or first == "AP"
    known = _known(name) or (_known(first) if len(name.split()) <= _PUBLISHER_WORDS else None)
    return [known] if known and is_sure else []


_PUBLISHER_WORDS = 2


def _parts(line: str) -> list[str]:
    return [part for part in _parter().split(line) if part]


def _known(text: str) -> str | None:
    text = " ".join(text.split()).strip(" .")
    name = _by_name().get(_plain(text))
    if name and text not in _careful() and _plain(text) in _careful_plain():
        return None
    return name


def _plain(text: str) -> str:
    return text.casefold().replace("-", " ").replace("/", " ")


def _is_desk(text: str) -> bool:
    """Desk initials such as "ino" in "ino/dpa", or the site that adds to an agency's text."""
    return (text.isalpha() and len(text) <= _MAX_INITIALS) or bool(_HOST.match(text))


@cache
def _by_name() -> dict[str, str]:
    return {
        _plain(spelling): name
        for name, spellings in mapping("agencies", "agencies").items()
        for spelling in (name, *spellings)
    }


@cache
def _careful() -> frozenset[str]:
    return frozenset(words("agencies", "careful"))


@cache
def _careful_plain() -> frozenset[str]:
    return frozenset(map(_plain, words("agencies", "careful")))


@cache
def _parter() -> re.Pattern[str]:
    joined = alternatives("agencies", "joined")
    return re.compile(
        rf"\s*(?:[/,;|&+()\[\]–—、，·]|\s-\s|(?<=\s)(?:{joined})(?=\s))\s*", re.IGNORECASE
    )


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{alternatives('agencies', 'labels')})(?:\s*[:：]\s*|\s+)", re.IGNORECASE
    )
