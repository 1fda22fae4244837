"""Dates as people and programs write them, read as aware datetimes."""

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"^(20\d{2}|19\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?$")
_MONTH_WORDS = (
    "jan januar janeiro enero gennaio janvier januari styczeń stycznia sty ene gen",
    "feb februar februari february february fevereiro febrero febbraio février fév luty lutego",
    "mar märz march maart mars março marzo mrz marzec marca mär",
    "apr april abril aprile avril kwi kwietnia kwiecień abr avr",
    "may mai mei maio mayo maggio maja maj mag",
    "jun juni june juin junho junio giugno czerwca czerwiec giu",
    "jul juli july juillet julho julio luglio lipca lipiec lug",
    "aug august augustus août agosto sierpnia sierpień ago agst",
    "sep sept september setembro septiembre settembre septembre września wrzesień set",
    "oct okt october oktober outubro octubre ottobre octobre października październik out ott",
    "nov november novembro noviembre novembre listopada listopad",
    "dec dez december dezember dezembro diciembre dicembre décembre grudnia grudzień dic déc",
)
_MONTHS = {word: i + 1 for i, words in enumerate(_MONTH_WORDS) for word in words.split()}
MONTH_NAMES = tuple(_MONTHS)
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b")


def parse_when(text: str) -> datetime | None:
    """The first date in a text, with its time and offset if given; UTC when no offset is.

    Reads ISO forms, ``May 3, 2024``, ``3. Mai 2024``, ``3/5/2024`` (day first unless the
    second number is over 12) and ``2024年5月3日``. Years before 1980 and dates more than
    two days ahead of no clock are the caller's business: only 1980-2100 is accepted.

    >>> parse_when("2024-05-03T10:00:00+02:00").isoformat()
    '2024-05-03T10:00:00+02:00'
    """
    text = text.strip()[:300]
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(g or 0) for g in match.groups())
        return _made(year, month, day, hour, minute, second)
    if match := _ISO.search(text):
        year, month, day, hour, minute, second = (int(g or 0) for g in match.groups()[:6])
        return _made(year, month, day, hour, minute, second, _offset(match[7]))
    return _parse_words(text)


def _parse_words(text: str) -> datetime | None:
    if match := _EAST_ASIAN.search(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), *_clock(text))
    for match in _DAY_FIRST.finditer(text):
        if month := _MONTHS.get(match[2].lower()):
            return _made(int(match[3]), month, int(match[1]), *_clock(text))
    for match in _MONTH_FIRST.finditer(text):
        if month := _MONTHS.get(match[1].lower()):
            return _made(int(match[3]), month, int(match[2]), *_clock(text))
    if match := _NUMBERS.search(text):
        first, second = int(match[1]), int(match[3])
        if second > 12 or (match[2] == "/" and first <= 12 and _is_am_pm(text)):
            first, second = second, first
        return _made(int(match[4]), second, first, *_clock(text))
    return None


def _is_am_pm(text: str) -> bool:
    return bool(re.search(r"\d\s*[ap]\.?m\b", text, re.IGNORECASE))


def _clock(text: str) -> tuple[int, int]:
    match = _CLOCK.search(text)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < 24 else (0, 0)


def _offset(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    sign = -1 if text[0] == "-" else 1
    if hours > 14 or minutes > 59:
        return UTC
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _made(
    year: int,
    month: int,
    day: int,
    hour: int = 0,
    minute: int = 0,
    second: int = 0,
    zone: timezone = UTC,
) -> datetime | None:
    if not 1980 <= year <= 2100:
        return None
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None
