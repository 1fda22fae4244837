"""How long a text takes to read, by its language and script."""

import re
from math import ceil

_WORDS_A_MINUTE = {
    "ar": 138, "de": 179, "en": 228, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188,
    "nl": 202, "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
}  # fmt: skip
_CHARACTERS_A_MINUTE = {"ja": 357, "zh": 255}
"""Reading aloud (Trauzettel-Klosinski and Dietz 2012, the IReST texts)."""

_SILENT = 238 / 228
"""Silent reading of English takes 238 words a minute (Brysbaert 2019) against 228 aloud."""

_OTHER_LANGUAGES = 180
"""About the median of the languages measured."""

_LETTERS_A_WORD = 4
"""Thai and its neighbours write no blanks between words, which have about four letters."""

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_NO_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def reading_minutes(text: str, words: int, language: str | None = None) -> int:
    """Minutes an adult needs for the text in silence, rounded up; 0 for no text.

    ``words`` is what ``words.count_words`` counts, a CJK character as half a word.

    >>> reading_minutes("word " * 1000, 1000, "en-GB"), reading_minutes("词" * 800, 400)
    (5, 4)
    """
    base = (language or "").split("-")[0]
    characters = letters = 0
    if not text.isascii():
        characters, letters = len(_CJK.findall(text)), len(_NO_BLANKS.findall(text))
    spaced = words - characters // 2 + letters // _LETTERS_A_WORD
    minutes = spaced / _WORDS_A_MINUTE.get(base, _OTHER_LANGUAGES)
    minutes += characters / _CHARACTERS_A_MINUTE.get(base, _CHARACTERS_A_MINUTE["zh"])
    return ceil(minutes / _SILENT)
