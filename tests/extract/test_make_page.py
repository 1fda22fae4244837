"""A page made for a test keeps its structure and none of its words."""

import json
import re

from selectolax.lexbor import LexborHTMLParser
from tests.extract.make_page import invented

from earmark.extract import extract

URL = "https://www.tidings.example.org/world/2026/04/ferry-returns-991234"
SOURCE = """<!doctype html><html lang="en"><head><title>Nocturnal vessel returns | Tidings</title>
<meta property="og:type" content="article"><meta name="description" content="Nocturnal vessel">
<script type="application/ld+json">{"@type": ["NewsArticle"],
"headline": "Nocturnal vessel returns", "datePublished": "2026-04-14T06:30:00+12:00",
"author": {"@type": "Person", "name": "Ingrid Vestergaard"},
"image": "https:\\/\\/img.tidings.example.org\\/vessel-1200.jpg"}</script>
<script>var secret = "Ingrid Vestergaard";</script><style>.vestergaard {}</style></head>
<body onload="go('vessel')"><!-- Vestergaard --><article class="story story--lead" id="main">
<h1>Nocturnal vessel returns</h1>
<p class="byline">By <a rel="author" href="/people/vestergaard">Ingrid Vestergaard</a></p>
<figure><img alt="White vessel alongside harbour" width="1200"
src="https://img.tidings.example.org/vessel-1200.jpg">
<figcaption>White vessel alongside harbour. Photo: Reuters</figcaption></figure>
<div style="color: red; display: none">Hidden passage</div>
<p>Passengers boarded the vessel on April 14, 2026, paying 12,480 crowns altogether.</p>
<p>Пассажиры поднялись на борт. 乗客は船に乗った。</p>
<iframe src="https://www.youtube.com/embed/abcDEF12345"></iframe></article></body></html>"""


def page():
    return LexborHTMLParser(invented(SOURCE, URL)[0])


def test_no_word_of_the_page_is_left_except_those_of_the_trade():
    given, made = (
        set(re.findall(r"[^\W\d_]{5,}", text.lower()))
        for text in (SOURCE, invented(SOURCE, URL)[0])
    )
    words = {w for w in given & made if w in LexborHTMLParser(SOURCE).body.text().lower()}
    assert words <= {"story", "photo", "reuters", "april", "article", "hidden", "author"}


def test_tags_classes_and_ids_stay_as_met():
    def shape(tree):
        return [
            (n.tag, n.attributes.get("class"), n.id)
            for n in tree.root.traverse()
            if n.tag[0] != "-"
        ]

    assert shape(page()) == shape(LexborHTMLParser(SOURCE))


def test_what_overlaps_still_does():
    made = page()
    headline = made.css_first("h1").text()
    assert made.css_first("title").text().startswith(headline)
    assert json.loads(made.css_first("script").text())["headline"] == headline
    assert made.css_first("img").attributes["alt"] in made.css_first("figcaption").text()
    assert (
        made.css_first("img").attributes["src"]
        == json.loads(made.css_first("script").text())["image"]
    )


def test_words_of_the_trade_types_and_hiding_stay():
    made = page()
    assert made.css_first(".byline").text().startswith("By ")
    assert made.css_first("figcaption").text().endswith("Photo: Reuters")
    assert json.loads(made.css_first("script").text())["@type"] == ["NewsArticle"]
    assert made.css_first("article div").attributes["style"] == "display: none"
    assert "youtube.com/embed/" in made.css_first("iframe").attributes["src"]


def test_dates_move_alike_and_numbers_keep_their_shape():
    made = page()
    assert (
        json.loads(made.css_first("script").text())["datePublished"] == "2018-04-14T06:30:00+12:00"
    )
    assert re.search(r"April 14, 2018, \w+ 12,\d{3} ", made.css_first("article").text())


def test_other_scripts_stay_in_their_script():
    line = [p.text() for p in page().css("p")][-1]
    assert re.fullmatch(r"[а-яА-Я]+ [а-яА-Я]+ [а-яА-Я]+ [а-яА-Я]+\. [\u3040-\u9fff]+。", line)
    assert line not in SOURCE


def test_addresses_stay_addresses_of_one_invented_site():
    made, address = invented(SOURCE, URL)
    assert address.startswith("https://www.site.example/")
    assert "tidings" not in made.lower()
    assert 'src="https://site.example/' in made


def test_the_extractor_reads_it_as_it_read_the_original():
    one, other = extract(SOURCE, URL), extract(*invented(SOURCE, URL))
    assert len(other.body_text) == len(one.body_text)
    assert len(other.byline[0].split()) == len(one.byline[0].split())
    assert other.published_at.replace(year=2026) == one.published_at
