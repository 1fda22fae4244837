"""Which addresses that a redirect led through are addresses of the same Article.

Sites also redirect to pages that stand for no article: dead articles go to the front page
in its many forms, closed ones to a login, consent or subscription page. A page joined
wrongly is taken for the article for good, while one that is not joined is at worst saved
twice. So an address joins only on evidence that it names this very article:

- it is the asked address in another spelling (``https``, ``www``, a final slash); or
- it repeats the words or the number by which the asked address names the article; or
- the asked address holds no such words (a short link), and the page where it ended is an
  article whose headline says that this is its name; on another host, a number in it and
  the page's own word (``rel=canonical``) are enough.

No list of words for "front page" or "login" is needed: such addresses name nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from earmark.articles.canonical import canonical_url
from earmark.errors import Invalid
from earmark.extract import ExtractedArticle
from earmark.fetch import parse_address

SLUG_WORDS_MIN = 3
"""A path segment of so many words names one page; "latest-news" names a place."""

TELLING_LETTERS_MIN = 4
"""Shorter words ("the", "und", "2026") are in many names."""

SHARED_MIN = 0.6
"""Share of telling words that two names have in common: headlines change a word or two."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{5,}|(?=[a-z]*\d+[a-z]+\d)[a-z\d]{8,}")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?")
_ENDING = re.compile(r"(?:/amp|/(?:index|default)(?:\.\w+)?|\.(?:x?html?|php|aspx?|amp))?/*$")
_HOST_VARIANT = re.compile(r"^(?:www\d?|m|mobile|amp)\.")


def joined_addresses(
    asked: str, hops: Sequence[str], final: str, article: ExtractedArticle
) -> list[str]:
    """Canonical addresses that join, of those that a fetch of ``asked`` came through.

    ``article`` is what was read at ``final``. What is no address never joins.
    """
    source = _name(asked)
    if source is None:
        return []
    names = [name for hop in {*hops, final} if (name := _name(hop))]
    joined = {name.canonical for name in names if _is_told_by_asked(source, name)}
    landing = _name(final)
    if landing and _is_told_by_page(source, landing, article):
        joined.add(landing.canonical)
    return sorted(joined)


@dataclass(frozen=True)
class _Name:
    """An address as far as it names a page; ``slugs`` are the telling words of segments."""

    canonical: str
    place: tuple[str, str, str]
    segments: tuple[str, ...]

    @property
    def slugs(self) -> list[frozenset[str]]:
        return [words for part in self.segments if (words := _slug(part))]

    @property
    def numbers(self) -> frozenset[str]:
        return _numbers(self.segments)

    def is_above(self, other: "_Name") -> bool:
        return len(self.segments) < len(other.segments) and (
            self.segments == other.segments[: len(self.segments)]
        )


def _name(url: str) -> _Name | None:
    try:
        address = parse_address(url)
    except Invalid:
        return None
    canonical = canonical_url(address)
    path = _ENDING.sub("", unquote(address.path).casefold())
    host = _HOST_VARIANT.sub("", address.host)
    segments = tuple(part for part in path.split("/") if part)
    return _Name(canonical, (host, path, canonical.partition("?")[2]), segments)


def _is_told_by_asked(source: _Name, target: _Name) -> bool:
    """Whether the asked address says that the other one is its own."""
    if source.place == target.place:
        return True
    if not source.segments or target.is_above(source):
        return False
    last = source.segments[-1:]
    if _numbers(last) & target.numbers:
        return True
    words = _slug(last[0])
    return any(_share(words & slug, words | slug) >= SHARED_MIN for slug in target.slugs)


def _is_told_by_page(source: _Name, landing: _Name, article: ExtractedArticle) -> bool:
    """Whether the page where a short link ended says that the address is its own."""
    if source.slugs or article.kind != "article" or not landing.segments:
        return False
    slug, headline = _slug(landing.segments[-1]), _telling(article.headline or "")
    if _share(slug & headline, slug) >= SHARED_MIN:
        return True
    own = _name(article.canonical_url or "")
    is_own = own is not None and own.place == landing.place and bool(landing.numbers)
    return is_own and source.place[0] != landing.place[0]


def _slug(segment: str) -> frozenset[str]:
    """The telling words of a segment that names a page; none for any other."""
    words = _telling(segment)
    is_slug = len(_WORD.findall(segment)) >= SLUG_WORDS_MIN and len(words) > 1
    return words if is_slug else frozenset()


def _telling(text: str) -> frozenset[str]:
    """Words without accents, as in slugs: "Général" is "general"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _WORD.findall(letters)
    return frozenset(w for w in words if len(w) >= TELLING_LETTERS_MIN and not w.isdigit())


def _numbers(segments: Iterable[str]) -> frozenset[str]:
    """Numbers and mixed tokens that can only be an article's; dates are many articles'."""
    tokens = {token for part in segments for token in _WORD.findall(part)}
    return frozenset(t for t in tokens if _NUMBER.fullmatch(t) and not _DATE.fullmatch(t))


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0
