"""The reader HTML of an article as Markdown: CommonMark with GitHub's tables and footnotes.

What Markdown has no form for is kept as words: a ``ruby`` reading in brackets, ``details``
as a bold line with what follows, a definition list as points. ``markdown_inline`` writes
what stands within a line. Bare addresses in the text stay bare.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from selectolax.lexbor import LexborHTMLParser, LexborNode

from earmark.archive.markdown_inline import (
    EM,
    MAX_DEPTH,
    STRONG,
    InlineWriter,
    escaped,
    longest_run,
    safe_line,
)
from earmark.archive.markdown_marks import Mark
from earmark.archive.markdown_notes import find_notes
from earmark.archive.markdown_table import rows_of
from earmark.extract.words import word_set

_HEADINGS = {f"h{n}": "#" * n for n in range(1, 7)}
_CONTAINERS = word_set(
    "address article aside body caption dd div dt fieldset figure footer form header html li"
    " main nav section summary tbody td tfoot th thead tr"
)
_SILENT = frozenset({"script", "style", "template", "head", "title"})


def to_markdown(body_html: str) -> str:
    r"""The HTML as Markdown that ends in one line break; empty for HTML without words.

    The input is the ``body_html`` of an ExtractedArticle; other HTML gives its text. Links
    and pictures keep their addresses, relative ones too. Text never turns into markup.
    Never raises.

    >>> to_markdown("<h2>On 2*3</h2><p>It is <b>six</b>.</p>")
    '## On 2\\*3\n\nIt is **six**.\n'
    """
    body = LexborHTMLParser(body_html).body
    if body is None:
        return ""
    blocks = _BlockWriter(find_notes(body)).flow(body.iter(include_text=True), 0)
    return "\n\n".join(block.text for block in blocks) + "\n" if blocks else ""


@dataclass(frozen=True)
class _Block:
    """Finished Markdown; two lists of one ``kind`` in a row need different markers."""

    text: str
    kind: str = "other"


class _BlockWriter:
    """Writes elements as blocks; ``notes`` are footnote labels by id."""

    def __init__(self, notes: dict[str, str]) -> None:
        self._notes = notes
        self._writers: dict[str, Callable[[LexborNode, int], list[_Block]]] = {
            "p": self._paragraph,
            "pre": self._code,
            "blockquote": self._quotation,
            "figcaption": self._caption,
            "table": self._table,
            "dl": self._definitions,
            "details": self._details,
            "hr": lambda _node, _depth: [_Block("___")],
            **dict.fromkeys(_HEADINGS, self._heading),
            **dict.fromkeys(_CONTAINERS, self._container),
        }

    def flow(self, nodes: Iterable[LexborNode], depth: int) -> list[_Block]:
        """Blocks of a mix of elements; inline runs between them become paragraphs."""
        out: list[_Block] = []
        run: list[LexborNode] = []
        for node in nodes:
            tag = node.tag or ""
            if tag in _SILENT:
                continue
            if tag not in self._writers and tag not in ("ul", "ol"):
                run.append(node)
                continue
            out += self._run(run)
            run = []
            if depth > MAX_DEPTH:
                out += _plain(node)
            elif tag in ("ul", "ol"):
                out += self._list(node, depth, out[-1].kind if out else "")
            else:
                out += self._writers[tag](node, depth)
        return out + self._run(run)

    def _line(
        self, nodes: Iterable[LexborNode], mark: Mark | None = None, line_break: str = " "
    ) -> str:
        writer = InlineWriter(self._notes, line_break)
        writer.marked(mark, nodes) if mark else writer.nodes(nodes)
        return writer.markdown()

    def _run(self, nodes: list[LexborNode]) -> list[_Block]:
        text = self._line(nodes, line_break="\\\n") if nodes else ""
        return [_Block(text)] if text else []

    def _container(self, node: LexborNode, depth: int) -> list[_Block]:
        return self.flow(node.iter(include_text=True), depth + 1)

    def _paragraph(self, node: LexborNode, depth: int) -> list[_Block]:
        blocks = self._container(node, depth)
        label = self._notes.get(node.attributes.get("id") or "")
        return [_note(label, blocks)] if label else blocks

    def _heading(self, node: LexborNode, _depth: int) -> list[_Block]:
        words = self._line(node.iter(include_text=True)).replace("\n", " ")
        words = re.sub(r"(?:^|(?<=\s))(#+)$", r"\\\1", words)
        return [_Block(f"{_HEADINGS[node.tag or 'h2']} {words}")] if words else []

    def _code(self, node: LexborNode, _depth: int) -> list[_Block]:
        text = _verbatim(node).strip("\n")
        if not text.strip():
            return []
        fence = "`" * max(3, longest_run(text) + 1)
        return [_Block(f"{fence}\n{text}\n{fence}")]

    def _quotation(self, node: LexborNode, depth: int) -> list[_Block]:
        text = _joined(self._container(node, depth))
        return [_Block(_indented(text, "> ", "> "))] if text else []

    def _caption(self, node: LexborNode, _depth: int) -> list[_Block]:
        text = self._line(node.iter(include_text=True), EM)
        return [_Block(text)] if text else []

    def _details(self, node: LexborNode, depth: int) -> list[_Block]:
        out: list[_Block] = []
        for child in node.iter(include_text=True):
            if child.tag == "summary":
                text = self._line(child.iter(include_text=True), STRONG)
                out += [_Block(text)] if text else []
        rest = (c for c in node.iter(include_text=True) if c.tag != "summary")
        return out + self.flow(rest, depth + 1)

    def _list(self, node: LexborNode, depth: int, before: str) -> list[_Block]:
        """A list; points that are footnotes become such, and part what is around them."""
        out: list[_Block] = []
        items: list[tuple[int, list[_Block]]] = []
        kind = node.tag or "ul"
        numbers = _numbers(node)
        for point in node.iter(include_text=True):
            blocks = self.flow([point], depth + 1)
            label = self._notes.get(point.attributes.get("id") or "") if point.tag == "li" else None
            if label:
                out += _list_of(items, kind, out[-1].kind if out else before)
                items = []
                out.append(_note(label, blocks))
            elif blocks or point.tag == "li":
                number = next(numbers) if point.tag == "li" else 0
                items.append((number, blocks))
        return out + _list_of(items, kind, out[-1].kind if out else before)

    def _definitions(self, node: LexborNode, depth: int) -> list[_Block]:
        items: list[tuple[int, list[_Block]]] = []
        for child in node.iter(include_text=True):
            if child.tag == "dt":
                text = self._line(child.iter(include_text=True), STRONG)
                items.append((0, [_Block(text)] if text else []))
                continue
            blocks = self.flow([child], depth + 1)
            if items:
                items[-1][1].extend(blocks)
            elif blocks:
                items.append((0, blocks))
        return _list_of(items, "ul", "")

    def _table(self, node: LexborNode, depth: int) -> list[_Block]:
        out: list[_Block] = []
        for child in node.iter():
            out += self._caption(child, depth) if child.tag == "caption" else []
        head, *rows = [[self._cell(cell) for cell in row] for row in rows_of(node)] or [[]]
        if not head:
            return out
        lines = [_row(head), "|" + " --- |" * len(head), *(_row(row) for row in rows)]
        return [*out, _Block("\n".join(lines))]

    def _cell(self, cell: LexborNode | None) -> str:
        """What stands in a cell, in one line; blocks are parted by ``<br>``."""
        if cell is None:
            return ""
        words = self._line(cell.iter(include_text=True), line_break="<br>")
        return words.replace("|", "\\|")


def _list_of(items: list[tuple[int, list[_Block]]], tag: str, before: str) -> list[_Block]:
    """The points as one list, whose markers differ from those of a list just before."""
    if not any(blocks for _, blocks in items):
        return []
    is_second = before == tag
    sign = {("ul", False): "-", ("ul", True): "*", ("ol", False): ".", ("ol", True): ")"}
    marker = sign[tag, is_second]
    texts = [_point(f"{n}{marker}" if tag == "ol" else marker, blocks) for n, blocks in items]
    is_tight = all(_is_tight(blocks) for _, blocks in items)
    text = ("\n" if is_tight else "\n\n").join(texts)
    return [_Block(text, f"{tag} again" if is_second else tag)]


def _point(marker: str, blocks: list[_Block]) -> str:
    if not blocks:
        return marker
    text = ("\n" if _is_tight(blocks) else "\n\n").join(block.text for block in blocks)
    return _indented(text, f"{marker} ", " " * (len(marker) + 1))


def _is_tight(blocks: list[_Block]) -> bool:
    """Whether a point is one paragraph, at most with lists that may follow it at once.

    A list that is numbered from elsewhere than 1 may not (CommonMark 5.3).
    """
    rest = (_INTERRUPTING.match(block.text) and block.kind != "other" for block in blocks[1:])
    return all(rest) and len({block.kind for block in blocks[1:]}) <= 1


_INTERRUPTING = re.compile(r"(?:[-*]|1[.)]) \S")


def _note(label: str, blocks: list[_Block]) -> _Block:
    return _Block(_indented(_joined(blocks), f"[^{label}]: ", "    ").rstrip())


def _joined(blocks: list[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _indented(text: str, first: str, rest: str) -> str:
    """The text with ``first`` before its first line and ``rest`` before the others."""
    head, *tail = text.split("\n")
    lines = [first + head, *((rest + line if line else rest.rstrip()) for line in tail)]
    return "\n".join(lines)


def _numbers(node: LexborNode) -> Iterator[int]:
    """The numbers of a list's points, none below 0 or above what CommonMark allows."""
    start = node.attributes.get("start") or ""
    return count(int(start) if _NUMBER.fullmatch(start) else 1)


_NUMBER = re.compile(r"[0-9]{1,8}")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _verbatim(node: LexborNode) -> str:
    """Text as it stands, a line break for each ``br``."""
    if node.css_first("br") is None:
        return node.text(deep=True)
    parts = (
        ("\n" if n.tag == "br" else n.text(deep=False))
        for n in node.traverse(include_text=True)
        if n.tag in ("br", "-text")
    )
    return "".join(parts)


def _plain(node: LexborNode) -> list[_Block]:
    words = " ".join(node.text(deep=True).split())
    return [_Block(safe_line(escaped(words)))] if words else []
