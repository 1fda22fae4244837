"""Numbers, durations and moments as a reader says them: "1,240", "4 min", "3 days ago"."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import NullTranslations
from math import ceil

_PLAIN = NullTranslations()
_WORDS_A_MINUTE = 238
"""Mean for silent reading of English non-fiction: Brysbaert 2019, 190 studies."""


@dataclass(frozen=True)
class When:
    """A moment for a page: ``<time datetime=iso title=full>text</time>``."""

    text: str
    iso: str
    full: str


def number(value: int) -> str:
    """The number with its thousands parted by commas.

    >>> number(1240)
    '1,240'
    """
    return f"{value:,}"


def articles(count: int, translations: NullTranslations = _PLAIN) -> str:
    """How many articles.

    >>> articles(1), articles(1240)
    ('1 article', '1,240 articles')
    """
    return _count(translations, "%(n)s article", "%(n)s articles", count)


def reading_time(
    body_words: int,
    words_per_minute: int = _WORDS_A_MINUTE,
    translations: NullTranslations = _PLAIN,
) -> str:
    """How long the text takes to read, rounded up to a whole minute.

    >>> reading_time(1000)
    '5 min'
    """
    minutes = max(1, ceil(body_words / words_per_minute))
    return translations.ngettext("%(minutes)s min", "%(minutes)s min", minutes) % {
        "minutes": number(minutes)
    }


def when(at: datetime, now: datetime, translations: NullTranslations = _PLAIN) -> When:
    """The moment ``at`` as said at the moment ``now``; both aware.

    Up to a week it counts back ("3 days ago"), after that it names the day. A moment
    that is still to come (a clock that goes wrong, a dated-ahead article) is named, too.

    >>> from datetime import UTC
    >>> when(datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)).text
    '3 days ago'
    """
    full = f"{_day(at)}, {at:%H:%M} {at.tzname()}"
    return When(_ago(now - at, translations) or _day(at), at.isoformat(timespec="seconds"), full)


def soon(seconds: float) -> str:
    """When something may be tried again.

    >>> soon(30), soon(700)
    ('in 30 seconds', 'in 12 minutes')
    """
    return f"in {ceil(seconds)} seconds" if seconds < 90 else f"in {ceil(seconds / 60)} minutes"


def _ago(age: timedelta, translations: NullTranslations) -> str | None:
    """The age in its largest unit; None if it is over a week or not yet."""
    seconds = age.total_seconds()
    if not 0 <= seconds < timedelta(days=7).total_seconds():
        return None
    if seconds < 60:
        return translations.gettext("just now")
    if seconds < 3600:
        return _count(translations, "%(n)s minute ago", "%(n)s minutes ago", seconds // 60)
    if seconds < 86400:
        return _count(translations, "%(n)s hour ago", "%(n)s hours ago", seconds // 3600)
    return _count(translations, "%(n)s day ago", "%(n)s days ago", seconds // 86400)


def _count(translations: NullTranslations, one: str, many: str, n: float) -> str:
    return translations.ngettext(one, many, int(n)) % {"n": number(int(n))}


def _day(at: datetime) -> str:
    """The day as "3 May 2026"."""
    return f"{at.day} {at:%B %Y}"
