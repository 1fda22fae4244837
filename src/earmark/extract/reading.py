"""Finding the body on pages of every make: a ladder from what readers see to any text at all."""

from dataclasses import dataclass, field, replace
from functools import partial

from earmark.extract.about import read_about
from earmark.extract.article import Picture
from earmark.extract.blocks import Box, cut
from earmark.extract.body import Body, find_body
from earmark.extract.headline import clean
from earmark.extract.markup import Element
from earmark.extract.paragraphs import paragraphs
from earmark.extract.picture_markup import figure
from earmark.extract.pictures import Candidate, place_pictures
from earmark.extract.posts import find_posts
from earmark.extract.render import Renderer
from earmark.extract.signals import Signals
from earmark.extract.tree import Page
from earmark.extract.wholes import make_whole

_ENOUGH_LETTERS = 300
"""A body shorter than this sends the reader down the ladder."""

_HARDLY_ANY_LETTERS = 80
_SURE = 0.8
_MAX_RETRY_ELEMENTS = 20_000
"""Larger pages are read once and then taken as all text: no page takes long."""

_RUNGS = (
    ("text", frozenset[str]()),
    ("noscript", frozenset({"noscript"})),
)
"""What the body is made of, and the tags read beyond the common ones."""

_NO_WORDS = frozenset({"script", "style"})
_ALL_TAGS = frozenset({"noscript", "nav", "button", "dialog", "title"})


@dataclass(frozen=True)
class Reading:
    """A body, what it was made of, and the cut page that it was found in."""

    root: Box
    elements: list[Element]
    pictures: list[Picture]
    paragraphs: list[str]
    end_notes: list[str]
    how: str
    confidence: float
    is_thread: bool = False
    candidates: list[Candidate] = field(default_factory=list)


def read_body(page: Page, signals: Signals, headline: str | None) -> Reading:
    """The body by the first rung of the ladder that gives enough, else by the best rung.

    The last rung is all text of the page: a page that has text never comes out empty.
    """
    readings = []
    rungs = _RUNGS if page.elements <= _MAX_RETRY_ELEMENTS else _RUNGS[:1]
    about = read_about(signals, headline)
    judge = partial(find_body, about=about)
    for how, tags in rungs:
        root = cut(page.root, tags)
        body = find_posts(page, signals, root, judge) or judge(root)
        reading = _rendered(page, root, body, signals, headline, how)
        if _letters(reading) >= _ENOUGH_LETTERS:
            return reading
        readings.append(reading)
    readings.append(_from_json(readings[0], signals))
    best = max(_letters(r) for r in readings)
    if best < _HARDLY_ANY_LETTERS:
        root = cut(page.root, _ALL_TAGS)
        whole = _rendered(page, root, Body(root, 0.0, []), signals, headline, "all text")
        return max(whole, readings[0], _as_lines(page, whole), key=_letters)
    return next(r for r in readings if _letters(r) * 2 >= best)


def read_whole(page: Page, signals: Signals) -> Reading:
    """All of a page as the body, for one that is known to hold no furniture."""
    root = cut(page.root)
    return _rendered(page, root, Body(root, _SURE, []), signals, None, "all")


def _rendered(
    page: Page, root: Box, body: Body, signals: Signals, headline: str | None, how: str
) -> Reading:
    make_whole(body.box)
    placement = place_pictures(root, body.box, signals, headline)
    renderer = Renderer(page, signals.base, placement)
    inner = renderer.render(body.box)
    elements = [*map(figure, placement.above), *inner, *map(figure, placement.below)]
    pictures = [*placement.above, *renderer.pictures, *placement.below]
    return Reading(
        root, elements, pictures, paragraphs(elements), body.end_notes, how, body.confidence,
        body.is_thread, placement.candidates,
    )  # fmt: skip


def _as_lines(page: Page, whole: Reading) -> Reading:
    """The words of a page that are nowhere but in buttons and the like, where there are any."""
    if whole.paragraphs:
        return whole
    text = "\n".join(
        item for body in page.all("body") for node in body.walk() if node.tag not in _NO_WORDS
        for item in node.children if isinstance(item, str)
    )  # fmt: skip
    return _of_lines(text, whole, "all text", 0.0)


def _from_json(fallback: Reading, signals: Signals) -> Reading:
    """The body that JSON-LD holds as plain text, for pages put together by script."""
    values = signals.article.get("articleBody") or signals.article.get("text")
    text = values if isinstance(values, str) and "<" not in values else ""
    return _of_lines(text, fallback, "json-ld", 0.3)


def _of_lines(text: str, fallback: Reading, how: str, confidence: float) -> Reading:
    lines = [clean(line) for line in text.split("\n")]
    elements = [Element("p", children=[line]) for line in lines if line]
    return replace(
        fallback, elements=elements, pictures=[], paragraphs=paragraphs(elements),
        how=how, confidence=confidence,
    )  # fmt: skip


def _letters(reading: Reading) -> int:
    return sum(len(p) for p in reading.paragraphs)
