"""Reading a page takes time in proportion to its size, whatever it is made of.

Each shape is read at one size and at four times that; what is quadratic takes sixteen
times as long. Twelve is the limit, for a machine that others use too is no good clock.
"""

import time

import pytest

from earmark.extract import extract

pytestmark = pytest.mark.check

LINE = "The minister said on Monday that the river had reached the bridge, and left. "
STORY = f"<p>{LINE * 3}</p>" * 3
TIMES = 4
MAX_RATIO = 12.0
LEAST_S = 0.05
"""Of the larger page; less says nothing about growth."""

SHAPES = {
    "headings": "<h2>The river and the bridge</h2>",
    "pictures": "<img src=/a{i}.jpg alt='boat {i}' width=600>",
    "figures": "<figure><img src=/a{i}.jpg><figcaption>Boat {i}. Photo: Ann</figcaption></figure>",
    "pictures without script": "<noscript><img src=/a{i}.jpg width=600></noscript>",
    "boxes": "<div class='a{i} b{i}'><p>{line}</p></div>",
    "boxes of one kind": "<div class=y>{line}</div>",
    "named boxes": "<div class='related share'><p>{line}</p></div>",
    "comments": "<div class=comment id=c{i}><b>Ann</b> 1 Jan<p>{line}</p></div>",
    "cards": "<div class=card><a href=/{i}>The river and the bridge</a><p>{line}</p></div>",
    "posts": "<div class=post id=p{i}><div class=author>ann</div><p>{line}</p></div>",
    "articles": "<article><h2><a href=/a>River and bridge</a></h2><p>{line}</p></article>",
    "sections": "<section><h2>River</h2><p>{line}</p></section>",
    "hidden boxes": "<div hidden><p>{line}</p></div>",
    "custom elements": "<x-y>{line}</x-y>",
    "quotations": "<blockquote>{line}</blockquote>",
    "tables": "<table><tr><td>a<td>b<tr><td>1<td>2</table>",
    "embeds": "<iframe src=https://www.youtube.com/embed/a{i}></iframe>",
    "formulas": "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>",
    "times": "<time datetime=2026-01-02T03:04:05Z>2 Jan</time>",
    "bylines": "<p class=byline>By <a rel=author href=/a>Ann Holm</a> and Bo Dahl</p>",
    "datelines": "<p>BERLIN (Reuters) - {line}</p>",
    "credits": "<p>Photo: Ann Holm/Reuters</p>",
    "footnotes": "<p>{line}<a href=#f{i} id=r{i}>{i}</a></p><p id=f{i}>{i}<a href=#r{i}>up</a></p>",
    "meta tags": "<meta property=og:x{i} content='Ann {i}'><meta name=author content='Ann {i}'>",
    "json-ld": '<script type=application/ld+json>{"@type":"NewsArticle","headline":"x"}</script>',
    "form": "<label>Name <input></label>",
    "controls": "<button>Share</button> ",
}
INSIDE = {
    "cells": ("<table><tr>", "<td>123"),
    "rows": ("<table>", "<tr><td>The river<td>12,345"),
    "points": ("<ul>", "<li>{line}</li>"),
    "definitions": ("<dl>", "<dt>River</dt><dd>{line}</dd>"),
    "links": ("<p>", "<a href=/a{i}>river bridge</a> and "),
    "emphasis": ("<p>", "<em>river</em> and "),
    "line breaks": ("<p>", "river and bridge, he said.<br>"),
    "code": ("<pre><code>", "<span class=k>int</span> a = 1;\n"),
    "tags in a tag's name": ("<p>", "<a"),
    "tags in a value": ("<p title='", "<a b=c "),
    "words": ("<p>", "word{i} and another{i}, " * 8),
    "one word": ("<p>", "a" * 300),
    "blanks": ("<p>x", " \n" * 300),
    "marks": ("<p>", "“(.,—" * 40),
    "names": ("<p class=byline>By ", "Ann Holm, "),
    "sources": ("<img src=/a.jpg srcset='/b.jpg 1w", ", /a{i}.jpg {i}w"),
}


def page_of(opening: str, part: str, count: int) -> str:
    inside = "".join(part.replace("{line}", LINE).replace("{i}", str(i)) for i in range(count))
    return f"<title>River</title>{STORY}{opening}{inside}"


def took_s(page: str) -> float:
    began = time.process_time()
    extract(page, "https://a.example/b")
    return time.process_time() - began


@pytest.mark.parametrize("shape", [*SHAPES, *INSIDE])
def test_four_times_the_page_takes_no_more_than_in_proportion(shape):
    opening, part = INSIDE.get(shape) or ("", SHAPES[shape])
    small, large = (page_of(opening, part, count) for count in (1_000, 1_000 * TIMES))
    took_small_s, took_large_s = (min(took_s(page) for _ in range(2)) for page in (small, large))
    assert took_large_s < max(LEAST_S, MAX_RATIO * took_small_s)
