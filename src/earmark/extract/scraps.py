"""Lines of furniture told by their words: invitations, list headings, source lines.

In markup the box around a line says more than its words; this is for plain text and for
pages so plain that nothing else can tell. Only short lines are judged.
"""

import re
from functools import cache

from earmark.extract.patterns import alternatives, words

_MAX_CHARS = 220
_HEADING_MAX_CHARS = 80
_LISTED = re.compile(
    r"(?:related|more|further|popular|latest|recommended|trending|sponsored)"
    r"(?: (?:articles?|stories|topics?|news|reading|posts?|content|videos?|links?|coverage"
    r"|for you|on this|in|from))+\b",
    re.IGNORECASE,
)


def is_scrap(line: str) -> bool:
    """Whether a line is an invitation, a heading of a list of links, or a pointer elsewhere.

    >>> is_scrap("Most Viewed in World"), is_scrap("Most viewers left before the end.")
    (True, False)
    """
    if len(line) > _MAX_CHARS:
        return False
    if _invitation().match(line) or _sign_up().search(line):
        return True
    if len(line) > _HEADING_MAX_CHARS:
        return False
    tests = (_heading().match, _LISTED.match, _source().match, _newsletter().search)
    return any(test(line) for test in tests)


@cache
def _invitation() -> re.Pattern[str]:
    openings, forms = alternatives("furniture", "openings"), "|".join(words("furniture", "forms"))
    return re.compile(rf"(?:{openings})(?![^\W_])|{forms}", re.IGNORECASE)


@cache
def _sign_up() -> re.Pattern[str]:
    ask, what = alternatives("furniture", "sign_up"), alternatives("furniture", "sign_up_for")
    return re.compile(rf"\b(?:{ask})\b.{{0,80}}\b(?:{what})\b", re.IGNORECASE)


@cache
def _newsletter() -> re.Pattern[str]:
    """The same words the other way round: "Jetzt Newsletter abonnieren"."""
    ask, what = alternatives("furniture", "sign_up"), alternatives("furniture", "sign_up_for")
    return re.compile(rf"\b(?:{what})\b.{{0,20}}\b(?:{ask})\b", re.IGNORECASE)


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('furniture', 'headings')})(?![^\W_])", re.IGNORECASE)


@cache
def _source() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('furniture', 'source')})\s?[:：]\s?", re.IGNORECASE)
