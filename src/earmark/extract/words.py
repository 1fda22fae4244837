"""How many words a text has, in any script; and word lists as sets and patterns."""

import re

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def count_words(text: str) -> int:
    """Words of the text; a CJK character counts half.

    Chinese words are about 1.5-2 characters long, and reading speed in characters is
    about twice that in words, so a half serves for reading time too.
    """
    cjk = 0 if text.isascii() else len(_CJK.findall(text))
    rest = len(_WORD.findall(_CJK.sub(" ", text) if cjk else text))
    return rest + cjk // 2


def width(text: str) -> int:
    """How long a text is in letters, a CJK character as two: it says what two or three say."""
    return len(text) if text.isascii() else len(text) + len(_CJK.findall(text))


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one text, which is how long lists stay readable."""
    return frozenset(words.split())


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern of many, written one or few to a line; matches without regard to case."""
    return re.compile("|".join(f"(?:{one})" for one in alternatives), re.IGNORECASE)
