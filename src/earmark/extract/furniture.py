"""What names, tags and words say against a block that the trees took for the article.

A name alone never decides: sites call their main column "sidebar-left" and their article
"newsletter-post". A word counts only when a small part of the likely article stands under
it, in one box or in many: page builders call every paragraph a "widget".
"""

from __future__ import annotations

from collections import defaultdict

from earmark.extract.blocks import Block, Box
from earmark.extract.hints import furniture_words, is_named_body
from earmark.extract.scraps import is_scrap
from earmark.extract.words import word_set

_MAX_SHARE = 0.3
"""Of the likely article that may go with one word: F4 on fundus .971 -> .975 out of fold;
.2 gives .973, .4 the same."""

_HARDLY_LIKELY = 0.05
_FORM_MAX_LETTERS = 400
_FORM_LETTERS_PER_CONTROL = 200
"""Sign-up and consent boxes say 50-200 letters for each field; a form around a page, far more."""

_TAGS = word_set("nav aside footer form fieldset menu dialog")
_NONE: frozenset[str] = frozenset()


def doubt(judged: list[Block]) -> None:
    """Take the score from blocks under words of furniture, and from lines that say they are."""
    likely = [block for block in judged if block.score > _HARDLY_LIKELY]
    known: dict[Box, frozenset[str]] = {}
    words = [_words_around(block.box, known) for block in likely]
    worth: dict[str, float] = defaultdict(float)
    for block, around in zip(likely, words, strict=True):
        for word in around:
            worth[word] += block.score * block.letters
    most = _MAX_SHARE * sum(block.score * block.letters for block in likely)
    for block, around in zip(likely, words, strict=True):
        if any(worth[word] <= most for word in around) or is_scrap(block.text):
            block.score = 0.0


def _words_around(box: Box, known: dict[Box, frozenset[str]]) -> frozenset[str]:
    """The words of furniture on the box and all around it."""
    if box not in known:
        around = _words_around(box.parent, known) if box.parent else _NONE
        known[box] = around | _own_words(box)
    return known[box]


def _own_words(box: Box) -> frozenset[str]:
    words = furniture_words(box.node)
    if box.node.tag in _TAGS:
        words |= {f"<{box.node.tag}>"}
    if words and is_named_body(box.node):
        return _NONE
    if box.is_hidden:
        words |= {"<hidden>"}
    if box.controls and box.letters < min(
        _FORM_MAX_LETTERS, _FORM_LETTERS_PER_CONTROL * box.controls
    ):
        words |= {"<controls>"}
    return words
