"""Texts as they come out of another extractor, with the place that each passage has then."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from earmark.anchors import Quote, quote_of

FURNITURE = (
    "Sign up for our newsletter and never miss a story.",
    "Read more: What we know so far",
    "Advertisement",
    "Share this article on Facebook, on X or by mail.",
    "Photo: A view of the harbour on Monday. (Agency)",
)
_SENTENCE = re.compile(r"\S.{0,400}?[.!?。！？](?=\s|$|[\"”’»)])|\S[^.!?]{20,}")
_TYPOGRAPHY = (
    ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("–", "-"), ("—", " - "), ("…", "..."),
    ("\u00a0", " "), (" ", " "), ("fi", "ﬁ"), ("ff", "ﬀ"), ("é", "e\u0301"),
)  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """A quote, the paragraph that it stands in and where."""

    quote: Quote
    paragraph: int
    start: int
    end: int


def passages(paragraphs: Sequence[str], chance: random.Random, count: int) -> list[Passage]:
    """Sentences, parts of sentences and runs of them, from all over a text."""
    text, found = "\n\n".join(paragraphs), []
    offsets = [0]
    for paragraph in paragraphs:
        offsets.append(offsets[-1] + len(paragraph) + 2)
    places = [
        (n, match.start(), match.end())
        for n, paragraph in enumerate(paragraphs)
        for match in _SENTENCE.finditer(paragraph)
        if len(match.group()) >= 12
    ]
    for n, start, end in chance.sample(places, min(count, len(places))):
        words = [m.span() for m in re.finditer(r"\w+", paragraphs[n][start:end])]
        if len(words) > 6 and chance.random() < 0.4:  # a part of the sentence
            first = chance.randrange(len(words) - 4)
            last = chance.randrange(first + 3, len(words))
            start, end = start + words[first][0], start + words[last][1]
        quote = quote_of(text, offsets[n] + start, offsets[n] + end, "first")
        found.append(Passage(quote, n, start, end))
    return found


Change = Callable[[list[str], random.Random], tuple[list[str], list[int]]]
"""Gives the new paragraphs, and for each the number that it had (-1: not there before)."""


def furniture_added(paragraphs: list[str], chance: random.Random) -> tuple[list[str], list[int]]:
    pairs = list(zip(paragraphs, range(len(paragraphs)), strict=True))
    for _ in range(1 + len(pairs) // 4):
        pairs.insert(chance.randrange(len(pairs) + 1), (chance.choice(FURNITURE), -1))
    return [text for text, _ in pairs], [number for _, number in pairs]


def paragraphs_moved(paragraphs: list[str], chance: random.Random) -> tuple[list[str], list[int]]:
    order = list(range(len(paragraphs)))
    for _ in range(1 + len(order) // 6):
        order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
    return [paragraphs[n] for n in order], order


def retyped(text: str) -> str:
    """The text with other quotation marks, dashes, blanks, ligatures and accents."""
    for old, new in _TYPOGRAPHY:
        text = text.replace(old, new)
    return re.sub(r"(\w{9})(\w{4})", "\\1\u00ad\\2", text)


def typography_changed(paragraphs: list[str], chance: random.Random) -> tuple[list[str], list[int]]:
    return [retyped(text) for text in paragraphs], list(range(len(paragraphs)))


def plain(text: str) -> str:
    """Letters alone, to see whether two places say the same."""
    return "".join(c for c in retyped(text).casefold() if c.isalnum())
