"""What is given out is safe to show: allow-listed, and the same after a second sanitiser."""

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.extract import extract
from earmark.extract.markup import ATTRIBUTES, TAGS, Element, gate, safe_html, serialise
from earmark.extract.pipeline import read_elements

FRAME = "<article><h1>Head</h1><p>{prose}</p>{inside}<p>{prose}</p></article>"
PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 3
PIECES = """
<p>|</p>|<div>|</div>|<a href='/x'>|</a>|<b>|</b>|<i>|</i>|<table>|<tr>|<td>|<th>|<caption>|</table>
<ul>|<li>|</ul>|<ol start=2>|</ol>|<pre>|</pre>|<code>|</code>|<h2>|</h2>|<dl>|<dt>|<dd>|</dl>|<q>
<svg>|</svg>|<math>|<mi>|</math>|<style>|</style>|<select>|<option>|</select>|<form>|</form>|<button>
<figure>|</figure>|<img src=/a.jpg>|<figcaption>|<ruby>|<rt>|</ruby>|<details>|<summary>|<br>|<hr>
<noscript>|</noscript>|<iframe>|</iframe>|<template>|</template>|<blockquote>|</blockquote>|<center>
<sup id=f>|<a href=#f>|<span lang=de>|<!--|-->|&lt;|&amp;|&nbsp;|<font>|words|words, and words.
"""
TAG_SOUP = st.lists(st.sampled_from(PIECES.strip().replace("\n", "|").split("|")), max_size=60)


def problems(html: str) -> list[str]:
    found = []
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in tree.iterdescendants():
        allowed = ATTRIBUTES.get(element.tag, frozenset()) | ATTRIBUTES["*"]
        if element.tag not in TAGS:
            found.append(f"tag {element.tag}")
        for name, value in element.attrib.items():
            if name not in allowed:
                found.append(f"attribute {name}")
            if name in ("href", "src") and not value.startswith(
                ("http://", "https://", "mailto:", "#note-")
            ):
                found.append(f"address {value}")
    return found


@settings(max_examples=150, deadline=None)
@given(TAG_SOUP)
def test_any_tag_soup_comes_out_allow_listed_and_stable(soup):
    page = FRAME.format(prose=PROSE, inside=" ".join(soup))
    html = serialise(read_elements(page, "https://e.example/"))
    assert problems(html) == []
    assert gate(html) == html


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_never_raises(text):
    extract(text)


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img onerror=alert(1)>'>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<p style='position:fixed' class=x onclick=alert(1)>y</p>",
        "<base href='https://evil.example/'><a href=/x>y</a>",
        "<form action=//evil.example><input name=q></form>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_nothing_that_runs_or_escapes_is_kept(payload):
    html = extract(FRAME.format(prose=PROSE, inside=payload), "https://e.example/").body_html
    assert problems(html) == []
    assert "alert" not in html.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")


def test_text_and_attributes_are_escaped():
    element = Element("p", children=[Element("abbr", {"title": '"<&\xa0'}, ["<b>&"])])
    expected = '<p><abbr title="&quot;&lt;&amp;&nbsp;">&lt;b&gt;&amp;</abbr></p>'
    assert serialise([element]) == expected


def test_what_the_gate_would_change_is_given_out_as_the_gate_has_it():
    assert safe_html([Element("p", children=[Element("script", children=["x"])])]) == "<p></p>"
