"""What newsrooms write in fixed words, in many languages: read from the TOML files here.

A file is an idea (by-lines, agencies, credits ...), a table in it a use, a key a language
(ISO 639-1; ``xx`` for all). A page's language is often declared wrongly and newsrooms mix
languages, so the words of all languages count on every page; a word that would do harm in
another language does not belong here. To teach a language, add a key.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def words(file: str, table: str) -> tuple[str, ...]:
    """The entries of a table, of all languages, each once."""
    by_language: dict[str, list[str]] = _tables(file)[table]
    return tuple(dict.fromkeys(word for found in by_language.values() for word in found))


@cache
def alternatives(file: str, table: str) -> str:
    """The entries of a table as alternatives for a regular expression, longest first.

    Entries are plain words; a blank in one stands for any blanks.
    """
    return one_of(words(file, table))


def one_of(found: Iterable[str]) -> str:
    """Plain words as alternatives, longest first, so that none hides a longer one."""
    ordered = sorted(found, key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered)


def mapping(file: str, table: str) -> dict[str, list[str]]:
    """A table as it stands: names and their spellings."""
    return dict(_tables(file)[table])


@cache
def _tables(file: str) -> dict[str, dict[str, list[str]]]:
    source = files(__name__).joinpath(f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
