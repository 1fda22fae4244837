"""Words, numbers and addresses of a page replaced by invented ones of the same shape.

The same word becomes the same invented word everywhere on a page, so that what overlaps
(headline and title, caption and alt) still does. What it becomes hangs on a secret that is
thrown away: nobody can look up which word it was. Words of the trade stay, for a page is
often read wrongly because of them.
"""

import hashlib
import re
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from earmark.extract.words import word_set

TRADE = word_set(
    """
    ad ads advert advertisement anzeige werbung by von par por di af av photo foto image bild
    picture video audio credit source quelle via caption copyright getty imago reuters afp ap
    dpa apa epa afx upi tass xinhua ansa efe lusa ptb ritzau tt ntb stt belga anp pap ctk keystone
    author editor reporter staff agencies agency associated press share teilen partager follow
    subscribe subscription sign up in log login register newsletter inbox email e-mail read more
    also related recommended trending popular most viewed from our partners network comments
    comment reply kommentar kommentare advertising sponsored promoted cookie cookies consent
    accept privacy terms published updated posted last modified correction note story stories
    article articles page next previous print save bookmark listen min minutes read tags topics
    am pm uhr gmt utc cet est edt pst january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday
    wednesday thursday friday saturday sunday januar februar märz mai juni juli oktober dezember
    janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero
    marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    embed watch status player playlist tweet reel
    index html php jpg jpeg png webp gif svg avif www amp news tag category logo avatar icon
    """
)
PLATFORMS = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|twitter\.com|x\.com"
    r"|facebook\.com|instagram\.com|tiktok\.com|soundcloud\.com|spotify\.com|schema\.org"
    r"|creativecommons\.org|doubleclick\.net|gravatar\.com|disqus\.com)$"
)
"""Hosts that mean something to whoever reads a page."""

EMPTY_PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
YEARS_BACK = 8

_ADDRESS = re.compile(
    r"data:[^\s\"')]+|(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^\s\"'<>,)]+|(?<![\w.])\.{0,2}/[^\s\"'<>,)]*"
)
_PART = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|&#?\w+;|\d+|[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
_TRIES = 20


class Invention:
    """Replaces what stands on one page at one address."""

    def __init__(self, url: str, texts: Iterable[str]) -> None:
        self._secret = secrets.token_bytes(16)
        self._host = (urlsplit(url).hostname or "").removeprefix("www.")
        self._letters: dict[str, list[str]] = defaultdict(list)
        for letter in sorted({letter for text in texts for letter in text.lower()}):
            self._letters[_kind(letter)].append(letter)

    def value(self, text: str) -> str:
        """Text that may hold words, numbers and addresses."""
        parts, start = [], 0
        for found in _ADDRESS.finditer(text):
            parts += [self.words(text[start : found.start()]), self.address(found[0])]
            start = found.end()
        return "".join([*parts, self.words(text[start:])])

    def words(self, text: str) -> str:
        """Text without addresses."""
        return _PART.sub(lambda part: self._part(part[0]), text)

    def address(self, url: str) -> str:
        """An address of the same form; the page's own site becomes ``site.example``."""
        if url.startswith("data:"):
            return EMPTY_PICTURE
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.words(url)
        if not parts.netloc:
            return self.words(url)
        rest = url.partition(parts.netloc)[2]
        scheme = f"{parts.scheme}:" if parts.scheme else ""
        rest = rest if parts.hostname == "schema.org" else self.words(rest)
        return f"{scheme}//{self._host_for(parts.hostname or '')}{rest}"

    def _host_for(self, host: str) -> str:
        if PLATFORMS.search(host):
            return host
        own = self._host
        if own and (host == own or host.endswith(f".{own}")):
            return f"{'www.' if host.startswith('www.') else ''}site.example"
        return f"{self._word(host.split('.')[-2] if '.' in host else host)}.example"

    def _part(self, part: str) -> str:
        if part[0] in "\\&":
            return part
        return self._number(part) if part.isdecimal() else self._word(part)

    def _number(self, digits: str) -> str:
        """Days, months, hours and years keep their meaning; years are all moved alike."""
        if not digits.isascii() or len(digits) <= 2:
            return digits
        if re.fullmatch(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?", digits):
            return f"{int(digits[:4]) - YEARS_BACK}{digits[4:]}"
        chosen = self._numbers(digits)
        return "".join(
            str(n % 9 + 1 if i == 0 else n % 10)
            for i, n in zip(range(len(digits)), chosen, strict=False)
        )

    def _word(self, word: str) -> str:
        lower = word.lower()
        if lower in TRADE or (len(lower) == 1 and lower.isascii()):
            return word
        new = next((new for new in self._tries(lower) if new != lower), lower)
        return _in_case_of(word, new)

    def _tries(self, word: str) -> Iterator[str]:
        """Words of its shape; few letters of a kind may give the word itself at first."""
        pools = [self._letters.get(_kind(letter)) or [letter] for letter in word]
        for salt in range(_TRIES):
            numbers = self._numbers(word + " " * salt)
            yield "".join(pool[n % len(pool)] for pool, n in zip(pools, numbers, strict=False))

    def _numbers(self, word: str) -> list[int]:
        """As many numbers as the word has letters, the same whenever it comes."""
        found: list[int] = []
        while len(found) < len(word):
            found += hashlib.sha256(
                self._secret + word.encode() + bytes([len(found) % 256])
            ).digest()
        return found


def _kind(letter: str) -> str:
    """Letters of one kind may stand for each other: one script, and vowels for vowels."""
    if letter.isascii():
        return f"latin {letter.isalpha()} {letter in _VOWELS}"
    name = unicodedata.name(letter, "?")
    return f"{name.split(' ')[0]} {unicodedata.category(letter)}"


def _in_case_of(word: str, new: str) -> str:
    if word.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if word[:1].isupper() else new
