"""How a row becomes indexed terms: four columns of words parted by single spaces.

Words of a byline, a site and a tag stand in the index twice: plain, so that a plain
search finds them, and once more with the mark of their field, so that ``byline:smith``
does not find a Smith in the text. A mark is a private-use character: the tokeniser lets
none through, so no text can forge one, and SQLite's ``ascii`` tokenizer takes every
character beyond ASCII as part of a word, so terms enter the index as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from earmark.search.tokenise import MAX_TERM_CHARS, fold, tokens

BREAK = "\ue000"
"""A word of its own: a phrase does not run on from one thing into the next."""


class Mark(StrEnum):
    """The first character of a term that counts only within its field."""

    BYLINE = "\ue001"
    SITE = "\ue002"
    TAG = "\ue003"


@dataclass(frozen=True)
class SearchText:
    """What one row is found by: plain text, no HTML.

    ``order_key`` is the unique key by which rows are listed, greatest first. ``own`` is
    what the reader wrote: note and highlights; ``tags`` are given apart. ``site`` may be
    a host and a name, ``"www.example.org The Example"``.
    """

    account_id: int
    order_key: int
    headline: str = ""
    body: str = ""
    own: str = ""
    byline: str = ""
    site: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The terms of a row as the index holds them, in its order of columns."""

    owner: str
    headline: str
    body: str
    own: str


def columns(row: SearchText) -> Columns:
    """The terms to index for a row."""
    byline, site = tokens(row.byline), tokens(row.site)
    marked = [*marked_terms(Mark.BYLINE, byline), BREAK, *marked_terms(Mark.SITE, site)]
    tag_words = [term for tag in row.tags for term in (*tokens(tag), BREAK)]
    return Columns(
        owner_term(row.account_id),
        _joined(tokens(row.headline), marked if byline or site else []),
        _joined(tokens(row.body), byline, site),
        _joined(tokens(row.own), tag_words, filter(None, map(tag_term, row.tags))),
    )


def owner_term(account_id: int) -> str:
    """The term that every row of an account holds, in the column ``owner``."""
    return f"a{account_id}"


def marked_terms(mark: Mark, terms: Iterable[str]) -> list[str]:
    """The terms as they stand in the index for a search within a field."""
    return [mark + term for term in terms]


def tag_term(tag: str) -> str:
    """The one term of a whole tag, or nothing if nothing is left of it.

    A tag is more than its words: ``c++`` is not ``c#``, and ``world news`` is not ``news``.
    """
    encodable = tag.encode("utf-8", "ignore").decode()
    folded = " ".join(fold(encodable).split())[:MAX_TERM_CHARS]
    return Mark.TAG + folded.translate(_NO_SEPARATORS) if folded else ""


def _joined(*parts: Iterable[str]) -> str:
    return f" {BREAK} ".join(filter(None, map(" ".join, parts)))


_NO_SEPARATORS = {code: 0xE100 + code for code in range(0x80) if not chr(code).isalnum()}
"""ASCII that the index would split at -> private-use characters that it keeps."""
