"""What a reader types, and how it is understood."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.errors import Invalid
from earmark.search.filters import HELP, Filter, Is, Language, Saved
from earmark.search.query import Query, parse
from earmark.search.terms import tag_term
from earmark.search.tree import AllOf, AnyOf, Field, Tag, Without, Words


def words(*runs: str, field: Field | None = None, is_prefix: bool = False) -> Words:
    return Words(runs, field, is_prefix)


MIXED = (
    "A filter (is:, saved:, lang:) beside words in an OR or a minus was left out;"
    " filters hold for the whole search."
)
A, B, C = words("a"), words("b"), words("c")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("climate", words("climate")),
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a OR b", AnyOf((A, B))),
        ("a OR b OR c", AnyOf((A, B, C))),
        ("a b OR c", AllOf((A, AnyOf((B, C))))),
        ("(a b) OR c", AnyOf((AllOf((A, B)), C))),
        ("(a (b c))", AllOf((A, B, C))),
        ('"climate change"', words("climate", "change")),
        ("“climate change”", words("climate", "change")),
        ("co-operate", words("co", "operate")),
        ("-a", Without(A)),
        ("a NOT b", AllOf((A, Without(B)))),
        ("a OR NOT b", AnyOf((A, Without(B)))),
        ("a AND NOT b", AllOf((A, Without(B)))),
        ("-(a b) c", AllOf((Without(AllOf((A, B))), C))),
        ("ener*", words("ener", is_prefix=True)),
        ('"wind ener*"', words("wind", "ener", is_prefix=True)),
        ('"wind ener"*', words("wind", "ener", is_prefix=True)),
        ("headline:a", words("a", field=Field.HEADLINE)),
        ("Title:a", words("a", field=Field.HEADLINE)),
        ('byline:"jane smith"', words("jane", "smith", field=Field.BYLINE)),
        (
            "text:(a OR note:b)",
            AnyOf((words("a", field=Field.TEXT), words("b", field=Field.NOTE))),
        ),
        ("site:www.example.org", words("www", "example", "org", field=Field.SITE)),
        ("tag:c++", Tag(tag_term("C++"))),
        ('tag:"world news"', Tag(tag_term("World  News"))),
        ("tag:clim*", Tag(tag_term("clim"), is_prefix=True)),
        ("or and", AllOf((words("or"), words("and")))),
        ("12:30", words("12", "30")),
        ("https://example.org/a", words("https", "example", "org", "a")),
    ],
)
def test_words_are_understood_without_a_note(text: str, expression: object) -> None:
    assert parse(text) == Query(text, expression)  # type: ignore[arg-type]  # one of Node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is:unread", Filter((Is.UNREAD,))),
        ("-is:read", Filter((Is.READ,), is_excluded=True)),
        ("NOT is:read", Filter((Is.READ,), is_excluded=True)),
        ("-(is:kept OR is:stub)", Filter((Is.KEPT, Is.STUB), is_excluded=True)),
        ("is:kept OR lang:de", Filter((Is.KEPT, Language("de")))),
        ("lang:pt_BR", Filter((Language("pt-br"),))),
        ("saved:2024", Filter((Saved(date(2024, 1, 1), date(2024, 12, 31)),))),
        ("saved:2024-02", Filter((Saved(date(2024, 2, 1), date(2024, 2, 29)),))),
        ("saved:2024-05..2024-08", Filter((Saved(date(2024, 5, 1), date(2024, 8, 31)),))),
        ("saved:2024-08..2024-05", Filter((Saved(date(2024, 5, 1), date(2024, 8, 31)),))),
        ("saved:2024-05-17", Filter((Saved(date(2024, 5, 17), date(2024, 5, 17)),))),
        ("saved:2024..", Filter((Saved(date(2024, 1, 1), None),))),
        ("saved:..2024", Filter((Saved(None, date(2024, 12, 31)),))),
    ],
)
def test_filters_are_handed_out_as_data(text: str, expected: Filter) -> None:
    assert parse(text) == Query(text, None, (expected,))


def test_filters_hold_beside_words_wherever_they_stand() -> None:
    query = parse("climate OR energy is:unread (lang:de)")
    assert query.expression == AnyOf((words("climate"), words("energy")))
    assert query.filters == (Filter((Is.UNREAD,)), Filter((Language("de"),)))


@pytest.mark.parametrize(
    ("text", "expression", "note"),
    [
        ('a "b', AllOf((A, B)), "A quotation mark that is never closed was left out."),
        ("(a", A, "A parenthesis that is never closed was closed at the end."),
        ("a)", A, "A closing parenthesis without an opening one was left out."),
        ("OR a", A, "An OR, AND or NOT with nothing to join was left out."),
        ("a OR OR b", AnyOf((A, B)), "An OR, AND or NOT with nothing to join was left out."),
        ("a NOT", A, "An OR, AND or NOT with nothing to join was left out."),
        ("a & b", AllOf((A, B)), "Signs without letters or digits were left out."),
        ("b*", B, "A * needs 2 letters before it; “b” was read as a word."),
        ("rank:a", words("rank", "a"), "“rank:” is no field, so it was read as a word."),
        ("(" * 12 + "a" + ")" * 12, A, "Parentheses more than 10 deep were left out."),
        (
            "saved:yesterday a",
            A,
            f"“saved:yesterday” was left out: {HELP['saved']}.",
        ),
        (
            "is:read OR a",
            A,
            MIXED,
        ),
    ],
)
def test_odd_syntax_is_read_generously_and_said_so(
    text: str, expression: object, note: str
) -> None:
    assert parse(text) == Query(text, expression, notes=(note,))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["saved:2024-13", "saved:..", "saved:0000", "lang:!", "is:odd"])
def test_a_filter_that_makes_no_sense_is_left_out(text: str) -> None:
    query = parse(text)
    assert query.is_empty
    assert len(query.notes) == 1


@pytest.mark.parametrize(
    ("text", "is_empty", "has_words"),
    [("", True, False), ("!!!", True, False), ("is:read", False, False), ("-a", False, True)],
)
def test_a_query_says_whether_anything_is_asked(text: str, is_empty: bool, has_words: bool) -> None:
    query = parse(text)
    assert (query.is_empty, query.has_words) == (is_empty, has_words)


@pytest.mark.parametrize(
    "text", ["x" * 1001, "a " * 65, "中文" * 200, " ".join(f"ab{n}*" for n in range(9))]
)
def test_far_too_much_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Invalid, match=r"^(A search|At most|There is).*\.$") as refused:
        parse(text)
    assert refused.value.field == "q"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_search_of_any_characters_is_understood(text: str) -> None:
    assert parse(text).text == text
