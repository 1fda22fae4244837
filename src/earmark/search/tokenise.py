"""Text -> search terms, the same way for what is stored and for what is asked.

Folded first: NFKC, case, accents. Then cut into *runs*: words, and unbroken stretches of
a script that is written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) or
that glues particles to its words (Korean). A word is one term. A stretch becomes
overlapping pairs of characters and, last, its final character alone, so that any part of
it is found as a phrase of pairs and a single character as the beginning of a pair:
``日本語`` -> ``日本 本語 語``.

What is folded, and what is not:
- Accents go where readers leave them out when they type: Latin, Greek, Vietnamese tones,
  Arabic and Hebrew vowel marks, ``ё``. ``ß`` is ``ss``, ``ø`` is ``o``, ``æ`` is ``ae``.
- They stay where they make another letter: Cyrillic ``й`` and ``ї``, Japanese ``が``, and
  the vowel signs of Indian scripts and Thai.
- Digits of any script are 0-9. Arabic and Persian forms of one letter are one.
- Soft hyphens and joiners vanish: a word that they part is one word.
- ``U.S.`` and ``US`` are one word; ``don't`` and ``co-operate`` are two.
"""

import re
import unicodedata

TOKENISER_VERSION = 1
"""Raise it with every change of what ``tokens`` gives; rows of an older one are made anew."""

MAX_TERM_CHARS = 64
"""Longer words are cut: no word of a living language is longer, encoded bytes are."""

DENSE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0ecf\u1000-\u1049\u1780-\u17d3"  # Thai to Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"  # kana
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"  # Han, Hangul
)
"""The inside of a character class: scripts that are searched by pairs."""

IGNORED = (
    "\u00ad\u034f\u061c\u0640\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff"  # joiners, marks of direction
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # accents, Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic
)
"""The inside of a character class: characters that vanish within a word."""

_UNACCENTED = ((0xC0, 0x250), (0x370, 0x400), (0x620, 0x6D6), (0x1E00, 0x2000))
_ALIKE = (
    dict(zip("øłđðħıё", "olddhiе", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th"}
    | {"\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643"}  # Arabic: yeh, kaf
    | {"\u0629": "\u0647", "\u06c1": "\u0647", "\u0671": "\u0627"}  # heh, alef
)


def tokens(text: str) -> list[str]:
    """The search terms of a text, in order, each of 1 to 64 characters.

    >>> tokens("Die Straße, U.S. — 日本語")
    ['die', 'strasse', 'us', '日本', '本語', '語']
    """
    found = runs(text)
    if not _DENSE.search("".join(found)):
        return found
    return [term for run in found for term in pairs(run)]


def runs(text: str) -> list[str]:
    """The words and unbroken stretches of a text, folded, before pairs are made.

    >>> runs("iPhone15发布, naïve")
    ['iphone15', '发布', 'naive']
    """
    if text.isascii():
        return _cut(_ASCII_WORD.findall(_INNER_DOT.sub("", text.lower())))
    folded = _INNER_DOT.sub("", fold(text))
    return _cut(_RUN.findall(folded))


def pairs(run: str) -> list[str]:
    """The terms of one run: itself if it is a word, else its pairs and its last character."""
    if not is_dense(run):
        return [run]
    return [run[start : start + 2] for start in range(len(run))]


def is_dense(run: str) -> bool:
    """Whether a run (as ``runs`` gives it) is a stretch that is searched by pairs."""
    return _DENSE.match(run) is not None


def fold(text: str) -> str:
    """The text without the differences that a search should not see; may change its length."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _BEYOND_ASCII.sub(lambda found: found[0].translate(_FOLDED), plain)


def _cut(words: list[str]) -> list[str]:
    return [
        word if len(word) <= MAX_TERM_CHARS or is_dense(word) else word[:MAX_TERM_CHARS]
        for word in words
    ]


def _unaccented(character: str) -> str:
    """The base letter of a composed one; й and its kind are outside the ranges asked."""
    return unicodedata.normalize("NFD", character)[0]


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for first, end in _UNACCENTED:
        table |= {code: _unaccented(chr(code)) for code in range(first, end)}
    table |= {
        ord(digit): str(unicodedata.decimal(digit)) for digit in filter(str.isdecimal, _BEYOND)
    }
    table |= {ord(letter): like for letter, like in _ALIKE.items()}
    return table | {ord(sign): None for sign in re.findall(f"[{IGNORED}]", _BEYOND)}


def _of_category(*names: str) -> list[str]:
    return [character for character in _BEYOND if unicodedata.category(character) in names]


_BEYOND = "".join(map(chr, range(0x80, 0x1_0000)))
"""Beyond ASCII: the plane in which the marks and digits of nearly all living scripts are."""

_FOLDED = _fold_table()
MARKS = "".join(_of_category("Mn", "Mc"))
"""The inside of a character class: vowel signs and their kind, which are part of a word."""

_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_DENSE = re.compile(f"[{DENSE}]")
_RUN = re.compile(f"[{DENSE}]+|[^\\W_{DENSE}]+(?:[{MARKS}]+[^\\W_{DENSE}]*)*")
_INNER_DOT = re.compile(rf"\.(?<=\b[^\W\d_{DENSE}]\.)(?=[^\W\d_{DENSE}](?![^\W_]))")
"""A dot between two single letters, as in U.S. or J.K.; Chinese has no such short forms."""
