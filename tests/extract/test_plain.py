"""Pasted text becomes an article: story kept, furniture left out."""

import pytest

from earmark.extract import Verdict, extract, extract_text

STORY = """Ferry late again

Save articles for later
BERGEN: The ferry was late again on Tuesday, and nobody at the harbour could say why it was so.
The mayor said that she had asked the company for a letter, and that none had come so far.
The ferry at the quay in Bergen in 2019.Credit: AP
"Why not?", she said.
The company did not respond to a request for comment on Tuesday or on the day after it.
Reuters
Sign up for our weekly newsletter here.
Most Viewed in World
From our partners
Source: Read Full Article"""


def test_the_story_alone_remains():
    article = extract_text(STORY)
    assert article.headline == "Ferry late again"
    assert article.body_text.split("\n\n") == [
        line for line in STORY.split("\n")[3:8] if "Credit" not in line
    ]
    assert article.dateline.place == "Bergen"
    assert article.agency == ["Reuters"]
    assert [(p.caption, p.credit) for p in article.pictures] == [
        ("The ferry at the quay in Bergen in 2019.", ["AP"])
    ]


def test_a_given_title_wins():
    assert extract_text("A line\n\nand the rest of it.", title="Mine").headline == "Mine"


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The ferry was late again on Tuesday, and nobody at the harbour\n"
        "could say why it was so, though many had been asked about it\n"
        "in the morning.\n\nThe second paragraph stands by itself."
    )
    assert len(extract_text(text).body_text.split("\n\n")) == 2


@pytest.mark.parametrize("text", ["", "  \n ", "x", "one\ntwo\nthree", "\u202e", "<b>&amp;</b>"])
def test_odd_text_never_raises(text):
    extract_text(text)


def test_markup_in_text_is_shown_as_text():
    assert (
        "&lt;script&gt;"
        in extract_text("A sentence with <script>alert(1)</script> in it.").body_html
    )


def test_no_text_is_a_stub():
    assert extract_text(" ").verdict is Verdict.STUB


def test_every_paragraph_of_the_founding_page_is_there(shared):
    story = (shared / "seed" / "story.txt").read_text(encoding="utf-8")
    lines = story.splitlines()
    wanted = [line for line in lines[2:-5] if "Credit:" not in line]
    article = extract_text(story)
    assert article.body_text.split("\n\n") == wanted
    assert article.dateline.place == "Washington"
    assert article.agency == ["Reuters"]
    assert [p.credit for p in article.pictures] == [["AP"], ["KCNA"]]


def test_the_founding_page_wrapped_into_a_plain_page_is_the_same(shared):
    story = (shared / "seed" / "story.txt").read_text(encoding="utf-8")
    html = "".join(f"<p>{line}</p>\n" for line in story.splitlines())
    article, pasted = extract(f"<html><body>{html}</body></html>"), extract_text(story)
    assert article.body_text == pasted.body_text
    assert article.agency == pasted.agency
    assert [p.credit for p in article.pictures] == [["AP"], ["KCNA"]]
