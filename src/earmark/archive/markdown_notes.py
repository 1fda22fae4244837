"""Footnotes in reader HTML: which elements are notes, and what each is called.

A note is a list point or paragraph that a short link further up leads to (a figure, a star).
"""

import re

from selectolax.lexbor import LexborNode

MAX_REFERENCE_CHARS = 6
"""``[iii]`` and ``(12)`` are references; longer link texts are words of the sentence."""

_LABEL = re.compile(r"[\w-]{1,40}")
_AROUND = " []()."


def find_notes(body: LexborNode) -> dict[str, str]:
    """The labels of the footnotes by their ids, each label once, in order of reference."""
    links: dict[str, str] = {}
    notes: dict[str, str] = {}
    for node in body.traverse(include_text=False):
        href = node.attributes.get("href") or "" if node.tag == "a" else ""
        if href.startswith("#"):
            links.setdefault(href[1:], node.text(deep=True).strip(_AROUND))
        name = node.attributes.get("id") or ""
        if node.tag in ("li", "p") and 0 < len(links.get(name, "")) <= MAX_REFERENCE_CHARS:
            notes.setdefault(name, _label(links[name], name, notes))
    return notes


def _label(text: str, name: str, taken: dict[str, str]) -> str:
    """The figure that the text refers by, else the id, else the next number."""
    for label in (text, re.sub(r"[^\w-]+", "-", name)[:40]):
        if _LABEL.fullmatch(label) and label not in taken.values():
            return label
    return str(next(n for n in range(1, len(taken) + 2) if str(n) not in taken.values()))
