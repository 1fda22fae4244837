"""A page while it is being read: what each step of the pipeline adds to."""

from dataclasses import dataclass, field
from typing import TypeVar

from earmark.extract.article import ExtractedArticle, Why
from earmark.extract.blocks import Box
from earmark.extract.evidence import Found
from earmark.extract.margins import Margins
from earmark.extract.people import Names
from earmark.extract.reading import Reading
from earmark.extract.signals import Signals
from earmark.extract.tree import Node, Page

T = TypeVar("T")


def _nothing_read() -> Reading:
    return Reading(Box(Node("html"), None), [], [], [], [], "", 0.0)


@dataclass
class Draft:
    """What came in, what was read of it so far, and the article as far as it is known.

    A step reads what earlier steps left and fills in more; ``article`` is frozen, so a
    step puts a changed copy in its place (``replace``).
    """

    html: bytes | str
    url: str | None = None
    content_type: str | None = None
    source: str = ""
    markup: bytes = b""
    page: Page = field(default_factory=lambda: Page(Node("html")))
    signals: Signals = field(default_factory=Signals)
    reading: Reading = field(default_factory=_nothing_read)
    margins: Margins = field(default_factory=Margins)
    named: tuple[tuple[str, Names], ...] = ()
    article: ExtractedArticle = field(default_factory=ExtractedArticle)
    why: dict[str, Why] = field(default_factory=dict)

    def note(self, name: str, found: Found[T]) -> T | None:
        """Write down where a field was found; its value comes back."""
        if found.why:
            self.why[name] = found.why
        return found.value
