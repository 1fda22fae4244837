"""Snippets: the lines that show why a text was found."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from earmark.search.query import parse
from earmark.search.snippets import snippet
from earmark.search.tokenise import tokens

FILLING = "Nothing of the kind is to be read in these lines. " * 20


def hits(text: str, query: str) -> list[str]:
    return [piece for piece, is_hit in snippet(text, parse(query)) if is_hit]


def shown(text: str, query: str, length: int = 220) -> str:
    return "".join(piece for piece, _ in snippet(text, parse(query), length))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Die Straße nach Straßburg", "strasse", ["Straße"]),
        ("A cafe\u0301, a CAFÉ and a cafeteria", "café", ["cafe\u0301", "CAFÉ"]),
        ("The U.S. and us, not a bus", "us", ["U.S", "us"]),
        ("Energy, energies", "ener*", ["Energy", "energies"]),
        (
            "Climate-change and climate\n change",
            '"climate change"',
            ["Climate-change", "climate change"],
        ),
        ("climate and energy", "climate -energy", ["climate"]),
        ("by Smith", "byline:smith OR headline:by", ["by"]),
        ("我们去北京大学看书", "北京大学", ["北京大学"]),
        ("我们去北京大学看书", "学", ["学"]),
        ("用iPhone15发布会", "iphone15 发布", ["iPhone15", "发布"]),
        ("हिन्दी में हिन्द", "हिन्द", ["हिन्द"]),
        ("٢٠٢٤ 2024", "2024", ["٢٠٢٤", "2024"]),
        ("nothing", "else", []),
        ("", "word", []),
        ("word", "", []),
    ],
)
def test_hits_are_shown_as_they_are_written(text: str, query: str, found: list[str]) -> None:
    assert hits(text, query) == found


def test_the_lines_with_most_words_of_the_query_are_shown() -> None:
    text = f"Climate. {FILLING} Energy and climate together. {FILLING} Energy. {FILLING}"
    assert "Energy and climate together" in shown(text, "climate energy")


def test_a_text_without_a_hit_is_shown_from_its_beginning() -> None:
    assert shown(FILLING, "else", 30) == "Nothing of the kind is to be…"


def test_a_short_text_is_shown_whole_with_single_spaces() -> None:
    assert shown("One\n\n two\tthree", "two") == "One two three"


def test_whole_words_are_shown_and_what_is_left_out_is_marked() -> None:
    line = shown(f"{FILLING}The target stands here. {FILLING}", "target", 80)
    assert re.fullmatch(r"…[A-Za-z]+ .* target .* [a-z.]+…", line)
    assert set(tokens(line)) <= set(tokens(f"{FILLING} the target stands here"))
    assert len(line) <= 82


def test_scripts_without_spaces_are_cut_to_length_too() -> None:
    line = shown("今天天气很好" * 100 + "北京大学" + "今天天气很好" * 100, "北京大学", 40)
    assert "北京大学" in line
    assert len(line) <= 42


def test_markup_in_a_text_stays_text_for_the_template_to_escape() -> None:
    assert snippet("a <b>word</b>", parse("word")) == [
        ("a <b>", False),
        ("word", True),
        ("</b>", False),
    ]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=30), st.integers(1, 100))
def test_any_text_is_shown_within_its_length(text: str, query: str, length: int) -> None:
    assert len(shown(text, query, length)) <= length + 2


@settings(deadline=None)
@example("中.中", None)
@given(st.text(alphabet="aAäÄßéExX\u0301 .-中国語\u00ad1", max_size=40), st.data())
def test_what_the_index_finds_the_snippet_shows(text: str, data: st.DataObject | None) -> None:
    words = [word for word in text.split() if tokens(word)]
    if words:
        word = data.draw(st.sampled_from(words)) if data else words[0]
        assert hits(text, f'"{word}"')


@pytest.mark.parametrize(
    "query", ["zebra", "in the on", "a b c d e f g h", '"zebra in"', "ze*", "斑马"]
)
@pytest.mark.parametrize("text", ["In other words, é. " * 55_000, "a" * 1_000_000, "a." * 500_000])
def test_a_text_of_a_megabyte_is_soon_looked_through(text: str, query: str) -> None:
    asked = parse(query)
    snippet(text[:100], asked)
    started = time.process_time()
    snippet(text, asked)
    assert time.process_time() - started < 0.1  # 0.005 when the machine is idle
