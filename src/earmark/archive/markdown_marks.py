"""Emphasis in Markdown: stars where CommonMark lets stars work, plain HTML tags elsewhere.

Whether a star begins or ends emphasis depends on the characters beside it (CommonMark 0.31,
section 6.2): not inside Chinese sentences, say, or between a letter and a quotation mark.
"""

import unicodedata
from dataclasses import dataclass


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


@dataclass
class Piece:
    """Finished Markdown, or the beginning or end of a mark (``mate`` is the other end).

    ``is_nested`` is the beginning of a mark within another mark.
    """

    text: str
    mark: Mark | None = None
    is_end: bool = False
    mate: int = -1
    is_code: bool = False
    is_nested: bool = False


def settled(pieces: list[Piece]) -> list[str]:
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


def _as_signs(piece: Piece) -> str:
    if piece.mark is None:
        return piece.text
    return piece.mark.sign or (piece.mark.closing if piece.is_end else piece.mark.opening)


def _beginnings(pieces: list[Piece]) -> list[int]:
    return [i for i, piece in enumerate(pieces) if piece.mark and not piece.is_end]


def _use_tags(pieces: list[Piece], out: list[str], beginnings: list[int]) -> None:
    for i in beginnings:
        mark = pieces[i].mark
        assert mark
        out[i], out[pieces[i].mate] = mark.opening, mark.closing


def _has_signs(out: list[str], i: int) -> bool:
    return out[i][0] in "*~"


def _works(pieces: list[Piece], out: list[str], i: int) -> bool:
    """Whether the signs of the mark that begins at ``i`` will be read as a mark."""
    end = pieces[i].mate
    if i and pieces[i - 1].is_end and _has_signs(out, i - 1):
        return False  # an end and a beginning in one run of stars are told apart by luck
    before, first = _neighbour(pieces, out, i, -1), _neighbour(pieces, out, i, 1)
    last, after = _neighbour(pieces, out, end, -1), _neighbour(pieces, out, end, 1)
    if pieces[i].is_nested and (_flanks(before, first) or _flanks(after, last)):
        return False  # within a word, an inner end could be taken for the outer one
    return _flanks(first, before) and _flanks(last, after)


def _neighbour(pieces: list[Piece], out: list[str], i: int, step: int) -> str:
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
