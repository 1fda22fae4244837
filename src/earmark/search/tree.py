"""The words of a search as a tree: what must, may and must not match."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from earmark.search.tokenise import is_dense, pairs


class Field(StrEnum):
    """Where words are looked for, if not everywhere."""

    HEADLINE = "headline"
    BYLINE = "byline"
    SITE = "site"
    NOTE = "note"
    TEXT = "text"


@dataclass(frozen=True)
class Words:
    """A word or a phrase: runs (see ``tokenise``) that follow each other."""

    runs: tuple[str, ...]
    field: Field | None = None
    is_prefix: bool = False

    def terms(self) -> list[str]:
        """The index terms that follow each other; the last may be only a beginning.

        The last run of a script without spaces may end anywhere within one in the text, so
        its final character does not stand alone here.
        """
        *before, last = self.runs
        final = pairs(last)
        closing = final[:-1] if len(final) > 1 else final
        return [term for run in before for term in pairs(run)] + closing

    def is_open_ended(self) -> bool:
        """Whether the last term stands for all that begin with it."""
        last = self.runs[-1]
        return len(last) == 1 if is_dense(last) else self.is_prefix


@dataclass(frozen=True)
class Tag:
    """A whole tag by its index term, or all tags that begin so."""

    term: str
    is_prefix: bool = False


@dataclass(frozen=True)
class Without:
    """What must not match."""

    part: "Node"


@dataclass(frozen=True)
class AllOf:
    """Two or more parts that must all match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """Two or more parts of which one must match."""

    parts: tuple["Node", ...]


Node: TypeAlias = Words | Tag | Without | AllOf | AnyOf
