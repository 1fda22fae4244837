"""Finds what is not the article: boxes named so, link boxes, repeated cards.

A name alone never decides: sites call their main column "sidebar-left" and their article
"newsletter-post". A named box goes only when it holds a small part of the page's prose.
"""

from collections import defaultdict

from earmark.extract.blocks import Block, Box, add_up
from earmark.extract.hints import furniture_words, is_named_body
from earmark.extract.words import word_set

_MAX_SHARE = 0.3
"""Of the page's prose that may go with one name. Asking this of all boxes of a name together,
not of each alone, took the WCXB articles from 0.917 to 0.936."""

_FORM_MAX_SHARE = 0.25
_FORM_MAX_LETTERS = 1_500
_FORM_LETTERS_PER_CONTROL = 400
"""Sign-up and consent boxes say 50-300 letters for each field; a form around a page, far more."""

_CARDS_MIN = 3
_CARD_MAX_LETTERS = 600
_CARD_LINK_MIN_LETTERS = 12
"""A teaser has a headline, a sentence or two, a date; a linked word or number is no headline."""

_NONE: frozenset[str] = frozenset()
_TAGS = word_set("nav aside footer form fieldset menu dialog")


def drop_named(root: Box) -> None:
    """Drop boxes whose tag, role or name says furniture, where the word can be trusted.

    A word under which much of the page's prose stands, in one box or in many, says
    nothing on this page: page builders call every paragraph a "widget".
    """
    add_up(root)
    most = root.prose * _MAX_SHARE
    named: list[tuple[Box, frozenset[str]]] = []
    around: dict[int, frozenset[str]] = {}
    prose: dict[str, float] = defaultdict(float)
    for box in root.boxes():
        words = around[id(box.parent)] if box.parent else _NONE
        if box is not root and box.prose <= most:
            own = _furniture_words(box)
            if own:
                named.append((box, own))
                words |= own
        around[id(box)] = words
        for word in words:
            prose[word] += sum(i.value for i in box.items if isinstance(i, Block) and i.value > 0)
    for box, words in named:
        if any(prose[word] <= most for word in words):
            box.is_dropped = True
    add_up(root)


def _furniture_words(box: Box) -> frozenset[str]:
    words = furniture_words(box.node)
    if box.node.tag in _TAGS:
        words |= {f"<{box.node.tag}>"}
    return _NONE if words and is_named_body(box.node) else words


def drop_forms(root: Box) -> None:
    """Drop small boxes that are there to be filled in or clicked: sign-up, consent, polls."""
    most = root.prose * _FORM_MAX_SHARE
    for box in root.boxes():
        if not box.controls or box.prose > most or box.letters > _FORM_MAX_LETTERS:
            continue
        if box.letters < _FORM_LETTERS_PER_CONTROL * box.controls:
            box.is_dropped = True
    add_up(root)


def drop_cards(root: Box) -> None:
    """Drop lists of teasers: boxes of one make in a row, each with a linked line of its own."""
    most = root.prose * _MAX_SHARE
    for box in root.boxes():
        makes: dict[str, list[Box]] = {}
        for item in box.items:
            if isinstance(item, Box) and not item.is_dropped and item.letters:
                makes.setdefault(_make(item), []).append(item)
        for cards in makes.values():
            if len(cards) < _CARDS_MIN or sum(card.prose for card in cards) > most:
                continue
            if sum(map(_is_card, cards)) > 0.7 * len(cards):
                for card in cards:
                    card.is_dropped = True
    add_up(root)


def _make(box: Box) -> str:
    return f"{box.node.tag}.{box.node.attrs.get('class', '')}"


def _is_card(box: Box) -> bool:
    """A short box where one whole line is a link and something else stands beside it."""
    if box.letters > _CARD_MAX_LETTERS:
        return False
    blocks = list(box.blocks())
    linked = [b for b in blocks if b.letters >= _CARD_LINK_MIN_LETTERS and b.link_share > 0.9]
    return bool(linked) and len(blocks) > 1


def drop_link_boxes(root: Box) -> None:
    """Drop link blocks that stand in a link box inside a link box: menus and teaser lists."""
    for box in root.boxes():
        if box.parent is None or not box.letters:
            continue
        if box.link_letters > 0.8 * box.letters and _is_linky(box.parent, 0.6):
            box.is_dropped = True
    add_up(root)


def _is_linky(box: Box, share: float) -> bool:
    return box.letters > 0 and box.link_letters > share * box.letters
