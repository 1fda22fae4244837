"""Which part of a page is taken for the article, and what is left out."""

import pytest

from earmark.extract import extract

PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 3
MORE = "Another thing is told here, at some length, which is not part of the story at all. " * 2
STORY = f"<p>{PROSE}</p><p>Second: {PROSE}</p><p>Third: {PROSE}</p>"


def text_of(html: str) -> str:
    return extract(html, "https://news.example/a").body_text


@pytest.mark.parametrize(
    "furniture",
    [
        f"<nav><p>{MORE}</p></nav>",
        f"<div class='related-posts'><p>{MORE}</p></div>",
        f"<div id='newsletter_signup'><p>{MORE}</p></div>",
        f"<aside><p>{MORE}</p></aside>",
        f"<div role='complementary'><p>{MORE}</p></div>",
        f"<div style='display: none'><p>{MORE}</p></div>",
        f"<div><p>{MORE}</p><input type=email name=mail><button>Go</button></div>",
        "<ul>" + "<li><a href=/x>Another thing is told here</a></li>" * 9 + "</ul>",
        "<div>"
        + "<div class=k><h4><a href=/x>Another thing</a></h4><p>is told here, at length</p></div>"
        * 4
        + "</div>",
        "<h3>Another thing you may like</h3>",
        "<p>Sign up for another thing is told here newsletter.</p>",
    ],
)
@pytest.mark.parametrize("place", ["inside", "after"])
def test_furniture_is_left_out(furniture, place):
    html = {
        "inside": f"<article><p>{PROSE}</p><p>Second: {PROSE}</p>{furniture}</article>",
        "after": f"<main><div class=story>{STORY}</div>{furniture}</main>",
    }[place]
    found = text_of(html)
    assert "Another thing" not in found
    assert "another thing" not in found
    assert "The story" in found


def test_a_word_that_names_most_of_the_page_says_nothing():
    widgets = "".join(f"<div class='page-widget'><p>{n} {PROSE}</p></div>" for n in range(9))
    assert text_of(f"<body>{widgets}</body>").count("The story") == 27


def test_a_story_spread_over_sections_is_whole():
    sections = "".join(f"<section><h2>Part {n}</h2><p>{PROSE}</p></section>" for n in range(5))
    found = text_of(f"<body><div>{sections}</div></body>")
    assert found.count("The story") == 15
    assert "Part 4" in found


def test_readers_comments_after_the_story_are_left_out():
    comments = f"<div id='comments'><p>{MORE}</p><p>{MORE}</p></div>"
    assert "Another thing" not in text_of(f"<div>{STORY * 2}{comments}</div>")


def test_the_posts_of_a_thread_are_kept():
    posts = "".join(f"<div class='comment'><p>{n} {PROSE}</p></div>" for n in range(6))
    assert text_of(f"<main><h1>How late is it?</h1>{posts}</main>").count("The story") == 18


def test_short_lines_of_dialogue_are_kept():
    dialogue = "<p>“Why?”</p><p>“Because.”</p><p>“Oh.”</p>"
    assert "“Because.”" in text_of(f"<article>{STORY}{dialogue}<p>{PROSE}</p></article>")


@pytest.mark.parametrize(
    "page",
    [
        f"<noscript>{STORY}</noscript><div id=app></div>",
        f"<div style='display:none'>{STORY}</div>",
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"%s"}</script>'
        % (PROSE * 3),
    ],
    ids=["noscript", "hidden", "json-ld"],
)
def test_text_is_found_where_else_it_may_be(page):
    assert "The story goes on" in text_of(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Hi.</p>",
        "plain words without a tag",
        "<ul><li><a href=/a>one</a><li><a href=/b>two</a></ul>",
        "<h1>Only a heading</h1>",
        "<td>lone cell",
        "<nav>menu</nav>",
    ],
)
def test_a_page_with_text_is_never_empty(page):
    assert text_of(page)


def test_reading_twice_gives_the_same():
    html = f"<article>{STORY}</article>"
    assert extract(html) == extract(html)


def test_bytes_are_decoded_by_what_they_say():
    html = f"<meta charset=iso-8859-1><article><p>Zürich. {PROSE}</p></article>"
    assert "Zürich" in extract(html.encode("latin-1")).body_text
