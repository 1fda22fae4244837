"""The language of a text and the direction it is read in."""

import re
from collections import Counter

from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_TAG = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?(?:[-_]|$)", re.IGNORECASE)
_RTL = word_set("ar he iw fa ur ps sd ug yi dv ckb ku-arab")
# Scripts that one language writes, or mostly one: enough for a guess.
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = tuple(
    (language, re.compile(f"[{letters}]"))
    for language, letters in (
        ("ja", "\u3041-\u30ff"),
        ("ko", "\uac00-\ud7af"),
        ("zh", "\u4e00-\u9fff"),
        ("ru", "\u0400-\u04ff"),
        ("el", "\u0370-\u03ff"),
        ("ar", "\u0600-\u06ff"),
        ("he", "\u0590-\u05ff"),
        ("hi", "\u0900-\u097f"),
        ("bn", "\u0980-\u09ff"),
        ("ta", "\u0b80-\u0bff"),
        ("th", "\u0e00-\u0e7f"),
        ("ka", "\u10a0-\u10ff"),
        ("hy", "\u0530-\u058f"),
    )
)
_NOT_LATIN = re.compile("[\u0370-\u1dff\u3041-\ud7af]")
_COMMON = {
    "en": "the and of to in is that for with was",
    "de": "der die und das ist nicht mit auf ein den",
    "fr": "le les des est et une dans pour que du",
    "es": "el los las del una que por para con se",
    "it": "il di che della per una gli con nel sono",
    "pt": "os não uma para que com dos da em ao",
    "nl": "de het een van en dat niet met voor zijn",
    "sv": "och att det som är på för inte av ett",
    "da": "og det er til af på ikke den med som",
    "nb": "og det er til av på ikke som med jeg",
    "pl": "nie się na jest że do to jak przez po",
    "tr": "bir ve bu için ile çok olarak daha da de",
    "fi": "ja on ei että se oli hän myös kun mutta",
    "cs": "se že je na to jako ale pro by jsem",
    "id": "yang dan di untuk dengan dari ini itu pada tidak",
    "vi": "của và là có được cho không trong một người",
    "ro": "și că nu în este pe cu pentru mai din",
    "hu": "az és hogy nem egy is de meg volt csak",
}
_COMMON_WORDS = tuple((language, tuple(words.split())) for language, words in _COMMON.items())
_WORD = re.compile(r"[^\W\d_]+")


def find_language(page: Page, signals: Signals, text: str) -> Found[str]:
    """The language as a BCP 47 tag; the text's own script overrules what cannot be true."""
    guessed, is_sure = guess(text)
    evidence = []
    for source, value, weight in (
        ("html lang", page.root.get("lang") or page.root.get("xml:lang"), 4.0),
        ("json-ld", "".join(texts(signals.article.get("inLanguage"))[:1]), 2.0),
        ("meta", signals.first("content-language", "og:locale", "language", "dc.language"), 1.0),
    ):
        if tag := tidy(value):
            base = tag.split("-")[0]
            can_be = guessed in (None, base) or not is_sure or base in _sharing(guessed)
            evidence.append(Evidence(tag, source, weight if can_be else 0.1))
    if guessed:
        evidence.append(Evidence(guessed, "text", 0.5))
    return weigh(evidence)


def guess(text: str) -> tuple[str | None, bool]:
    """The language by script, else by common words; and whether the script decides."""
    sample = text[:2000]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return None, False
    is_latin = sample.isascii() or len(_NOT_LATIN.findall(sample)) <= 0.1 * letters
    for language, script in () if is_latin else _SCRIPTS:
        share = len(script.findall(sample)) / letters
        if share > (0.1 if language == "ja" else 0.4):
            return language, True
    counts = Counter(_WORD.findall(sample.lower()))
    scores = {lang: sum(map(counts.__getitem__, words)) for lang, words in _COMMON_WORDS}
    best = max(scores, key=lambda lang: scores[lang])
    return (best, False) if scores[best] >= 0.08 * sum(counts.values()) else (None, False)


def direction_of(page: Page, language: str | None) -> str:
    """``rtl`` for scripts read from the right, else ``ltr``."""
    bodies = page.all("body")
    declared = page.root.get("dir") or (bodies[0].get("dir") if bodies else "")
    base = (language or "").split("-")[0]
    if language and base not in _RTL:
        return "ltr"
    return "rtl" if base in _RTL or declared.lower() == "rtl" else "ltr"


def tidy(tag: str) -> str | None:
    """A language tag in its usual case (``en_gb`` gives ``en-GB``), or None.

    >>> tidy("pt_br")
    'pt-BR'
    """
    match = _TAG.match(tag.strip())
    if not match:
        return None
    base, part = match[1].lower(), match[2]
    if not part:
        return base
    return f"{base}-{part.upper() if len(part) == 2 else part.title()}"


def _sharing(guessed: str | None) -> frozenset[str]:
    """Languages that share the script by which ``guessed`` was guessed."""
    shared = {
        "ru": "ru uk bg sr mk be kk mn ky tg",
        "ar": "ar fa ur ps sd ug ckb ku",
        "hi": "hi mr ne sa",
        "he": "he iw yi",
        "zh": "zh ja yue",
        "bn": "bn as",
    }
    return frozenset(shared.get(guessed or "", guessed or "").split())
