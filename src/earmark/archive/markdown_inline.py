"""A run of text and inline elements as one line of Markdown, by the rules of CommonMark 0.31.

Every sign that could be taken for markup is escaped. Emphasis is written with stars where
the rules for flanking (section 6.2) let stars work, and as a plain HTML tag where they do
not: inside Chinese sentences, say, or beside quotation marks.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from earmark.extract.words import word_set

MAX_DEPTH = 50
"""Deeper markup is written as plain text; articles nest about five levels."""


@dataclass(frozen=True)
class Mark:
    """How a kind of emphasis is written: by delimiters around it, or by an HTML tag."""

    sign: str
    tag: str

    @property
    def opening(self) -> str:
        """The HTML tag that begins it."""
        return f"<{self.tag}>"

    @property
    def closing(self) -> str:
        """The HTML tag that ends it."""
        return f"</{self.tag}>"


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


@dataclass
class _Piece:
    """Finished Markdown, or the beginning or end of a mark (``mate`` is the other end)."""

    text: str
    mark: Mark | None = None
    is_end: bool = False
    mate: int = -1
    is_code: bool = False


class InlineWriter:
    """Collects one run; ``notes`` are the labels of footnotes by the id that links lead to."""

    def __init__(self, notes: Mapping[str, str], line_break: str = "\\\n") -> None:
        self._notes = notes
        self._line_break = line_break
        self._pieces: list[_Piece] = []
        self._waiting: list[_Piece] = []
        self._open: list[_Piece] = []
        self._gap = ""
        self._is_in_link = False

    def markdown(self) -> str:
        """All that was written, each line safe from being taken for a block."""
        text = "".join(_settled(self._pieces))
        lines = (safe_line(line) for line in text.split("\n"))
        return "\n".join(lines)

    def nodes(self, nodes: Iterable[LexborNode], depth: int = 0) -> None:
        """Write nodes; elements deeper than ``MAX_DEPTH`` give only their text."""
        for node in nodes:
            self._node(node, depth)

    def marked(self, mark: Mark, nodes: Iterable[LexborNode], depth: int = 0) -> None:
        """Write nodes within a mark; a mark within itself changes nothing."""
        if any(piece.mark is mark for piece in self._open):
            self.nodes(nodes, depth)
            return
        self._begin(_Piece("", mark))
        self.nodes(nodes, depth)
        self._end(_Piece("", mark, is_end=True))

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
            self._put(_Piece(escaped(words)))
            self._blank(text[-1])

    def _put(self, piece: _Piece) -> None:
        """Write a piece; the gap before it stands outside of marks that begin here."""
        if self._gap and self._pieces:
            self._pieces.append(_Piece(self._gap))
        self._gap = ""
        for waiting in self._waiting:
            waiting.mate = len(self._pieces)  # its own place, until the end is known
            self._pieces.append(waiting)
        self._waiting.clear()
        self._pieces.append(piece)

    def _begin(self, piece: _Piece) -> None:
        self._waiting.append(piece)
        self._open.append(piece)

    def _end(self, piece: _Piece) -> None:
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
        self._put(_Piece(code, is_code=True))
        self._blank(text[-1])

    def _image(self, node: LexborNode) -> None:
        alt = " ".join((node.attributes.get("alt") or "").split())
        url = destination(node.attributes.get("src") or "")
        if url:
            self._put(_Piece(f"![{escaped(alt)}]({url})"))
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
        self._begin(_Piece("["))
        self.nodes(inside, depth + 1)
        self._end(_Piece(f"]({url})"))
        self._is_in_link = False

    def _inner_link(self, node: LexborNode, target: str, depth: int) -> None:
        """A reference to a footnote; the arrow back from one is left out."""
        if target in self._notes and not self._is_in_link:
            self._gap = ""
            self._put(_Piece(f"[^{self._notes[target]}]"))
        elif any(letter.isalnum() for letter in node.text(deep=True)):
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


def _settled(pieces: list[_Piece]) -> list[str]:
    """The pieces as text: each mark gets its signs where they work, else its tag.

    A mark that falls back to its tag changes the neighbours of others, so that the look is
    repeated; three rounds settle all but made-up markup, which then gets tags throughout.
    """
    out = [_as_signs(piece) for piece in pieces]
    for _ in range(3):
        failing = [
            i for i in _beginnings(pieces) if _has_signs(out, i) and not _works(pieces, out, i)
        ]
        if not failing:
            break
        _use_tags(pieces, out, failing)
    else:
        _use_tags(pieces, out, _beginnings(pieces))
    for i in range(1, len(out)):
        if out[i].startswith("[") and out[i - 1].endswith("!"):
            out[i - 1] = f"{out[i - 1][:-1]}\\!"  # or the link would be taken for a picture
    return out


def _as_signs(piece: _Piece) -> str:
    if piece.mark is None:
        return piece.text
    return piece.mark.sign or (piece.mark.closing if piece.is_end else piece.mark.opening)


def _beginnings(pieces: list[_Piece]) -> list[int]:
    return [i for i, piece in enumerate(pieces) if piece.mark and not piece.is_end]


def _use_tags(pieces: list[_Piece], out: list[str], beginnings: list[int]) -> None:
    for i in beginnings:
        mark = pieces[i].mark
        assert mark
        out[i], out[pieces[i].mate] = mark.opening, mark.closing


def _has_signs(out: list[str], i: int) -> bool:
    return out[i][0] in "*~"


def _works(pieces: list[_Piece], out: list[str], i: int) -> bool:
    """Whether the signs of the mark that begins at ``i`` will be read as a mark."""
    end = pieces[i].mate
    if i and pieces[i - 1].is_end and _has_signs(out, i - 1):
        return False  # an end and a beginning in one run of stars are told apart by luck
    before, first = _neighbour(pieces, out, i, -1), _neighbour(pieces, out, i, 1)
    last, after = _neighbour(pieces, out, end, -1), _neighbour(pieces, out, end, 1)
    return _flanks(first, before) and _flanks(last, after)


def _neighbour(pieces: list[_Piece], out: list[str], i: int, step: int) -> str:
    """The character beside the run of equal signs that piece ``i`` is part of."""
    sign, at = out[i][0], i + step
    while 0 <= at < len(out) and (not out[at] or (pieces[at].mark and out[at][0] == sign)):
        at += step
    if not 0 <= at < len(out):
        return " "
    return out[at][0] if step > 0 else out[at][-1]


def _flanks(inner: str, outer: str) -> bool:
    if inner.isspace():
        return False
    return not _is_punctuation(inner) or outer.isspace() or _is_punctuation(outer)


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"
