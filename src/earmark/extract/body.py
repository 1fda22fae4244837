"""Which blocks of a page are the article's body.

Every block has been given a likeliness (``scores``). The body is the set of blocks that
promises the best mean of precision and recall; comments after it are taken out, pictures
stay beside the text that is kept, and everything else is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from earmark.extract.about import About
from earmark.extract.blocks import Block, Box
from earmark.extract.footnotes import with_notes
from earmark.extract.furniture import doubt
from earmark.extract.hints import is_named_comments
from earmark.extract.marks import mark
from earmark.extract.scores import Judge, judge
from earmark.extract.words import word_set

_ARTICLE_MIN_LETTERS = 300
"""About 60 words: with less before them, the comments may be all that the page is for."""

_SURE_LETTERS = 600
"""In fewer the trees have little to go by, whatever they say."""

_END_NOTES = 8
_END_NOTE_MAX_LETTERS = 90
_NEIGHBOUR_SCORE = 0.25
"""Moves no F4 of the corpus by more than .0004; small pages keep their last sentence."""

_LINK_SHARE = 0.4
_WHOLE_FROM = {"table": 0.1, "ul": 0.3, "ol": 0.3, "dl": 0.3}
"""Tables and lists between kept blocks are kept from this mean score on: all of them or none.
Tables took F4 of WCXB articles from .947 to .951 (.2 gives .949, .5 .947); lists move no F4
by more than .001, but tear none apart (decisions/0017)."""

_LOOSE_LETTERS = 40
_CELL = word_set("td th")
_LIST = word_set("ul ol dl")
_POINT = word_set("li dt dd td th pre")
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")


@dataclass(frozen=True)
class Body:
    """The chosen box; what is not the article is marked dropped inside it."""

    box: Box
    confidence: float
    end_notes: list[str]
    is_thread: bool = False


def find_body(root: Box, about: About, judged_by: Judge = judge) -> Body:
    """The article's body in a cut page, of what is not marked dropped."""
    judged = [block for block in judged_by(root, about) if not block.is_dropped]
    if not judged:
        return Body(root, 0.0, [])
    doubt(judged)
    chosen, confidence = likeliest(judged)
    chosen = _with_neighbours(judged, chosen)
    if not about.is_forum:
        chosen = _without_comments(_with_whole(judged, chosen))
    end_notes = _end_notes(judged, chosen)
    chosen = with_notes(judged, _without_loose_end(chosen))
    letters = sum(block.letters for block in chosen)
    return Body(mark(root, chosen), confidence * min(1.0, letters / _SURE_LETTERS), end_notes)


def likeliest(judged: list[Block]) -> tuple[list[Block], float]:
    """The blocks with the greatest expected F1 of letters, in page order, and that F1.

    Taken in falling order of score the expectation of F1 for the first n blocks is
    2 * sum(score * letters) / (letters taken + letters expected on the whole page),
    so that the best n needs one pass.
    """
    order = sorted(judged, key=lambda block: -block.score)
    right = list(accumulate(block.score * block.letters for block in order))
    taken = accumulate(block.letters for block in order)
    worth = [2 * r / (t + right[-1]) for r, t in zip(right, taken, strict=True)]
    best = max(worth)
    kept = set(map(id, order[: worth.index(best) + 1]))
    return [block for block in judged if id(block) in kept], best


def _with_neighbours(judged: list[Block], chosen: list[Block]) -> list[Block]:
    """With likely short paragraphs that stand right beside a chosen one, in the same box.

    Few letters are worth little to the expected F1; a reader misses the last sentence.
    """
    kept = set(map(id, chosen))
    for ordered in (judged, judged[::-1]):
        for last, block in pairwise(ordered):
            if id(last) in kept and _is_next_paragraph(last, block):
                kept.add(id(block))
    return [block for block in judged if id(block) in kept]


def _is_next_paragraph(last: Block, block: Block) -> bool:
    return (
        block.score >= _NEIGHBOUR_SCORE
        and block.node.tag == last.node.tag == "p"
        and block.box.parent is last.box.parent
        and block.ends_sentence
        and last.ends_sentence
    )


def _without_comments(chosen: list[Block]) -> list[Block]:
    """What is left without boxes named comments when most of the other text comes before them.

    Only then: a forum's posts are comments too, and some sites name everything so.
    """
    known: dict[Box, bool] = {}
    inside = {id(block) for block in chosen if _is_in_comments(block.box, known)}
    rest = [block for block in chosen if id(block) not in inside]
    if len(rest) == len(chosen):
        return chosen
    total = sum(block.letters for block in rest)
    before = 0
    for block in chosen:
        if id(block) in inside:
            break
        before += block.letters
    return rest if total >= _ARTICLE_MIN_LETTERS and before >= total / 2 else chosen


def _with_whole(judged: list[Block], chosen: list[Block]) -> list[Block]:
    """With all of the tables of data and lists that stand in the body, or with none of them."""
    parts: dict[Box, list[Block]] = {}
    for block in judged:
        whole = _table_around(block) or _list_around(block)
        if whole is not None and whole.link_letters <= _LINK_SHARE * whole.letters:
            parts.setdefault(whole, []).append(block)
    kept = set(map(id, chosen))
    place = {id(block): at for at, block in enumerate(judged)}
    first, last = place[id(chosen[0])], place[id(chosen[-1])]
    for whole, blocks in parts.items():
        if first < place[id(blocks[0])] and place[id(blocks[-1])] < last:
            letters = sum(block.letters for block in blocks)
            score = sum(block.score * block.letters for block in blocks) / letters
            is_kept = score >= _WHOLE_FROM[whole.node.tag]
            (kept.update if is_kept else kept.difference_update)(map(id, blocks))
    return [block for block in judged if id(block) in kept]


def _table_around(block: Block) -> Box | None:
    """The table whose cell the block is, or stands in at once."""
    cell = next((b for b in (block.box, block.box.parent) if b and b.node.tag in _CELL), None)
    if cell is None:
        return None
    return next((box for box in cell.ancestors() if box.node.tag == "table"), None)


def _list_around(block: Block) -> Box | None:
    """The list whose point the block is, or stands in at once."""
    box = block.box
    around = (box, box.parent, box.parent and box.parent.parent)
    return next((b for b in around if b and b.node.tag in _LIST), None)


def _is_in_comments(box: Box, known: dict[Box, bool]) -> bool:
    if box not in known:
        is_around = box.parent is not None and _is_in_comments(box.parent, known)
        known[box] = is_around or is_named_comments(box.node)
    return known[box]


def _without_loose_end(chosen: list[Block]) -> list[Block]:
    """What is left without headings and short loose lines after the last text."""
    last = len(chosen)
    while last and _is_loose(chosen[last - 1]):
        last -= 1
    return chosen[:last] or chosen


def _is_loose(block: Block) -> bool:
    if block.node.tag in _HEADINGS:
        return True
    is_line = block.letters < _LOOSE_LETTERS and not block.ends_sentence
    return is_line and block.node.tag not in _POINT and not block.has_media


def _end_notes(judged: list[Block], chosen: list[Block]) -> list[str]:
    """The last short lines in and just after the body: an agency's name may stand there."""
    last = max(i for i, block in enumerate(judged) if block is chosen[-1])
    near = judged[max(0, last + 3 - _END_NOTES) : last + 3]
    return [block.text for block in near if block.letters <= _END_NOTE_MAX_LETTERS]
