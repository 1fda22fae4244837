"""Names in a by-line, without the word "by", roles, addresses, dates and labels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from earmark.extract.agency import is_agency
from earmark.extract.dates import MONTH_NAMES
from earmark.extract.headline import clean
from earmark.extract.patterns import alternatives, one_of, words

MAX_NAMES = 12
_MAX_LINE_CHARS = 300
_MAX_NAME_CHARS = 60
_MAX_NAME_WORDS = 5
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\(.*$")
_JUNK = re.compile(r"[<>{}=]|\d{2}|[?!…]|\.(?:com|org|net|co)\b")
_CASED = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Names:
    """Who is named in a by-line, in order: people, news agencies as written, newsrooms."""

    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.agencies or self.desks)


def names(raw: Iterable[str]) -> list[str]:
    """The people in by-line texts, in order, each once.

    >>> names(["By Jane Doe, Chief Reporter", "John Roe and AFP"])
    ['Jane Doe', 'John Roe']
    """
    return list(read_names(raw).people)


def read_names(raw: Iterable[str]) -> Names:
    """Everybody whom by-line texts name."""
    groups: dict[str, dict[str, str]] = {"people": {}, "agencies": {}, "desks": {}}
    for text in raw:
        for part in _parts(text):
            name = _tidy(part)
            if not name or not _may_be_name(name):
                continue
            groups[_group(name)].setdefault(name.casefold(), name)
    return Names(**{group: tuple(found.values())[:MAX_NAMES] for group, found in groups.items()})


def declared_name(text: str) -> str | None:
    """A name from a field that holds one name and nothing else; user names are names there."""
    text = clean(text)[: _MAX_NAME_CHARS + 1]
    is_name = 1 < len(text) <= _MAX_NAME_CHARS and bool(_CASED.search(text))
    return text if is_name and not _ADDRESS.search(text) and not _is_label(text) else None


def says_who(line: str) -> bool:
    """Whether a line is a by-line: ``By ...``, ``Autor: ...``, ``责编：...``, ``Von Ana Holm``."""
    if _opening().match(line):
        return True
    match = _by().match(line)
    return bool(match) and is_full_name(line[match.end() :] if match else "")


def is_full_name(line: str) -> bool:
    """Whether a line is two to four words that each begin in a capital, and nothing else."""
    parts = line.split()
    if not 2 <= len(parts) <= 4 or not all(p[0].isupper() for p in parts if p):
        return False
    bare = line.replace(".", "").replace("-", "").replace("'", "").replace("’", "")
    return bare.replace(" ", "").isalpha() and not line.isupper() and _may_be_name(line)


def without_role(name: str) -> str:
    """A name without the role behind it: "고영권 기자" gives "고영권"."""
    return _role_after().sub("", name).strip(" -–")


def _parts(text: str) -> list[str]:
    line = _ADDRESS.sub(" ", clean(text)[:_MAX_LINE_CHARS])
    line = _BRACKETED.sub(" ", line)
    line = _before_date().split(line, maxsplit=1)[0]
    return [part for part in _parter().split(_by().sub("", line)) if part]


def _tidy(part: str) -> str:
    name = (_by().sub("", part) if part[:1].islower() else part).strip(" .:*-–—\"'|")
    name = without_role(name)
    if name.isupper() and len(name.split()) > 1 and not is_agency(name):
        return name.title()
    return name


def _may_be_name(name: str) -> bool:
    if is_agency(name):
        return True
    parts = name.split()
    if not 1 <= len(parts) <= _MAX_NAME_WORDS or not 2 <= len(name) <= _MAX_NAME_CHARS:
        return False
    if _JUNK.search(name) or not _CASED.search(name) or not _not_names().isdisjoint(_folded(parts)):
        return False
    if not _roles().isdisjoint(_folded(parts)):
        return False
    return not name.isascii() or any(part[0].isupper() for part in parts)


def _group(name: str) -> str:
    if is_agency(name):
        return "agencies"
    is_desk = not _desks().isdisjoint(_folded(re.split(r"[\s-]+", name)))
    return "desks" if is_desk else "people"


def _folded(parts: Iterable[str]) -> set[str]:
    return {part.casefold().strip(".,:") for part in parts}


def _is_label(text: str) -> bool:
    return text.casefold() in _not_names()


@cache
def _by() -> re.Pattern[str]:
    before = alternatives("bylines", "by")
    glued = r"by(?-i:(?=[A-Z]))"
    return re.compile(rf"^\W*(?:(?:(?:{before})(?![^\W_])|{glued})\s*[:：]?\s*)+", re.IGNORECASE)


@cache
def _opening() -> re.Pattern[str]:
    before = alternatives("bylines", "by")
    return re.compile(rf"^[(（\[]?(?:by\s|(?:{before})\s*[:：=／])", re.IGNORECASE)


@cache
def _parter() -> re.Pattern[str]:
    joined = alternatives("bylines", "joined")
    return re.compile(
        rf"\s*(?:[,;|/•·、，；／]|\s[-–—]\s|&|(?<=\s)(?:{joined})(?=\s))\s*", re.IGNORECASE
    )


@cache
def _role_after() -> re.Pattern[str]:
    roles = alternatives("bylines", "roles")
    return re.compile(rf"(?:\s+|(?<=[\u3040-\uffff]))(?:{roles})$", re.IGNORECASE)


@cache
def _before_date() -> re.Pattern[str]:
    months = one_of(MONTH_NAMES)
    return re.compile(rf"(?<!\w)(?:(?:{months})\.?\s+\d|\d{{1,2}}[./:\s-]|\d{{4}})", re.IGNORECASE)


@cache
def _roles() -> frozenset[str]:
    return frozenset(words("bylines", "roles"))


@cache
def _desks() -> frozenset[str]:
    return frozenset(words("bylines", "desks"))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(words("bylines", "not_names"))
