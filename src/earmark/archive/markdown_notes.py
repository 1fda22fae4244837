"""Footnotes in reader HTML: which elements are notes, and what each is called.

A note is a list point or paragraph that a short link further up leads to (a figure, a star).
"""

import re
from itertools import count

from selectolax.lexbor import LexborNode

MAX_REFERENCE_CHARS = 6
"""``[iii]`` and ``(12)`` are references; longer link texts are words of the sentence."""

_LABEL = re.compile(r"[\w-]{1,40}")
_AROUND = " []()."


def find_notes(body: LexborNode) -> dict[str, str]:
    """The labels of the footnotes by their ids, each label once, in order of reference."""
    links: dict[str, str] = {}
    notes: dict[str, str] = {}
    taken: set[str] = set()
    for node in body.traverse(include_text=False):
        href = node.attributes.get("href") or "" if node.tag == "a" else ""
        if href.startswith("#"):
            links.setdefault(href[1:], node.text(deep=True).strip(_AROUND))
        name = node.attributes.get("id") or ""
        is_target = node.tag in ("li", "p") and name not in notes
        if is_target and 0 < len(links.get(name, "")) <= MAX_REFERENCE_CHARS:
            notes[name] = _label(links[name], name, taken)
            taken.add(notes[name])
    return notes


def _label(text: str, name: str, taken: set[str]) -> str:
    """The figure that the text refers by, else the id, else the next number."""
    for label in (text, re.sub(r"[^\w-]+", "-", name)[:40]):
        if _LABEL.fullmatch(label) and label not in taken:
            return label
    return next(str(n) for n in count(len(taken) + 1) if str(n) not in taken)
