"""A cut page by numbers, so that any span of it is summed up at once.

Blocks are numbered in document order; every box holds a span of them, and sums run over
the blocks. A page with thousands of candidates is judged in time linear in its size.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from earmark.extract.blocks import Block, Box
from earmark.extract.posts_marks import Mark, is_label_of_other, read_mark

_MIN_ROWS = 3
_MAX_ROW_LETTERS = 60
_DIGITS = re.compile(r"\d+")
_FULL_LETTERS = 300
"""A post of more letters weighs no more: a thread is told by its many posts."""

_BASE_LETTERS = 30
_WEIGHTS = (-0.2, 0.4, 1.0)
"""Of a text with no mark beside it, with a writer or a time, with both."""

_TOO_LARGE = 0.3
_ROW_COST, _MAX_ROWS_COST = 5, 50


@dataclass(frozen=True, slots=True)
class Place:
    """A post's text (blocks ``start`` to ``end``) in its region (``first`` to ``last``)."""

    box: Box
    start: int
    end: int
    first: int
    last: int


class Layout:
    """The boxes of a page with the blocks, marks and letters in each."""

    def __init__(self, root: Box) -> None:
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.spans: dict[Box, tuple[int, int]] = {}
        self._number(root)
        self.marks = _marks(self.blocks)
        self._authors = _sums(bool(m and m.author) for m in self.marks)
        self._times = _sums(bool(m and m.when) for m in self.marks)
        self._letters = _sums(
            0 if mark and mark.when else block.letters - block.link_letters
            for block, mark in zip(self.blocks, self.marks, strict=True)
        )
        rows = [row_of(block) for block in self.blocks]
        seen = Counter(rows)
        self._rows = _sums(row != "" and seen[row] >= _MIN_ROWS for row in rows)

    def _number(self, box: Box) -> None:
        self.boxes.append(box)
        start = len(self.blocks)
        for item in box.items:
            if item.is_dropped:
                continue
            if isinstance(item, Block):
                self.blocks.append(item)
            elif not item.is_hidden:
                self._number(item)
        self.spans[box] = (start, len(self.blocks))

    def places(self, boxes: list[Box]) -> list[Place]:
        """Where the texts in these boxes stand, if each is the text of one post."""
        spans = [self.spans[box] for box in boxes]
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(self.blocks)]
        return [
            self._place(box, before, after)
            for box, before, after in zip(boxes, ends[:-1], starts[1:], strict=True)
        ]

    def _place(self, box: Box, before: int, after: int) -> Place:
        """The largest box around a text that reaches into no other text."""
        around = box
        while around.parent is not None:
            first, last = self.spans[around.parent]
            if first < before or last > after:
                break
            around = around.parent
        return Place(box, *self.spans[box], *self.spans[around])

    def worth(self, place: Place) -> float:
        """How much speaks for a post here: text, with a writer and a time beside it.

        What belongs beside a post and stands within (its time, lines that every post
        has) speaks against: the box is too large then.
        """
        text = self.letters(place)
        if text <= 0:
            return 0.0
        opens_with_time = any(
            m and m.has_sure_time for m in self.marks[place.start : place.start + 2]
        )
        weight = _WEIGHTS[self.marks_beside(place)] - _TOO_LARGE * opens_with_time
        rows = self._rows[place.end] - self._rows[place.start]
        return weight * (_BASE_LETTERS + min(text, _FULL_LETTERS)) - min(
            _ROW_COST * rows, _MAX_ROWS_COST
        )

    def marks_beside(self, place: Place) -> int:
        """2 where both a writer and a time stand beside the text, 1 for either, else 0."""
        return (_beside(self._authors, place) > 0) + (_beside(self._times, place) > 0)

    def letters(self, place: Place) -> int:
        """Letters of the text outside links."""
        return self._letters[place.end] - self._letters[place.start]

    @property
    def all_letters(self) -> int:
        """Letters of the whole page outside links."""
        return self._letters[-1]


def row_of(block: Block) -> str:
    """A short line without its numbers, for a row of buttons says the same in each post."""
    return _DIGITS.sub("#", block.text) if 0 < block.letters <= _MAX_ROW_LETTERS else ""


def _marks(blocks: list[Block]) -> list[Mark | None]:
    """The mark of each block; none where the line above says that a date is another's."""
    marks = [read_mark(block) for block in blocks]
    for i in range(1, len(marks)):
        if marks[i] and is_label_of_other(blocks[i - 1].text):
            marks[i] = None
    return marks


def _sums(values: Iterable[int]) -> list[int]:
    return [0, *accumulate(values)]


def _beside(sums: list[int], place: Place) -> int:
    return sums[place.last] - sums[place.first] - sums[place.end] + sums[place.start]
