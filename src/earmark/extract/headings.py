"""Headings in order under the page's one ``h1``: the first level is ``h2``, none is skipped."""

from earmark.extract.markup import Element
from earmark.extract.words import word_set

_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_DEEPEST = 6


def level(elements: list[Element]) -> None:
    """Rename the headings in place: ranks stay, gaps close."""
    above: list[int] = []
    for heading in _headings(elements):
        rank = int(heading.tag[1])
        while above and above[-1] >= rank:
            above.pop()
        above.append(rank)
        heading.tag = f"h{min(_DEEPEST, 1 + len(above))}"


def _headings(elements: list[Element]) -> list[Element]:
    found: list[Element] = []
    stack: list[Element | str] = list(reversed(elements))
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            continue
        if element.tag in _HEADINGS:
            found.append(element)
        else:
            stack.extend(reversed(element.children))
    return found
