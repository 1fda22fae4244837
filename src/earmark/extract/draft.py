"""A page while it is being read: what each step of the pipeline adds to."""

from dataclasses import dataclass, field
from typing import TypeVar

from earmark.extract.article import ExtractedArticle, Why
from earmark.extract.blocks import Box
from earmark.extract.by_rule import Ruled
from earmark.extract.evidence import Found
from earmark.extract.margins import Margins
from earmark.extract.people import Names
from earmark.extract.reading import Reading
from earmark.extract.signals import Signals
from earmark.extract.site_rules import SiteRules
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
    rules: SiteRules | None = None
    source: str = ""
    markup: bytes = b""
    page: Page = field(default_factory=lambda: Page(Node("html")))
    signals: Signals = field(default_factory=Signals)
    reading: Reading = field(default_factory=_nothing_read)
    ruled: Ruled | None = None
    margins: Margins = field(default_factory=Margins)
    named: tuple[tuple[str, Names], ...] = ()
    article: ExtractedArticle = field(default_factory=ExtractedArticle)
    why: dict[str, Why] = field(default_factory=dict)

    def take_apart(self) -> None:
        """Undo the circles of parents and children, which only the collector would find."""
        for nodes in self.page.by_tag.values():
            for node in nodes:
                node.children.clear()
        self.page.root.children.clear()
        self.reading.root.take_apart()

    def note(self, name: str, found: Found[T]) -> T | None:
        """Write down where a field was found; its value comes back."""
        if found.why:
            self.why[name] = found.why
        return found.value
