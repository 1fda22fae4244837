"""The posts of a thread: flat, in tables, nested, or questions with answers.

Software writes every post by one template. So the texts of the posts are the boxes of one
name that each have a writer or a time of their own beside them. "Beside" is the region of
a post: the largest box around its text that holds no other post's text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from earmark.extract.blocks import Box
from earmark.extract.posts_layout import Layout, Place
from earmark.extract.posts_marks import Mark

_MIN_POSTS = 2
_MAX_BOXES = 30_000
_MAX_NAMES = 8
_FIRST_MIN_LETTERS = 30
_FEW_POSTS = 4
_USUAL = 0.8
_BARE = ">"
_BARE_WORTH = 0.9
"""Elements without a name are a template's only where nothing named does: a post of one
paragraph has a list below it next time."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Post:
    """One contribution: who and when as the page says it, and the box of its text."""

    author: str | None
    when: str | None
    body: Box


@dataclass(frozen=True)
class Thread:
    """The posts of a page in order, and the share (0 to 1) of the page's text they hold."""

    posts: list[Post]
    share: float


@dataclass(frozen=True, slots=True)
class _Beside:
    """The marks in a post's region, those before its text and those after it."""

    before: list[Mark]
    after: list[Mark]

    @property
    def nearest(self) -> list[Mark]:
        """From the text upwards, then downwards."""
        return [*reversed(self.before), *self.after]

    @property
    def all(self) -> list[Mark]:
        """In document order."""
        return [*self.before, *self.after]


def find_thread(root: Box) -> Thread | None:
    """The thread that a cut page holds, or None where nothing repeats with its writer."""
    _drop_remarks(root)
    layout = Layout(root)
    if len(layout.boxes) > _MAX_BOXES:
        return None
    places = _posts_among(layout, _best_places(layout))
    if not _is_sure(layout, places):
        return None
    beside = [_beside(layout, place) for place in places]
    element = _naming_element(beside)
    posts = [
        Post(_author(marks, element), _when(marks), place.box)
        for place, marks in zip(places, beside, strict=True)
    ]
    return Thread(posts, sum(map(layout.letters, places)) / (layout.all_letters or 1))


def _drop_remarks(root: Box) -> None:
    """Drop the remarks below questions and answers, where the page tells them from answers."""
    typed: dict[str, list[Box]] = defaultdict(list)
    for box in root.boxes():
        if kind := box.node.attrs.get("itemtype"):
            typed[kind.rpartition("/")[2]].append(box)
    if typed["Answer"]:
        for box in typed["Comment"]:
            box.is_dropped = True


def _best_places(layout: Layout) -> list[Place]:
    best: list[Place] = []
    most = 0.0
    for name, boxes in _groups(layout):
        places = layout.places(boxes)
        worth = sum(map(layout.worth, places))
        if name.startswith(_BARE):
            worth *= _BARE_WORTH
        if worth > most:
            best, most = places, worth
    return best


def _posts_among(layout: Layout, places: list[Place]) -> list[Place]:
    """The places with marks beside them, and the first even without.

    The writer of the first post often stands above the whole thread. Of two copies of a
    post (pages preview the first) the one that is better marked stays.
    """
    kept: dict[str, Place] = {}
    for i, place in enumerate(places):
        text = " ".join(block.text for block in layout.blocks[place.start : place.end])
        marks = layout.marks_beside(place)
        is_first = i == 0 and layout.letters(place) >= _FIRST_MIN_LETTERS
        if not text or not (is_first or marks):
            continue
        if text not in kept or marks > layout.marks_beside(kept[text]):
            kept[text] = place
    return list(kept.values())


def _is_sure(layout: Layout, places: list[Place]) -> bool:
    """Whether there are so many posts, or so well marked, that it cannot be chance."""
    if len(places) >= _FEW_POSTS:
        return True
    return sum(layout.marks_beside(place) == 2 for place in places) >= _MIN_POSTS


def _groups(layout: Layout) -> Iterator[tuple[str, list[Box]]]:
    """Boxes of one name, none within another: the outer ones, and the inner ones."""
    named: dict[str, list[Box]] = defaultdict(list)
    for box in layout.boxes:
        for name in _names(box):
            named[name].append(box)
    seen: set[tuple[int, ...]] = set()
    for name, boxes in named.items():
        for group in (_outer(layout, boxes), _inner(layout, boxes)):
            members = tuple(map(id, group))
            if len(group) >= _MIN_POSTS and members not in seen:
                seen.add(members)
                yield name, group


def _names(box: Box) -> dict[str, None]:
    """What tells a template: each class, the id, microdata; numbers taken out."""
    tag, attrs = box.node.tag, box.node.attrs
    classes = attrs.get("class", "").split()[:_MAX_NAMES]
    names = [f"{tag}.{_DIGITS.sub('#', name)}" for name in classes]
    if "id" in attrs:
        names.append(f"{tag}#{_DIGITS.sub('#', attrs['id'])}")
    if "itemprop" in attrs:
        names.append(f"{tag} {attrs['itemprop']}")
    around = box.parent.node.tag if box.parent else ""
    return dict.fromkeys(names or [f"{_BARE}{around} {tag}"])


def _outer(layout: Layout, boxes: list[Box]) -> list[Box]:
    out: list[Box] = []
    end = -1
    for box in boxes:
        span = layout.spans[box]
        if span[0] >= end:
            out.append(box)
            end = span[1]
    return out


def _inner(layout: Layout, boxes: list[Box]) -> list[Box]:
    starts = [layout.spans[box][0] for box in boxes[1:]]
    ends = [layout.spans[box][1] for box in boxes]
    return [
        box
        for box, end, following in zip(boxes, ends, [*starts, ends[-1]], strict=True)
        if following >= end
    ]


def _beside(layout: Layout, place: Place) -> _Beside:
    before = [m for m in layout.marks[place.first : place.start] if m]
    after = [m for m in layout.marks[place.end : place.last] if m]
    return _Beside(before, after)


def _naming_element(beside: list[_Beside]) -> str:
    """The element that names the writers of most posts.

    Of several, the one that says so most plainly, then the one with the fewest words:
    beside names stand pictures' texts ("J Offline") and ranks ("New member").
    """
    posts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for marks in beside:
        named = [m for m in marks.all if m.author_by]
        posts.update({m.author_by for m in named})
        words.update({m.author_by: len((m.author or "").split()) for m in named})
    most = max(posts.values(), default=0)
    usual = sorted(name for name, count in posts.items() if count >= _USUAL * most)
    return max(usual, key=lambda name: (name[0], -words[name]), default="")


def _author(marks: _Beside, element: str) -> str | None:
    by_element = [m.author for m in marks.nearest if m.author_by and m.author_by == element]
    by_markup = [m.author for m in marks.all if m.author_by]
    by_words = [m.author for m in marks.nearest if m.author]
    return next(iter([*by_element, *by_markup, *by_words]), None)


def _when(marks: _Beside) -> str | None:
    by_markup = [m.when for m in marks.nearest if m.when and m.has_sure_time]
    by_words = [m.when for m in marks.nearest if m.when]
    return next(iter([*by_markup, *by_words]), None)
