"""Markdown is read back by an independent CommonMark parser: same words, same structure."""

import html
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from earmark.archive.markdown import to_markdown
from earmark.extract.words import word_set

THOROUGH = settings(max_examples=150, deadline=None)
"""No deadline: what is promised is the words, not the speed of a busy machine."""

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MARKUP = word_set(
    "* ** *** _ __ ` `` ~ ~~ ~~~ # > + - = | [ ] [x]( ](u) ![ <b> </b>"
    " <!-- &amp; &#35; & \\ ! : ^ $ @"
    " 1. 2) a b c “ ” 漢 字 שלום 1986 snake_case http://a.example/ [^1]: --- === | --- |"
)
WORDS = st.one_of(
    st.lists(st.sampled_from([*sorted(MARKUP), " ", " ", " "]), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=12),
)


def rendered(markdown: str) -> str:
    return READER.render(markdown)


def letters(some_html: str) -> str:
    """All signs that are no white space, in order."""
    body = LexborHTMLParser(some_html).body
    return "".join(body.text(deep=True).split()) if body else ""


def inline(parts: Sequence[str]) -> str:
    return "".join(parts)


TEXT = WORDS.map(html.escape)
INLINE = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{inline(parts)}</{tag}>",
        st.sampled_from(["b", "i", "em", "strong", "s", "sub", "sup", "span", "code", "a href='https://a.example/(x)?a=1&amp;b=2;'"]),
        st.lists(inner, max_size=3),
    ).map(lambda made: re.sub(r"</a [^>]*>", "</a>", made)),
    max_leaves=6,
)  # fmt: skip
LINE = st.lists(INLINE, max_size=4).map(inline)
BLOCK = st.recursive(
    st.one_of(
        LINE.map(lambda line: f"<p>{line}</p>"),
        LINE.map(lambda line: f"<h3>{line}</h3>"),
        WORDS.map(lambda text: f"<pre><code>x{html.escape(text)}</code></pre>"),
        st.lists(st.lists(LINE, min_size=2, max_size=2), min_size=1, max_size=3).map(
            lambda rows: (
                "<table>"
                + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
                + "</table>"
            )
        ),
    ),
    lambda inner: st.builds(
        lambda kind, parts: kind.replace("%", inline(parts)),
        st.sampled_from(
            ["<blockquote>%</blockquote>", "<ul><li>%</li></ul>", "<ol><li>y</li><li>%</li></ol>"]
        ),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip


@THOROUGH
@given(WORDS)
def test_words_of_plain_text_come_back_in_order(text):
    source = f"<p>{html.escape(text)}</p>"
    assert letters(rendered(to_markdown(source))) == letters(source)


@THOROUGH
@given(WORDS)
def test_plain_text_never_becomes_markup(text):
    made = LexborHTMLParser(rendered(to_markdown(f"<p>{html.escape(text)}</p>")))
    assert {node.tag for node in made.body.traverse()} <= {"body", "p"}


@THOROUGH
@given(LINE)
def test_words_in_nested_emphasis_links_and_code_come_back_in_order(line):
    source = f"<p>{line}</p>"
    assert letters(rendered(to_markdown(source))) == letters(source)


@THOROUGH
@given(st.lists(BLOCK, max_size=4).map(inline))
def test_words_in_nested_blocks_come_back_in_order(source):
    assert letters(rendered(to_markdown(source))) == letters(source)


@THOROUGH
@given(st.text())
def test_any_text_at_all_is_taken_without_an_error(source):
    assert isinstance(to_markdown(source), str)


@pytest.mark.parametrize("tag", ["blockquote", "ul><li", "b", "span", "div", "table><tr><td"])
def test_markup_nested_without_end_is_written_as_its_words(tag):
    assert "deep" in to_markdown(f"<{tag}>" * 5_000 + "deep")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2>Fish &amp; chips</h2><p>Fresh.</p>", "## Fish & chips\n\nFresh.\n"),
        ("<h3>Learning C #</h3>", "### Learning C \\#\n"),
        ("<p>1986. A year</p>", "1986\\. A year\n"),
        ("<p>- no point</p>", "\\- no point\n"),
        ("<p>a<br>=== b</p>", "a\\\n\\=== b\n"),
        ("<p>snake_case and _so_</p>", "snake_case and \\_so\\_\n"),
        ("<p>AT&amp;T &amp;amp; co</p>", "AT&T \\&amp; co\n"),
        ("<p>Look!<a href='https://a.example/'>here</a></p>", "Look\\![here](https://a.example/)\n"),
        ("<p><a href='https://a.example/b_(c)'>x]y</a></p>", "[x\\]y](<https://a.example/b_(c)>)\n"),
        ("<p><b>bold </b>and <i> it</i></p>", "**bold** and *it*\n"),
        ("<p>这是<b>“重点”</b>内容</p>", "这是<strong>“重点”</strong>内容\n"),
        ("<p>这是<b>重点</b>内容</p>", "这是**重点**内容\n"),
        ("<p><b>a</b><i>b</i></p>", "**a**<em>b</em>\n"),
        ("<p><b><i>both</i> one</b></p>", "***both* one**\n"),
        ("<p><i><b>a</b>b</i></p>", "*<strong>a</strong>b*\n"),
        ("<p>10<sup>9</sup> H<sub>2</sub>O</p>", "10<sup>9</sup> H<sub>2</sub>O\n"),
        ("<p><code>a`b</code><code>c</code></p>", "``a`b``<code>c</code>\n"),
        ("<p><q>Yes</q>, he said</p>", "“Yes”, he said\n"),
        ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby></p>", "漢字(かんじ)\n"),
        ("<p dir='rtl'>שלום <b>עולם</b></p>", "שלום **עולם**\n"),
        ("<p><a href='javascript:alert(1)'>x</a></p>", "x\n"),
        ("<p>Ida<br>&nbsp;</p><p>&nbsp;</p>", "Ida\n"),
        ("<h2>Boats <a href='#note-boats'>¶</a></h2>", "## Boats\n"),
        ("<p>Free<a href='#note-small-print'>*</a></p>", "Free\\*\n"),
        ("<p>a</p><hr><p>b</p>", "a\n\n___\n\nb\n"),
        ("", ""),
        ("<p> </p><ul></ul><pre> </pre>", ""),
    ],
)  # fmt: skip
def test_each_piece_is_written_in_its_usual_form(source, expected):
    assert to_markdown(source) == expected


def test_a_figure_is_its_picture_and_its_caption_in_italics():
    source = (
        '<figure><img src="https://a.example/b.jpg" alt="Boats [old]">'
        "<figcaption>Boats in <em>March</em>. <small>Ida Holm</small></figcaption></figure>"
    )
    expected = "![Boats \\[old\\]](https://a.example/b.jpg)\n\n*Boats in March. Ida Holm*\n"
    assert to_markdown(source) == expected


def test_code_with_backticks_gets_a_longer_fence():
    source = "<pre><code>say ```x```\n\n  indented\n</code></pre>"
    assert to_markdown(source) == "````\nsay ```x```\n\n  indented\n````\n"


def test_lists_nest_and_tight_ones_stay_tight():
    source = "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>"
    assert to_markdown(source) == "- a\n  1. b\n  2. c\n- d\n"


def test_points_of_several_paragraphs_and_a_quotation_are_indented():
    source = "<ol start='9'><li><p>a</p><p>b</p></li><li>c<blockquote>d</blockquote></li></ol>"
    assert to_markdown(source) == "9. a\n\n   b\n\n10. c\n\n    > d\n"


def test_two_lists_in_a_row_stay_two():
    made = LexborHTMLParser(rendered(to_markdown("<ul><li>a</li></ul><ul><li>b</li></ul>")))
    assert len(made.css("ul")) == 2


def test_a_table_keeps_its_columns_where_cells_are_joined():
    source = (
        "<table><caption>Tides</caption><thead><tr><th>Port</th><th>High</th><th>Low</th></tr>"
        "</thead><tbody><tr><td rowspan=2>Orrin</td><td>a|b</td><td><p>x</p><p>y</p></td></tr>"
        "<tr><td colspan=2>closed</td></tr></tbody></table>"
    )
    assert to_markdown(source) == (
        "*Tides*\n\n| Port | High | Low |\n| --- | --- | --- |\n"
        "| Orrin | a\\|b | x<br>y |\n|  | closed |  |\n"
    )


def test_a_table_without_a_heading_gets_an_empty_one():
    source = "<table><tr><td>a</td><td>b</td></tr></table>"
    assert to_markdown(source) == "|  |  |\n| --- | --- |\n| a | b |\n"


def test_a_table_that_asks_for_endless_cells_is_cut():
    row = "<tr>" + "<td colspan=99>x</td>" * 100 + "</tr>"
    assert len(to_markdown(f"<table>{row * 100}</table>")) < 1_000_000


def test_footnotes_become_footnotes_and_lose_their_way_back():
    source = (
        '<p id="note-r1">Salt<sup><a href="#note-f1">[1]</a></sup> and'
        ' rope<sup><a href="#note-f2">*</a></sup>.</p>'
        '<ol><li id="note-f1">Grey. <a href="#note-r1">↩</a></li>'
        '<li id="note-f2"><p>Hemp.</p><p>Old.</p></li></ol>'
    )
    assert to_markdown(source) == (
        "Salt[^1] and rope[^note-f2].\n\n[^1]: Grey.\n\n[^note-f2]: Hemp.\n\n    Old.\n"
    )


def test_a_link_to_a_heading_of_the_article_is_just_its_words():
    source = '<p><a href="#note-b">Boats</a></p><h2 id="note-b">Boats</h2>'
    assert to_markdown(source) == "Boats\n\n## Boats\n"


def test_definitions_and_details_keep_their_words():
    source = "<dl><dt>Ebb</dt><dd>Out.</dd></dl><details><summary>More</summary>Hidden.</details>"
    assert to_markdown(source) == "- **Ebb**\n\n  Out.\n\n**More**\n\nHidden.\n"
