"""A form may stand in a tab since yesterday: it undoes nothing that was changed elsewhere.

Each form says what it showed when it was opened; only what the person changed from there
on is done to what is there now.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from earmark.library.tagging import tag_key


def tags_after(now: Sequence[str], shown: str, typed: str) -> list[str]:
    """The tags there should be, when a form showed ``shown`` and came back as ``typed``.

    >>> tags_after(["boats", "later"], shown="boats, fish", typed="fish, sea")
    ['later', 'sea']
    """
    before, wanted, there = _by_key(shown.split(",")), _by_key(typed.split(",")), _by_key(now)
    kept = [
        wanted.get(key, tag) for key, tag in there.items() if key in wanted or key not in before
    ]
    return kept + [tag for key, tag in wanted.items() if key not in before and key not in there]


def note_after(now: str, shown_mark: str, typed: str) -> str:
    r"""The note there should be; both texts when another was written meanwhile.

    >>> note_after("Ask Ann", mark_of("Ask Ann"), "Ask Bo")
    'Ask Bo'
    >>> note_after("Ask Ann", mark_of(""), "Ask Bo")
    'Ask Ann\n\nAsk Bo'
    """
    if mark_of(now) == shown_mark or now == typed or not now:
        return typed
    return f"{now}\n\n{typed}".strip()


def _by_key(tags: Iterable[str]) -> dict[str, str]:
    return {tag_key(tag.strip()): tag.strip() for tag in tags if tag.strip()}


def mark_of(note: str) -> str:
    """A short mark by which a form says which note it showed."""
    return sha256(note.encode()).hexdigest()[:16]
