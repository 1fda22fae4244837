"""What a reader typed -> words, phrases, operators and balanced parentheses. Never raises."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MAX_DEPTH = 10
"""Parentheses within parentheses; FTS5's own parser gives up at 20 of ours."""

FIELDS = {
    **{name: name for name in ("headline", "byline", "site", "tag", "note", "text")},
    **{name: name for name in ("is", "saved", "lang")},
    # what the same thing is called elsewhere
    "title": "headline",
    "author": "byline",
    "domain": "site",
    "tags": "tag",
    "notes": "note",
    "body": "text",
    "language": "lang",
}
"""What may stand before a colon -> the field's own name."""


class Operator(StrEnum):
    """A word in capitals that joins others."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True)
class Word:
    """One word or phrase as typed, without its quotation marks, field, minus and star."""

    text: str
    field: str | None = None
    is_excluded: bool = False
    is_prefix: bool = False


@dataclass(frozen=True)
class Open:
    """An opening parenthesis; its field holds for all words in it that name none."""

    field: str | None = None
    is_excluded: bool = False


@dataclass(frozen=True)
class Close:
    """A closing parenthesis."""


Item: TypeAlias = Word | Open | Close | Operator


def read(text: str) -> tuple[list[Item], list[str]]:
    """The items of a search, parentheses balanced, and notes on what was made of odd ones."""
    notes: list[str] = []
    items: list[Item] = []
    for found in _PIECE.finditer(_plain(text)):
        items += _items(found, notes)
    return _balanced(items, notes), list(dict.fromkeys(notes))


def _plain(text: str) -> str:
    """One kind of space, colon, parenthesis and quotation mark, whatever keyboard was used."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFKC", text)).translate(_QUOTES)


def _items(found: re.Match[str], notes: list[str]) -> list[Item]:
    if found["close"]:
        return [Close()]
    if found["stray"]:
        notes.append("A quotation mark that is never closed was left out.")
        return []
    is_excluded = bool(found["minus"])
    before_colon = (found["field"] or "")[:-1]
    field = FIELDS.get(before_colon.casefold())
    if found["open"]:
        unknown: list[Item] = [] if field or not before_colon else [Word(before_colon)]
        return [*unknown, Open(field, is_excluded)]
    if before_colon and not field:
        return [_word_with_colon(found, notes)]
    if found["word"] in set(Operator) and not is_excluded and not field:
        return [Operator(found["word"])]
    text = found["word"] or found["phrase"] or ""
    is_prefix = bool(found["star"]) or text.endswith("*")
    return [Word(text.rstrip("*"), field, is_excluded, is_prefix)]


def _word_with_colon(found: re.Match[str], notes: list[str]) -> Word:
    """A word that has a colon in it, but no field that we know before it."""
    rest = found["word"] or found["phrase"] or ""
    if not rest.startswith("//"):
        notes.append(f"“{found['field'][:20]}” is no field, so it was read as a word.")
    text = f"{found['field']}{rest.rstrip('*')}"
    return Word(text, None, bool(found["minus"]), bool(found["star"]) or rest.endswith("*"))


def _balanced(items: list[Item], notes: list[str]) -> list[Item]:
    """The items with each parenthesis closed once, and none nested deeper than ``MAX_DEPTH``."""
    balanced: list[Item] = []
    depth = 0
    for item in items:
        depth += isinstance(item, Open) - isinstance(item, Close)
        if depth < 0:
            depth = 0
            notes.append("A closing parenthesis without an opening one was left out.")
        elif isinstance(item, Open | Close) and _level(item, depth) > MAX_DEPTH:
            notes.append(f"Parentheses more than {MAX_DEPTH} deep were left out.")
        else:
            balanced.append(item)
    if depth:
        notes.append("A parenthesis that is never closed was closed at the end.")
    return balanced + [Close()] * min(depth, MAX_DEPTH)


def _level(item: Open | Close, depth: int) -> int:
    """How deep a parenthesis is, given the depth after it: the same for both of a pair."""
    return depth if isinstance(item, Open) else depth + 1


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』", '"'))
_PIECE = re.compile(
    r"""
      (?P<minus>-(?=\S))?
      (?P<field>[^\W\d_]+:(?=\S))?
      (?: (?P<open>\() | "(?P<phrase>[^"]*)"(?P<star>\*)? | (?P<word>[^\s()"]+) )
    | (?P<close>\))
    | (?P<stray>")
    """,
    re.VERBOSE,
)
