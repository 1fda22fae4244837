"""Where a quote stands in a changed text: found by its words, and left alone when not sure."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.anchors import Attached, Orphan, Quote, Target, quote_of

TEXT = (
    "The harbour reopened on Monday after a long winter of repairs to its wall.\n\n"
    "“We lost three months,” said the harbour master – and two boats. It was cold.\n\n"
    "The first boats came in at noon with 40 tonnes of herring, more than in any week since May."
    "\n\nIt was cold. Nobody minded, as the herring fetched a price that nobody had seen before."
)


def marked(passage: str, text: str = TEXT, nth: int = 0) -> Quote:
    start = -1
    for _ in range(nth + 1):
        start = text.index(passage, start + 1)
    return quote_of(text, start, start + len(passage))


def said(text: str, quote: Quote) -> str | None:
    found = Target(text).attach(quote)
    return text[found.start : found.end] if isinstance(found, Attached) else None


@pytest.mark.parametrize("passage", ["reopened on Monday", "“We lost three months,”", "40"])
def test_a_text_that_did_not_change_gives_the_place_itself(passage):
    found = Target(TEXT).attach(marked(passage))
    start = TEXT.index(passage)
    assert found == Attached(start, start + len(passage), 1.0, "exact")


@pytest.mark.parametrize("nth", [0, 1])
def test_of_two_sentences_alike_the_one_with_the_same_surroundings_is_found(nth):
    changed = "Advertisement\n\n" + TEXT
    found = Target(changed).attach(marked("It was cold.", nth=nth))
    assert isinstance(found, Attached)
    assert found.start == [i for i in range(len(changed)) if changed.startswith("It was", i)][nth]


def test_a_sentence_that_stands_twice_is_an_orphan_when_its_surroundings_are_gone():
    quote = Quote("It was cold.", "A text that is not there. ", " And what came after it.")
    assert isinstance(Target(TEXT).attach(quote), Orphan)


@pytest.mark.parametrize(
    ("old", "new"),
    [("“", '"'), ("–", "-"), (" ", " "), (" ", "\n"), ("harbour", "har\u00adbour"), ("fi", "ﬁ")],
)
def test_other_typography_is_the_same_text(old, new):
    passage = "said the harbour master – and two boats. It was cold.\n\nThe first boats"
    changed = TEXT.replace(old, new)
    assert said(changed, marked(passage)) == passage.replace(old, new)


def test_quotation_marks_and_stops_of_the_quote_come_along():
    changed = TEXT.replace("“", '"').replace("”", '"')
    assert said(changed, marked("“We lost three months,”")) == '"We lost three months,"'


def test_furniture_inside_the_passage_does_not_lose_it():
    passage = "The first boats came in at noon with 40 tonnes of herring, more than in any week"
    changed = TEXT.replace("at noon", "Advertisement at noon")
    found = Target(changed).attach(marked(passage))
    assert isinstance(found, Attached)
    assert found.how == "fuzzy"
    assert changed[found.start : found.end].startswith("The first boats")
    assert changed[found.start : found.end].endswith("in any week")


def test_a_sentence_with_another_number_is_another_sentence_and_only_shown():
    passage = "The first boats came in at noon with 40 tonnes of herring, more than in any week"
    found = Target(TEXT.replace("40 tonnes", "14 tonnes")).attach(marked(passage))
    assert isinstance(found, Orphan)
    assert found.nearest
    assert found.nearest.start == TEXT.index("The first boats")


def test_a_passage_that_is_gone_is_an_orphan():
    changed = TEXT.replace("“We lost three months,” said the harbour master – and two boats. ", "")
    assert isinstance(Target(changed).attach(marked("said the harbour master")), Orphan)


@pytest.mark.parametrize("exact", ["", "—", "  ", "…"])
def test_a_quote_without_letters_has_no_place(exact):
    assert isinstance(Target(TEXT).attach(Quote(exact)), Orphan)


def test_chinese_is_found_without_blanks():
    text = "港口星期一重新开放。第一批船中午到达。没有人介意寒冷。"
    changed = "广告。" + text.replace("。", "．")
    assert said(changed, marked("第一批船中午到达", text)) == "第一批船中午到达"


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_text_and_quote_give_a_place_within_the_text_or_none(text, exact, prefix, suffix):
    found = Target(text).attach(Quote(exact, prefix, suffix))
    if isinstance(found, Attached):
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(min_size=1, max_size=300), st.data())
def test_a_place_in_a_text_is_found_in_the_same_text_or_nowhere(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = Target(text).attach(quote_of(text, start, end))
    if isinstance(found, Attached) and found.how == "exact":
        assert text[found.start : found.end] == text[start:end]


@pytest.mark.parametrize("is_changed", [False, True])
def test_two_hundred_quotes_in_ten_thousand_words_take_no_time(is_changed):
    words = [f"word{n % 1700}" if n % 3 else "the" for n in range(10_000)]
    text = " ".join(words)
    quotes = [quote_of(text, n * 250, n * 250 + 120) for n in range(200)]
    changed = text.replace("word7", "other7") if is_changed else "Advertisement. " + text
    began = time.process_time()
    target = Target(changed)
    found = [target.attach(quote) for quote in quotes]
    assert time.process_time() - began < 5  # measured: 0.25 s
    assert len(found) == 200


def test_letters_that_stand_everywhere_do_not_take_long():
    assert isinstance(Target("a " * 100_000).attach(Quote("a a a a", "b", "c")), Orphan)
