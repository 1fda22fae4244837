"""Twenty invented stories in eight languages: what stands behind the walls (``stories.txt``)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Story:
    """A story; ``paragraphs`` are what must come out of it, in order."""

    slug: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]


def _story(block: str) -> Story:
    head, *paragraphs = block.strip().split("\n")
    slug, language, headline = head.split(" | ")
    return Story(slug, language, headline, tuple(paragraphs))


STORIES = tuple(
    _story(block)
    for block in Path(__file__).with_name("stories.txt").read_text("utf-8").split("\n\n")
)
