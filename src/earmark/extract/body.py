"""Which boxes and blocks of a page are the article's body.

Every block gets a value: its letters when it reads as prose, less than nothing when it is
links or scraps. The body is the box whose sum is greatest: growing to the parent pays
only while it brings more prose than furniture. Inside it, boxes and blocks that are not
prose and do not stand between prose are dropped.
"""

from dataclasses import dataclass

from earmark.extract import furniture
from earmark.extract.blocks import Block, Box, add_up
from earmark.extract.hints import is_named_body, is_named_comments
from earmark.extract.scraps import is_scrap
from earmark.extract.words import word_set

_SURE_LETTERS = 1_500
_ARTICLE_MIN_LETTERS = 300
"""About 60 words: with less before them, the comments may be all that the page is for."""

_LINK_SHARE = 0.6
_NAMED_BODY_WORTH = 1.2
"""What the page calls its body wins over a box around it with a fifth more."""

_END_NOTES = 8
_END_NOTE_MAX_LETTERS = 90
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_LIST = word_set("li dd dt")
_CELL = word_set("td th")


@dataclass(frozen=True)
class Body:
    """The chosen box; what is not the article is marked dropped inside it."""

    box: Box
    confidence: float
    end_notes: list[str]
    is_thread: bool = False


def find_body(root: Box) -> Body:
    """The article's body in a cut page."""
    _value(root)
    furniture.drop_named(root)
    furniture.drop_forms(root)
    furniture.drop_cards(root)
    furniture.drop_link_boxes(root)
    _drop_comments(root)
    best = _best_box(root)
    end_notes = _end_notes(best)
    _clean(best)
    return Body(best, _confidence(root, best), end_notes)


def _end_notes(best: Box) -> list[str]:
    """The last short lines, before they are dropped: an agency's name may stand there."""
    last = list(best.blocks())[-_END_NOTES:]
    return [block.text for block in last if 0 < block.letters <= _END_NOTE_MAX_LETTERS]


def _confidence(root: Box, best: Box) -> float:
    """How much prose there is, and how little of the page's prose is left outside."""
    share = best.prose / root.prose if root.prose else 0.0
    return min(1.0, best.prose / _SURE_LETTERS) * (0.5 + 0.5 * share)


def _value(root: Box) -> None:
    for block in root.blocks():
        block.value = _block_value(block)
    add_up(root)


def _block_value(block: Block) -> float:
    """Letters that speak for the article, or (below zero) against it.

    A paragraph and any other run of prose counts in full, list points and cells half:
    furniture is made of those. Links and scraps count against their box by half, so that
    a box must bring twice as many scraps as prose to lose. Weights by hand; F4 on fundus
    and WCXB moves by 0.005 at most when one of them is changed by a quarter.
    """
    letters, tag = block.letters, block.node.tag
    if not letters:
        return 0.0
    if block.link_share > _LINK_SHARE:
        return -0.5 * letters
    if tag in _HEADINGS or tag in ("figcaption", "caption", "summary"):
        return 0.0
    if tag == "pre":
        return float(letters)
    own = letters - block.link_letters
    if tag in _LIST:
        return 0.5 * own if own >= 40 and block.link_share < 0.3 else -0.2 * letters
    if tag in _CELL:
        return 0.5 * own if own >= 80 and block.ends_sentence else 0.0
    if tag in ("p", "blockquote"):
        if own >= 40 or block.ends_sentence:
            return float(own)
        return -0.2 * letters
    if own >= 60 and (block.ends_sentence or own >= 200):
        return float(own)
    return -0.5 * letters


def _drop_comments(root: Box) -> None:
    """Drop boxes named comments when most of the other text comes before them.

    Only then: a forum's posts are comments too, and some sites name everything so.
    """
    found = [box for box in root.boxes() if is_named_comments(box.node)]
    if not found:
        return
    inside = {id(block) for box in found for block in box.blocks()}
    total = before = 0.0
    seen_comments = False
    for block in root.blocks():
        if id(block) in inside:
            seen_comments = True
        elif block.value > 0:
            total += block.value
            before += 0.0 if seen_comments else block.value
    if total < _ARTICLE_MIN_LETTERS or before < total / 2:
        return
    for box in found:
        box.is_dropped = True
    add_up(root)


def _best_box(root: Box) -> Box:
    best, most = root, float("-inf")
    for box in root.boxes():
        worth = box.value
        if is_named_body(box.node):
            worth *= _NAMED_BODY_WORTH
        if worth >= most:
            best, most = box, worth
    return best


def _clean(best: Box) -> None:
    for box in list(best.boxes()):
        if box is not best and _is_scrap(box):
            box.is_dropped = True
    _drop_scraps(best)
    blocks = list(best.blocks())
    prose = [i for i, b in enumerate(blocks) if b.value > 0 and not b.is_dropped]
    if not prose:
        return
    first, last = prose[0], prose[-1]
    for i, block in enumerate(blocks):
        if block.value > 0 or block.has_media:
            continue
        if i < first or i > last or not _may_stay(block):
            block.is_dropped = True
    _drop_bare_headings(best)
    add_up(best)


def _drop_scraps(best: Box) -> None:
    """Drop lines that invite or point elsewhere by their words."""
    for block in best.blocks():
        if block.letters <= 220 and is_scrap(block.text):
            block.is_dropped = True


def _drop_bare_headings(best: Box) -> None:
    """Drop headings that head nothing: what stood below them was furniture."""
    below = 0  # level of the heading that follows at once; 0 at the end
    is_bare = True
    for block in reversed(list(best.blocks())):
        if block.node.tag not in _HEADINGS or block.has_media:
            is_bare = False
            continue
        level = int(block.node.tag[1])
        if is_bare and level >= below:
            block.is_dropped = True
        else:
            below, is_bare = level, True


def _is_scrap(box: Box) -> bool:
    return (
        box.letters > 0
        and box.value < 0
        and box.node.tag not in _HEADINGS
        and box.link_letters > 0.5 * box.letters
    )


def _may_stay(block: Block) -> bool:
    tag = block.node.tag
    if tag in _HEADINGS or tag in _LIST or tag in _CELL or tag in ("figcaption", "pre", "caption"):
        return True
    return block.link_share < 0.5 and tag in ("p", "blockquote")
