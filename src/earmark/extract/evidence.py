"""What several signals say about one field, weighed: agreement wins, the rest is kept."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from earmark.extract.article import Candidate, Why

T = TypeVar("T")

_MAX_RUNNERS_UP = 5
_MAX_CHARS = 300
"""Of a runner-up: enough to see what it was."""


@dataclass(frozen=True, slots=True)
class Evidence(Generic[T]):
    """A value for a field, the signal that gave it, and how far that signal is to be trusted."""

    value: T
    source: str
    weight: float


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a field became, and why; both None when no signal said anything."""

    value: T | None = None
    why: Why | None = None


def weigh(
    evidence: Iterable[Evidence[T]],
    key: Callable[[T], Hashable] = lambda value: value,
    show: Callable[[T], str] = str,
) -> Found[T]:
    """The value with the most weight behind it; weights of values with one key add up.

    Among values that agree, the one from the most trusted signal is taken as it stands;
    of equals the first. ``show`` writes a runner-up for people.
    """
    groups: dict[Hashable, list[Evidence[T]]] = {}
    for one in evidence:
        groups.setdefault(key(one.value), []).append(one)
    ranked = sorted(groups.values(), key=_worth, reverse=True)
    if not ranked:
        return Found()
    best, *others = [max(group, key=lambda one: one.weight) for group in ranked]
    runners_up = [
        Candidate(show(one.value)[:_MAX_CHARS], one.source) for one in others[:_MAX_RUNNERS_UP]
    ]
    return Found(best.value, Why(best.source, tuple(runners_up)))


def _worth(group: list[Evidence[T]]) -> float:
    """A signal counts once, however often it says the same."""
    return sum({one.source: one.weight for one in group}.values())
