"""The tokeniser: what is one word, and which spellings are the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.search.tokenise import MAX_TERM_CHARS, fold, pairs, runs, tokens


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Hello, World! 42", ["hello", "world", "42"]),
        ("don't don’t co-operate", ["don", "t", "don", "t", "co", "operate"]),
        ("The U.S. and J.K. Rowling", ["the", "us", "and", "jk", "rowling"]),
        ("at 3.5 a.m. e.g. here.", ["at", "3", "5", "am", "eg", "here"]),
        ("foo_bar __init__", ["foo", "bar", "init"]),
        ("Straße STRASSE Œuvre Łódź Søren", ["strasse", "strasse", "oeuvre", "lodz", "soren"]),
        ("café cafe\u0301 Việt Đặng", ["cafe", "cafe", "viet", "dang"]),
        ("İstanbul ISPARTA ıspanak", ["istanbul", "isparta", "ispanak"]),
        ("ΑΘΉΝΑ Αθηνάς", ["αθηνα", "αθηνασ"]),
        ("Ёлка ёж йод Київ", ["елка", "еж", "йод", "київ"]),
        ("co\u00adoperate می\u200cخواهم", ["cooperate", "ميخواهم"]),
        ("كِتَاب أحمد", ["كتاب", "احمد"]),
        ("שָׁלוֹם", ["שלום"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("Ｆｕｌｌ ｗｉｄｔｈ ٢٠٢٤", ["full", "width", "2024"]),
        ("日本語", ["日本", "本語", "語"]),
        ("中", ["中"]),
        ("ガラス ｶﾞﾗｽ", ["ガラ", "ラス", "ス", "ガラ", "ラス", "ス"]),
        ("한국은", ["한국", "국은", "은"]),
        ("iPhone15发布", ["iphone15", "发布", "布"]),
        ("ข่าว", ["ข่", "่า", "าว", "ว"]),
        ("", []),
        ("🎉 — …!", []),
        ("a\ud800b\x00c", ["a", "b", "c"]),
    ],
)
def test_a_text_becomes_these_terms(text: str, terms: list[str]) -> None:
    assert tokens(text) == terms


def test_a_word_is_cut_at_its_longest() -> None:
    assert tokens("x" * 1000) == ["x" * MAX_TERM_CHARS]


@settings(deadline=None)
@given(st.text())
def test_every_term_is_short_and_passes_an_index_that_splits_at_ascii_signs(text: str) -> None:
    for term in tokens(text):
        assert 1 <= len(term) <= MAX_TERM_CHARS
        assert not any(sign.isascii() and not sign.isalnum() for sign in term)
        assert term.encode()


@settings(deadline=None)
@given(st.text(), st.text())
def test_words_that_are_parted_by_a_space_do_not_change_each_other(one: str, other: str) -> None:
    assert tokens(f"{one} \n {other}") == tokens(one) + tokens(other)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"])))
def test_case_makes_no_difference(word: str) -> None:
    assert fold(word.casefold()) == fold(word)


@settings(deadline=None)
@given(st.text(alphabet="日本語のニュース中国", min_size=2, max_size=40), st.data())
def test_any_part_of_an_unspaced_text_is_a_phrase_of_its_terms(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    asked = pairs(runs(text[start:end])[0])[:-1]
    assert tokens(text)[start : start + len(asked)] == asked
