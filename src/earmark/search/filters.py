"""The parts of a search that are no words: ``is:unread``, ``saved:2024``, ``lang:de``.

They are handed out as data; who owns the columns turns them into conditions.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Is(StrEnum):
    """What a reader can ask of the state of a thing: ``is:unread``."""

    READ = "read"
    UNREAD = "unread"
    BEGUN = "begun"
    ARCHIVED = "archived"
    STARRED = "starred"
    CAPTURING = "capturing"
    KEPT = "kept"
    STUB = "stub"
    FAILED = "failed"


@dataclass(frozen=True)
class Saved:
    """Saved between two days, both included, in the reader's own time zone; None is open."""

    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class Language:
    """In a language, by its code: ``de`` means ``de-AT`` too, ``de-at`` only that."""

    code: str


Condition: TypeAlias = Is | Saved | Language


@dataclass(frozen=True)
class Filter:
    """One condition, or several of which one must hold; all of it turned round if excluded."""

    any_of: tuple[Condition, ...]
    is_excluded: bool = False


HELP = {
    "is": f"“is:” knows {', '.join(Is)}",
    "saved": "“saved:” takes a year, month or day, or two: 2024, 2024-05, 2024-05..2024-08",
    "lang": "“lang:” takes the code of a language, such as en, de or zh",
}
"""Field -> what may stand after its colon, to be shown when something else did."""


def find_condition(field: str, value: str) -> Condition | None:
    """The condition that ``field:value`` states, or None if it makes no sense."""
    wanted = value.strip().casefold()
    if field == "is":
        return Is(wanted) if wanted in set(Is) else None
    if field == "lang":
        return Language(wanted.replace("_", "-")) if _LANGUAGE.fullmatch(wanted) else None
    return _saved(wanted)


def _saved(value: str) -> Saved | None:
    """``2024``, ``2024-05-17``, ``2024-05..2024-08``, ``2024..``, ``..2024``."""
    first, dots, last = value.partition("..")
    start, end = _days(first), _days(last if dots else first)
    if (first and not start) or (last and not end) or not (start or end):
        return None
    if start and end and start > end:
        start, end = end, start
    return Saved(start[0] if start else None, end[1] if end else None)


def _days(value: str) -> tuple[date, date] | None:
    """The first and last day of a year, month or day, or None if it is none."""
    found = _DATE.fullmatch(value)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    return first, date(first.year, last_month, day or monthrange(first.year, last_month)[1])


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_LANGUAGE = re.compile("[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*")
