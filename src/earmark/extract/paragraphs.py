"""The words of the given-out tree as plain paragraphs."""

import re
from collections.abc import Iterable

from earmark.extract.markup import Element
from earmark.extract.words import word_set

_BLANK_LINES = re.compile(r"\n\s*\n")


def paragraphs(elements: "Iterable[Element | str]") -> list[str]:
    """The words of the elements, a paragraph, heading, list point or table row each.

    Captions are left out: they belong to their pictures.
    """
    out: list[str] = []
    run: list[str] = []
    for element in elements:
        if isinstance(element, str) or not _is_flow(element):
            run.append(element if isinstance(element, str) else element.text)
            continue
        _end_run(run, out)
        if element.tag == "figure":
            continue
        if element.tag == "pre":
            out.append(_BLANK_LINES.sub("\n", element.text))
        elif element.tag == "tr":
            cells = (" ".join(paragraphs([c])) for c in element.children)
            out.append(" | ".join(cell for cell in cells if cell))
        else:
            out += paragraphs(element.children)
    _end_run(run, out)
    return [paragraph for paragraph in out if paragraph]


def _end_run(run: list[str], out: list[str]) -> None:
    text = " ".join("".join(run).split())
    run.clear()
    if text:
        out.append(text)


_FLOW_TAGS = word_set(
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tr td th caption "
    "figure details summary hr"
)


def _is_flow(element: Element) -> bool:
    return element.tag in _FLOW_TAGS
