"""A form that is older than what it would change."""

import doctest

import pytest

from earmark.library import stale_forms
from earmark.library.stale_forms import mark_of, note_after, tags_after


def test_the_examples_are_right():
    assert doctest.testmod(stale_forms).failed == 0


@pytest.mark.parametrize(
    ("now", "shown", "typed", "expected"),
    [
        ([], "", "a, b", ["a", "b"]),
        (["a", "b"], "a, b", "a", ["a"]),
        (["a", "b"], "a, b", "", []),
        (["a", "elsewhere"], "a", "a, here", ["a", "elsewhere", "here"]),
        (["elsewhere"], "a", "a", ["elsewhere"]),
        (["a"], "a, gone", "a, gone, here", ["a", "here"]),
        (["Fish"], "Fish", "fish", ["fish"]),
        (["a"], "", "A", ["A"]),
    ],
)
def test_only_what_was_changed_in_the_form_is_changed(now, shown, typed, expected):
    assert tags_after(now, shown, typed) == expected


@pytest.mark.parametrize(
    ("now", "shown", "typed", "expected"),
    [
        ("old", "old", "new", "new"),
        ("old", "old", "", ""),
        ("other", "old", "new", "other\n\nnew"),
        ("new", "old", "new", "new"),
        ("", "old", "new", "new"),
    ],
)
def test_a_note_written_elsewhere_meanwhile_stays(now, shown, typed, expected):
    assert note_after(now, mark_of(shown), typed) == expected
