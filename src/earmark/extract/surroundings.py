"""What is known of the boxes around a block: what they hold, are named, and how often they occur.

Looked at once for each box on the way down, so that the cost does not grow with depth.
"""

from __future__ import annotations

from functools import cache

from earmark.extract.blocks import Block, Box
from earmark.extract.lexicon import NOTHING, Lexicon

Row = tuple[float, ...]
"""Floats throughout, for the trees compare them in half the time that whole numbers take."""

LEVELS = 5
"""Boxes around a block that are looked at: its own, and four larger ones that hold more text."""

LIKES = 3
"""Boxes around a block of which we ask how often their like occurs."""

_KINDS = {
    "list": "li ul ol dl", "table": "table", "aside": "aside", "footer": "footer",
    "header": "header", "form": "form fieldset", "figure": "figure figcaption",
    "quote": "blockquote", "article": "article", "main": "main", "link": "a",
}  # fmt: skip
_BIT = {tag: 1 << i for i, tags in enumerate(_KINDS.values()) for tag in tags.split()}

_LEVEL = ("letters", "prose", "links", "share", "texts", "mean", "worth", "controls")
_LIKE = ("count", "mean", "links", "share")
_NAMED = ("least", "most", "mean", "own_least", "own_most", "own_mean", "depth")
NAMES = (
    *("branch_climb", "branch_letters", "branch_prose", "branch_links", "branch_share"),
    *(f"{name}_{level}" for level in range(LEVELS) for name in _LEVEL),
    *(f"like_{name}_{level}" for level in range(LIKES) for name in _LIKE),
    *(f"path_{name}" for name in _NAMED),
    *(f"in_{name}" for name in (*_KINDS, "hidden", "comments")),
)
"""The name of each number that ``Surroundings.row`` gives."""


class Likes:
    """The boxes of one make on a page (same tag and class in the same class): sums over all."""

    __slots__ = ("count", "letters", "link_letters", "prose", "row")

    def __init__(self) -> None:
        self.count = self.letters = self.link_letters = self.prose = 0
        self.row: Row = ()

    def read(self, page_prose: int) -> Row:
        """The row of the make, once all boxes are known."""
        if not self.row:
            some = self.letters or 1
            self.row = (
                float(self.count), self.letters / self.count, self.link_letters / some,
                self.prose / page_prose,
            )  # fmt: skip
        return self.row


class View:
    """A box as its blocks see it; ``start`` and ``end`` number the page's blocks."""

    __slots__ = (
        "box", "branch", "down", "end", "kinds", "level", "likes", "named", "outer", "parent",
        "row", "start",
    )  # fmt: skip

    def __init__(self, box: Box, parent: View | None, likes: Likes, start: int) -> None:
        self.box = box
        self.parent = parent
        self.likes = likes
        self.start = self.end = start
        self.outer: View | None = parent
        if parent is not None and parent.box.letters == box.letters:
            self.outer = parent.outer
        self.level = self.down = self.row = self.branch = _UNKNOWN
        self.kinds = 0
        self.named = NOTHING


class Surroundings:
    """The views of a page; ``found`` are its blocks with text that no list of links holds."""

    def __init__(self, root: Box, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._prose = root.prose or 1
        self._likes: dict[tuple[str, str, str], Likes] = {}
        self.found: list[tuple[Block, View]] = []
        self.best = self._enter(root, None, "")

    def row(self, view: View) -> Row:
        """What is known around the blocks of a box: its levels, its makes, the way down to it."""
        if not view.row:
            levels = likes = _UNKNOWN
            at = view
            for _ in range(LEVELS):
                levels += self._level(at)
                at = at.outer or at
            at = view
            for _ in range(LIKES):
                likes += at.likes.read(self._prose)
                at = at.parent or at
            view.row = self._branch(view) + levels + likes + self._down(view)
        return view.row

    def is_in_comments(self, view: View) -> bool:
        """Whether the box or one around it is named as the readers' comments."""
        return self._down(view)[-1] > 0

    def _enter(self, box: Box, around: View | None, around_class: str) -> View:
        """See a box and those in it; the best of them has most prose for least else."""
        node = box.node
        own_class = node.attrs.get("class", "")
        likes = self._count(box, (node.tag, own_class, around_class))
        view = best = View(box, around, likes, len(self.found))
        most = _worth(box)
        is_link_list = _is_link_list(box)
        for item in box.items:
            if not item.letters:
                continue
            if isinstance(item, Block):
                if not (is_link_list and item.link_letters > 0.9 * item.letters):
                    self.found.append((item, view))
            elif not (is_link_list and item.link_letters == item.letters):
                inner = self._enter(item, view, own_class)
                worth = _worth(inner.box)
                if worth >= most:
                    best, most = inner, worth
        view.end = len(self.found)
        return best

    def _count(self, box: Box, make: tuple[str, str, str]) -> Likes:
        likes = self._likes.get(make)
        if likes is None:
            likes = self._likes[make] = Likes()
        likes.count += 1
        likes.letters += box.letters
        likes.link_letters += box.link_letters
        likes.prose += box.prose
        return likes

    def _branch(self, view: View) -> Row:
        """The part of the page that parts here from the best box: how far up, how much it holds."""
        if not view.branch:
            around, best = view.parent, self.best
            if around is None or _holds(view, best):
                view.branch = (0.0, 0.0, 0.0, 0.0, 0.0)
            elif _holds(around, best):
                view.branch = (1.0, *self._level(view)[:4])
            else:
                outer = self._branch(around)
                view.branch = (outer[0] + 1, *outer[1:])
        return view.branch

    def _level(self, view: View) -> Row:
        """What a box holds, and its share of the page."""
        if not view.level:
            box = view.box
            letters, texts = box.letters or 1, box.texts or 1
            view.level = (
                float(box.letters), box.prose / letters, box.link_letters / letters,
                box.prose / self._prose, float(texts), letters / texts,
                _worth(box) / self._prose, float(box.controls),
            )  # fmt: skip
        return view.level

    def _down(self, view: View) -> Row:
        """What the names and tags on the way down to the box say."""
        if not view.down:
            self._look_up(view)
        return view.down

    def _look_up(self, view: View) -> None:
        box, parent = view.box, view.parent
        node = box.node
        named, kinds, depth = NOTHING, 0, 0.0
        if parent is not None:
            depth = self._down(parent)[_DEPTH] + 1
            named, kinds = parent.named, parent.kinds
        own = self._lexicon.asked(node) if node.attrs else NOTHING
        if own is not NOTHING:
            named = named.joined(own)
        view.named, view.kinds = named, kinds | _BIT.get(node.tag, 0)
        view.down = (
            float(named.least), float(named.most), named.mean,
            float(own.least), float(own.most), own.mean, depth,
            *_as_row(view.kinds), float(box.is_hidden), float(named.is_comments),
        )  # fmt: skip


@cache
def _as_row(kinds: int) -> Row:
    return tuple(float(kinds >> i & 1) for i in range(len(_KINDS)))


_UNKNOWN: Row = ()
_DEPTH = _NAMED.index("depth")


def _worth(box: Box) -> float:
    return 1.5 * box.prose - 0.5 * box.letters


def _holds(view: View, other: View) -> bool:
    return view.start <= other.start and view.end >= other.end


def _is_link_list(box: Box) -> bool:
    """Whether its links are those of a menu or list of teasers: 0.2 % of them are article."""
    around = box.parent
    return (
        around is not None
        and box.link_letters > 0.8 * box.letters
        and around.link_letters > 0.6 * around.letters
    )
