"""A run of text and inline elements as one line of Markdown, by the rules of CommonMark 0.31.

Every sign that could be taken for markup is escaped; ``markdown_marks`` decides how
emphasis is written.
"""

import re
from collections.abc import Iterable, Mapping

from selectolax.lexbor import LexborNode

from earmark.archive.markdown_marks import Mark, Piece, settled
from earmark.extract.words import word_set

MAX_DEPTH = 50
"""Deeper markup is written as plain text; articles nest about five levels."""


EM, STRONG, STRUCK = Mark("*", "em"), Mark("**", "strong"), Mark("~~", "del")
SUB, SUP = Mark("", "sub"), Mark("", "sup")
_MARKS = {
    "em": EM, "i": EM, "cite": EM, "var": EM, "b": STRONG, "strong": STRONG,
    "s": STRUCK, "sub": SUB, "sup": SUP,
}  # fmt: skip
BLOCKS = word_set(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul"
)
"""Elements that begin a line of their own."""

_CODE = frozenset({"code", "kbd", "samp"})
_SILENT = frozenset({"rp", "script", "style", "template", "head", "title"})

_SPACE = re.compile(r"[ \t\n\r\f]+")
_SIGNS = re.compile(r"[\\`*\[\]<~]|&(?=#?\w{1,40};)|^\^|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(
    r"(?P<sign>[#>=|]|[-+](?=[\s|:+-]|$)|:(?=-))|(?P<number>\d{1,9})(?=[.)](?:\s|$))"
    r"|(?P<note>\[\^[^\]]*\])(?=:)"
)
_ARROW = re.compile("[\\s\ufe0e\ufe0f↩↵⏎⤴↑⇑⬆←^¶#§🔗]*")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_LINKABLE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def escaped(text: str) -> str:
    r"""The text with a backslash before each sign that could be markup in a line.

    >>> escaped("2*3 [sic] snake_case _so_")
    '2\\*3 \\[sic\\] snake_case \\_so\\_'
    """
    return _SIGNS.sub(lambda sign: "\\" + sign.group(), text)


def safe_line(line: str) -> str:
    """A finished line that no block structure begins with ("1986. A year" is no list)."""
    return _LINE_START.sub(_with_backslash, line, count=1) if _LINE_START.match(line) else line


def _with_backslash(start: re.Match[str]) -> str:
    return f"\\{start['sign']}" if start["sign"] else f"{start.group()}\\"


def destination(url: str) -> str | None:
    """The address as it stands in a link; None for one that no link may lead to."""
    url = url.strip()
    if not url or (_SCHEME.match(url) and not _LINKABLE.match(url)):
        return None
    url = re.sub(r"[<>\\\x00-\x20]", lambda sign: f"%{ord(sign.group()):02X}", url)
    url = re.sub(r"&(?=#?\w{1,40};)", r"\\&", url)
    return f"<{url}>" if "(" in url or ")" in url else url


class InlineWriter:
    """Collects one run; ``notes`` are the labels of footnotes by the id that links lead to."""

    def __init__(self, notes: Mapping[str, str], line_break: str = "\\\n") -> None:
        self._notes = notes
        self._line_break = line_break
        self._pieces: list[Piece] = []
        self._waiting: list[Piece] = []
        self._open: list[Piece] = []
        self._gap = ""
        self._is_in_link = False

    def markdown(self) -> str:
        """All that was written, each line safe from being taken for a block."""
        while self._pieces and self._is_blank(self._pieces[-1]):
            self._pieces.pop()
        text = "".join(settled(self._pieces))
        lines = (safe_line(line) for line in text.split("\n"))
        return "\n".join(lines)

    def _is_blank(self, piece: Piece) -> bool:
        return piece.mark is None and (piece.text == self._line_break or piece.text.isspace())

    def nodes(self, nodes: Iterable[LexborNode], depth: int = 0) -> None:
        """Write nodes; elements deeper than ``MAX_DEPTH`` give only their text."""
        for node in nodes:
            self._node(node, depth)

    def marked(self, mark: Mark, nodes: Iterable[LexborNode], depth: int = 0) -> None:
        """Write nodes within a mark; a mark within itself changes nothing."""
        if any(piece.mark is mark for piece in self._open):
            self.nodes(nodes, depth)
            return
        is_nested = any(piece.mark for piece in self._open)
        self._begin(Piece("", mark, is_nested=is_nested))
        self.nodes(nodes, depth)
        self._end(Piece("", mark, is_end=True))

    def _node(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self.text(node.text(deep=False))
        elif tag.startswith("-") or tag in _SILENT:
            return
        elif depth > MAX_DEPTH:
            self.text(node.text(deep=True))
        elif tag in _CODE:
            self._code(node.text(deep=True))
        elif mark := _MARKS.get(tag):
            is_note = mark is SUP and self._is_note(node)
            inside = list(node.iter(include_text=True))
            self.nodes(inside, depth + 1) if is_note else self.marked(mark, inside, depth + 1)
        else:
            self._other(node, tag, depth)

    def _other(self, node: LexborNode, tag: str, depth: int) -> None:
        inside = node.iter(include_text=True)
        if tag == "br":
            self._gap = self._line_break
        elif tag == "img":
            self._image(node)
        elif tag == "a":
            self._link(node, depth)
        elif tag in ("q", "rt"):
            before, after = ("“", "”") if tag == "q" else ("(", ")")
            self.text(before)
            self.nodes(inside, depth + 1)
            self.text(after)
        elif tag in BLOCKS:
            self._gap = self._line_break
            self.nodes(inside, depth + 1)
            self._gap = self._line_break
        else:
            self.nodes(inside, depth + 1)

    def text(self, text: str) -> None:
        """Write words; white space is as a reader sees it."""
        text = _SPACE.sub(" ", text)
        self._blank(text[:1])
        if words := text.strip(" "):
            self._put(Piece(escaped(words)))
            self._blank(text[-1])

    def _put(self, piece: Piece) -> None:
        """Write a piece; the gap before it stands outside of marks that begin here."""
        if self._gap and self._pieces:
            self._pieces.append(Piece(self._gap))
        self._gap = ""
        for waiting in self._waiting:
            waiting.mate = len(self._pieces)  # its own place, until the end is known
            self._pieces.append(waiting)
        self._waiting.clear()
        self._pieces.append(piece)

    def _begin(self, piece: Piece) -> None:
        self._waiting.append(piece)
        self._open.append(piece)

    def _end(self, piece: Piece) -> None:
        """End what was begun last; what holds nothing vanishes."""
        begun = self._open.pop()
        if any(waiting is begun for waiting in self._waiting):
            self._waiting.pop()
            return
        piece.mate, begun.mate = begun.mate, len(self._pieces)
        self._pieces.append(piece)

    def _blank(self, sign: str) -> None:
        if sign == " ":
            self._gap = self._gap or " "

    def _code(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        self._blank(text[:1])
        words = text.strip(" ")
        if not words:
            return
        touches = bool(self._pieces) and self._pieces[-1].is_code and not self._gap
        code = f"<code>{escaped(words)}</code>" if touches else code_span(words)
        self._put(Piece(code, is_code=True))
        self._blank(text[-1])

    def _image(self, node: LexborNode) -> None:
        alt = " ".join((node.attributes.get("alt") or "").split())
        url = destination(node.attributes.get("src") or "")
        if url:
            self._put(Piece(f"![{escaped(alt)}]({url})"))
        elif alt:
            self.text(alt)

    def _link(self, node: LexborNode, depth: int) -> None:
        inside = node.iter(include_text=True)
        href = node.attributes.get("href") or ""
        if href.startswith("#"):
            self._inner_link(node, href[1:], depth)
            return
        url = None if self._is_in_link else destination(href)
        if url is None:
            self.nodes(inside, depth + 1)
            return
        self._is_in_link = True
        self._begin(Piece("["))
        self.nodes(inside, depth + 1)
        self._end(Piece(f"]({url})"))
        self._is_in_link = False

    def _inner_link(self, node: LexborNode, target: str, depth: int) -> None:
        """A reference to a footnote; arrows back and signs beside headings are left out."""
        if target in self._notes and not self._is_in_link:
            self._gap = ""
            self._put(Piece(f"[^{self._notes[target]}]"))
        elif not _ARROW.fullmatch(node.text(deep=True)):
            self.nodes(node.iter(include_text=True), depth + 1)

    def _is_note(self, node: LexborNode) -> bool:
        """Whether a raised figure is nothing but a reference to a footnote."""
        link = node.css_first("a")
        if link is None or (link.attributes.get("href") or "#")[1:] not in self._notes:
            return False
        return node.text(deep=True).strip(" []()") == link.text(deep=True).strip(" []()")


def code_span(text: str) -> str:
    """A code span whose fence is longer than any run of backticks in the text.

    >>> code_span("a `b` c")
    '``a `b` c``'
    """
    fence = "`" * (longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def longest_run(text: str) -> int:
    """The length of the longest run of backticks; 0 without any."""
    return max(map(len, re.findall("`+", text)), default=0)
