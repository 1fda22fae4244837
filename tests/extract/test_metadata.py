"""Headline, byline, dates, language and addresses, from whatever signal a page gives."""

import json

import pytest

from earmark.extract import Candidate, ExtractedArticle, Why, extract
from earmark.extract.dates import parse_when
from earmark.extract.headline import without_site
from earmark.extract.people import names
from earmark.extract.reading_time import reading_minutes
from earmark.extract.words import count_words

PROSE = "The story goes on for a while, with commas, and ends in a full stop as it should. " * 4


def read(head: str, top: str = "", url: str = "https://news.example/a") -> ExtractedArticle:
    return extract(f"<head>{head}</head><body>{top}<article><p>{PROSE}</p></article>", url)


def ld(**values: object) -> str:
    article = json.dumps({"@type": "NewsArticle", **values})
    return f'<script type="application/ld+json">{article}</script>'


@pytest.mark.parametrize(
    ("head", "top"),
    [
        ("<title>Ferry late again - Coast</title><meta name=application-name content=Coast>", ""),
        ("<title>Ferry late again | News | The Coast</title>", "<h1>Ferry late again</h1>"),
        (ld(headline="Ferry late again"), ""),
        ("<meta property=og:title content='Ferry late again'>", "<h1>The Coast</h1>"),
        ("", "<h1><span>Ferry late</span> again</h1>"),
        ("<title>\u202eFerry late again</title>", ""),
    ],
)
def test_the_headline_is_found_without_the_site(head, top):
    assert read(head, top).headline == "Ferry late again"


@pytest.mark.parametrize(
    ("title", "site", "left"),
    [
        ("Kim plans trip | World | The Age", "The Age", "Kim plans trip"),
        ("The Age: Kim plans trip", "The Age", "The Age: Kim plans trip"),
        ("Spider-Man - the long wait", "Film Weekly", "Spider-Man - the long wait"),
        ("Wetter am Montag – n-tv.de", "n-tv.de", "Wetter am Montag"),
    ],
)
def test_only_the_site_is_cut_from_a_title(title, site, left):
    assert without_site(title, site) == left


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (ld(author={"@type": "Person", "name": "Jane Doe"}), ""),
        (ld(author=[{"name": "Jane Doe"}]), ""),
        ("<meta name=author content='By Jane Doe'>", ""),
        ("", "<a rel=author href=/jd>Jane Doe</a>"),
        ("", "<p class='article-byline'>By Jane Doe, Chief Reporter</p>"),
        ("", "<p>By Jane Doe</p>"),
        ("", "<div itemprop=author><span itemprop=name>Jane Doe</span></div>"),
    ],
)
def test_the_author_is_found(head, top):
    assert read(head, top).byline == ["Jane Doe"]


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Von Jana Weiß, Peter Klein", ["Jana Weiß", "Peter Klein"]),
        ("JANE DOE", ["Jane Doe"]),
        ("Jane Doe (jane@news.example)", ["Jane Doe"]),
        ("Jane Doe, Reuters", ["Jane Doe"]),
        ("https://news.example/author/jane", []),
        ("admin", []),
        ("王小明", ["王小明"]),
    ],
)
def test_names_come_without_roles_and_addresses(raw, people):
    assert names([raw]) == people


@pytest.mark.parametrize(
    ("head", "top", "url"),
    [
        (ld(datePublished="2026-05-03T10:00:00Z"), "", "https://news.example/a"),
        ("<meta property=article:published_time content=2026-05-03T10:00:00+00:00>", "", ""),
        ("", "<time datetime=2026-05-03T10:00:00Z>May 3</time>", ""),
        ("", "", "https://news.example/2026/05/03/ferry"),
        ("", "<p class=date>3 May 2026</p>", ""),
    ],
)
def test_the_date_is_found(head, top, url):
    assert (
        read(head, top, url or "https://news.example/a").published_at.date().isoformat()
        == "2026-05-03"
    )


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-03", "2024-05-03T00:00:00+00:00"),
        ("2024-05-03T10:00:00+0200", "2024-05-03T10:00:00+02:00"),
        ("20240503", "2024-05-03T00:00:00+00:00"),
        ("May 3, 2024 at 10:15", "2024-05-03T10:15:00+00:00"),
        ("3. Mai 2024", "2024-05-03T00:00:00+00:00"),
        ("3 de mayo de 2024", "2024-05-03T00:00:00+00:00"),
        ("03/05/2024", "2024-05-03T00:00:00+00:00"),
        ("5/23/2024", "2024-05-23T00:00:00+00:00"),
        ("2024年5月3日", "2024-05-03T00:00:00+00:00"),
    ],
)
def test_dates_are_read_as_written(text, iso):
    assert parse_when(text).isoformat() == iso


@pytest.mark.parametrize("text", ["", "soon", "2024-13-45", "99/99/2024", "0000-00-00", "May 3"])
def test_what_is_no_date_is_none(text):
    assert parse_when(text) is None


@pytest.mark.parametrize(
    ("html", "language", "direction"),
    [
        (f"<html lang=en-GB><p>{PROSE}</p>", "en-GB", "ltr"),
        (f"<html><p>{PROSE}</p>", "en", "ltr"),
        ("<html><p>" + "قال الوزير إن العبارة تأخرت مرة أخرى اليوم. " * 9 + "</p>", "ar", "rtl"),
        (
            "<html lang=en><p>" + "フェリーは今日も遅れていると町の人は話した。" * 9 + "</p>",
            "ja",
            "ltr",
        ),
        (
            "<html><p>" + "Die Fähre ist auch heute nicht mit der Flut in den Hafen. " * 9,
            "de",
            "ltr",
        ),
    ],
)
def test_language_and_direction(html, language, direction):
    article = extract(html)
    assert (article.language, article.direction) == (language, direction)


def test_the_rest_of_what_a_page_says_of_itself():
    article = read(
        "<link rel=canonical href='/world/ferry'><link rel=license href='https://cc.example/by'>"
        "<meta property=og:description content='Late &amp; later'>"
        + ld(articleSection="World", isAccessibleForFree="True", dateModified="2026-05-04")
    )
    assert article.canonical_url == "https://news.example/world/ferry"
    assert article.licence == "https://cc.example/by"
    assert article.description == "Late & later"
    assert article.section == "World"
    assert article.is_accessible_for_free is True
    assert article.modified_at.day == 4
    assert article.why["modified_at"].source == "json-ld"


def test_each_field_says_where_it_was_found_and_what_others_said():
    article = read(
        "<title>Late ferry vexes town</title><meta name=author content='John Roe'>"
        + ld(headline="Ferry late again", author="Jane Doe")
    )
    assert article.why["byline"] == Why("json-ld", (Candidate("John Roe", "meta author"),))
    assert article.why["headline"].runners_up == (Candidate("Late ferry vexes town", "title"),)


def test_the_reason_of_an_older_copy_is_still_read():
    assert Why.from_json("json-ld") == Why("json-ld")


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [("en", "word " * 239, 2), ("en", "word " * 238, 1), ("zh", "词" * 500, 2), ("en", "", 0)],
)
def test_reading_time_goes_by_language_and_script(language, text, minutes):
    assert reading_minutes(text, count_words(text), language) == minutes


@pytest.mark.parametrize("broken", ["{", "[1,", '{"@type": ["NewsArticle", 3]}', "null", '"x"'])
def test_broken_json_ld_is_passed_over(broken):
    assert read(f'<script type="application/ld+json">{broken}</script>').body_text


def test_json_is_the_article_and_back():
    article = read(ld(headline="Ferry", datePublished="2026-05-03"), "<img src=/a.jpg>")
    plain = json.loads(json.dumps(article.to_json()))
    assert ExtractedArticle.from_json(plain) == article


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (ld(headline="x"), "article"),
        (
            '<script type="application/ld+json">{"@type": "Product", "name": "Pan"}</script>',
            "product",
        ),
        ('<script type="application/ld+json">{"@type": "QAPage"}</script>', "forum"),
        ("<meta name=generator content='Sphinx 8'>", "documentation"),
    ],
)
def test_the_kind_of_page_is_guessed(page, kind):
    assert read(page).kind == kind
