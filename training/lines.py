"""A page as numbered lines: the ground that marks of people stand on.

On purpose independent of the extractor's own blocks, so that a mark stays right when those
change. Changing the cut makes all gold void: ``line_count`` is stored with each page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from earmark.extract.words import word_set
from earmark.fetch.charset import decode_text

_SKIPPED = word_set(
    "script style template head title link meta svg iframe object canvas select textarea"
)
_BLOCK = word_set(
    "address article aside blockquote body br button caption center dd details dialog dir div "
    "dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr label "
    "legend li main menu nav noscript ol p pre section summary table tbody td tfoot th thead "
    "tr ul"
)


@dataclass(frozen=True)
class Line:
    """A run of text between two block elements; ``place`` is the path of the last boxes."""

    number: int
    text: str
    place: str
    link_share: float


def read_lines(content: bytes) -> list[Line]:
    """The page's lines from the top, numbered from 0; text with single blanks."""
    top = LexborHTMLParser(decode_text(content, None)[0]).body
    runs = list(_runs(top)) if top is not None else []
    return [Line(i, text, place, share) for i, (text, place, share) in enumerate(runs)]


@dataclass
class _Run:
    parts: list[str]
    linked: int = 0

    def line(self, path: list[str]) -> tuple[str, str, float] | None:
        text = " ".join("".join(self.parts).split())
        place = ">".join(path[-3:])
        linked = min(self.linked, len(text))
        self.parts, self.linked = [], 0
        return (text, place, linked / len(text)) if any(map(str.isalnum, text)) else None


def _runs(top: LexborNode) -> Iterator[tuple[str, str, float]]:
    """Texts with their place, cut where a block element begins or ends."""
    run = _Run([])
    stack: list[tuple[LexborNode | None, list[str], bool]] = [(top, [], False)]
    while stack:
        node, path, in_link = stack.pop()
        if node is None:  # the end of a block element
            if line := run.line(path):
                yield line
            continue
        if node.is_text_node:
            text = node.text_content or ""
            run.parts.append(text)
            run.linked += len(text.strip()) if in_link else 0
            continue
        tag = node.tag or ""
        if not node.is_element_node or tag in _SKIPPED:
            continue
        inner = path
        if tag in _BLOCK or "-" in tag:
            if line := run.line(path):
                yield line
            inner = [*path, _name(node)]
            stack.append((None, inner, in_link))
        children = list(node.iter(include_text=True))
        linked = in_link or tag == "a"
        stack.extend((child, inner, linked) for child in reversed(children))


def _name(node: LexborNode) -> str:
    token = (node.attributes.get("class") or node.attributes.get("id") or "").split()
    return f"{node.tag}.{token[0][:24]}" if token else str(node.tag)
