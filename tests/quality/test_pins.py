"""A change to reading shows what it does on every page of the corpus before it is committed."""

import pytest
from tests.quality import pins
from tests.quality.corpus import SETS
from tests.quality.pins import Pin


@pytest.mark.check
@pytest.mark.parametrize("name", SETS)
def test_every_page_comes_out_as_pinned(shared, name):
    lines = pins.difference(name, pins.pinned(name), pins.measured(shared, name))
    assert not lines, "\n".join([*lines, "Look at it; if it is right: make pin-extract"])


def test_a_summary_is_pinned_for_every_set():
    found = {name: pins.pinned(name) for name in SETS}
    assert pins.SUMMARY.read_text(encoding="utf-8") == pins.summary(found)


def test_pages_that_got_worse_and_better_are_named():
    old = Pin("a", {"f4": 0.5, "wrong": 1.0})
    before = {"one": old, "two": old, "three": old}
    now = {"one": Pin("b", {"f4": 0.9, "wrong": 1.0}), "two": Pin("c", {"f4": 0.5, "wrong": 2.0})}
    assert pins.difference("fundus", before, {**before, **now}) == [
        "## fundus: 2 of 3 pages come out differently",
        "mean f4 0.500 -> 0.633",
        "mean wrong 1.000 -> 1.333",
        *("1 worse", "  two: wrong 1.0 -> 2.0"),
        *("1 better", "  one: f4 0.5 -> 0.9"),
    ]
