"""Pages made to exhaust a parser end in a stated reason or a result, quickly."""

import time

import pytest

from earmark.errors import Reason, Unreadable
from earmark.extract import extract

MANY = 100_000
BOMBS = {
    "deep": "<article>" + "<div>" * MANY + "core" + "</div>" * MANY,
    "unclosed": "<b><i><a href=x>" * MANY + "core",
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(MANY)) + ">core</p>",
    "tables": "<table><tr><td>" * MANY,
    "adoption": "<a><b><p>" * MANY + "</a></b>" * MANY,
    "foreign": "<svg><foreignObject><math><mtext>" * MANY,
    "formatting": "".join(f"<b id={i}><p>" for i in range(MANY)),
    "elements": "<p>x</p>" * (MANY + 1),
    "letters": "<p>" + "word " * 6_000_000,
    "attributes around signs": "<p " + " ".join(f'a{i}=">"' for i in range(MANY)) + ">core</p>",
    "attributes after a stray quote": "<p x' " + " ".join(f"a{i}" for i in range(MANY)) + "'>core",
    "attributes after odd signs": '<p ="x ' + " ".join(f"a{i}" for i in range(MANY)) + '">core',
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_with_a_sentence(bomb):
    began = time.process_time()
    with pytest.raises(Unreadable) as refused:
        extract(BOMBS[bomb])
    assert refused.value.reason is Reason.TOO_COMPLEX
    assert refused.value.message.endswith("no article is.")
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    "page",
    [
        "<!-- <" * MANY,
        "<p>" + "&NotEqualTilde;" * MANY,
        "<p>" + "w" * 5_000_000,
        "<" * 190_000,
        '<script type="application/ld+json">' + "[" * MANY + "</script><p>core",
        "<font color=red>" * 1_000 + "core",
        "".join(f"<b id={i}>x<p>" for i in range(1_000)),
        "<div>" * 1_000 + "core",
        "<select>" + "<option>x" * 90_000,
        "<p>" + "".join(f"<b id={i}>" for i in range(200)) + "<p>x" * 50_000,
        "".join(f"<html a{i}=1>" for i in range(50_000)),
        "<p>" + "word " * 4_000_000,
    ],
    ids=[
        *("comments", "entities", "one word", "signs", "json", "fonts", "bold", "depth"),
        *("options", "opened anew", "attributes of html", "20 MB"),
    ],
)
def test_an_odd_page_is_read_in_time(page):
    began = time.process_time()
    extract(page)
    assert time.process_time() - began < 8.0


def test_pictures_inlined_as_data_do_not_count_against_the_limit():
    data = "data:image/png;base64," + "A" * 3_000_000
    html = f"<article><p>{'Words of the story. ' * 30}</p>" + f'<img src="{data}">' * 5
    assert "Words of the story." in extract(html).body_text


@pytest.mark.parametrize("page", ["", " ", "\0", "\ud800", "<", "</", "<!", "plain words"])
def test_scraps_of_markup_never_raise(page):
    extract(page)
