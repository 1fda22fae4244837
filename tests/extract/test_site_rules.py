"""Rules for sites: read from a folder, taken where the page bears them out, never trusted."""

from pathlib import Path

import pytest
from tests.makers import LATIN

from earmark.extract import ExtractedArticle, extract
from earmark.extract.site_rule import parse_rule
from earmark.extract.site_rules import SiteRules

PROSE = "The ferry was late again on Monday, and the harbour master said so in plain words. "
EXTRA = "Opinion of our readers, which the page shows in the middle of the story at length. "
ELSEWHERE = "Another thing is told here, at some length, which is no part of the story at all. "
STORY = "".join(f"<p>{n}: {PROSE}{LATIN}</p>" for n in ("One", "Two", "Three", "Four", "Five"))
PAGE = (
    "<html><head><title>Ferry late again - The Quay</title></head><body><h1>Ferry late again</h1>"
    f"<div class='c-1'>{STORY}<div class='voices'><p>{EXTRA * 3}</p></div><p>Six: {PROSE}</p></div>"
    "<div class='meta-2'><span class='who'>Ann Lee</span> <span class='day'>3 May 2024</span></div>"
    f"<div class='c-2'><p>{ELSEWHERE * 5}</p></div></body></html>"
)
URL = "https://www.quay.example/ferry"


@pytest.fixture
def read(tmp_path: Path):
    """Read a page with the rule in quay.example.txt."""

    def reading(*lines: str, html: str = PAGE, url: str = URL) -> ExtractedArticle:
        (tmp_path / "quay.example.txt").write_text("\n".join(lines), "utf-8")
        return extract(html, url, rules=SiteRules(tmp_path))

    return reading


def test_a_rule_takes_out_what_the_page_holds_inside_the_story(read):
    assert "Opinion of our readers" in extract(PAGE, URL).body_text
    article = read("body: //div[@class='c-1']", "strip: //div[contains(@class, 'voices')]")
    assert "Opinion of our readers" not in article.body_text
    assert "One:" in article.body_text
    assert "Six:" in article.body_text
    assert article.why["body"].source == "site rule quay.example"
    assert article.why["site_rule"].source == "quay.example: used for body"


@pytest.mark.parametrize("line", ["strip_id_or_class: voices", "strip: //*[@class='voices']"])
def test_a_rule_may_only_take_out(read, line):
    article = read(line)
    assert "Opinion of our readers, which the page shows in the middle" not in article.body_text
    assert "Five:" in article.body_text


@pytest.mark.parametrize(
    "rotten",
    [
        "body: //div[@class='c-2']",
        "body: //div[@class='meta-2']",
        "body: //h1",
        "strip: //p",
        "strip: //div[@class='c-1']",
        "strip_id_or_class: c-",
    ],
)
def test_a_rotten_rule_is_refused_and_the_article_says_so(read, rotten):
    article, plain = read(rotten, "prune: no"), extract(PAGE, URL)
    assert article.body_html == plain.body_html
    assert article.why["body"].source == plain.why["body"].source
    assert article.why["site_rule"].source.startswith("quay.example: refused, as its body ")


def test_a_rule_that_finds_nothing_is_refused_and_says_so(read):
    article = read("body: //div[@id='gone']")
    assert article.body_text == extract(PAGE, URL).body_text
    assert article.why["site_rule"].source.endswith(
        "nothing is found where it says that the body is"
    )


def test_the_next_line_for_the_body_counts_when_the_first_finds_nothing(read):
    article = read("body: //div[@id='gone']", "body: //div[@class='c-1']")
    assert article.why["body"].source == "site rule quay.example"


def test_a_rule_finds_the_body_where_the_plain_reading_finds_hardly_any(read):
    lines = "".join(f"<div class='v'><a href='#{n}'>{n}</a> <b>{LATIN}</b></div>" for n in "abc")
    html = f"<title>Psalm</title><h1>Psalm</h1><ul><li><div id='t'>{lines}</div></li></ul>"
    article = read("body: //div[@id='t']", "prune: no", html=html)
    assert article.body_text.count("harbour was quiet") == 3


def test_a_rule_names_headline_people_and_day(read):
    article = read(
        "title: //title",
        "author: //span[@class='who']",
        "date: //span[@class='day']",
    )
    assert article.headline == "Ferry late again - The Quay"
    assert article.byline == ["Ann Lee"]
    assert article.published_at
    assert article.published_at.date().isoformat() == "2024-05-03"
    assert (
        article.why["site_rule"].source == "quay.example: used for headline, byline, published_at"
    )


def test_a_headline_or_day_that_the_page_denies_is_refused(read):
    dated = PAGE.replace("</head>", "<meta name='date' content='2021-01-09'></head>")
    article = read("title: //div[@class='c-2']", "date: //span[@class='day']", html=dated)
    assert article.headline == "Ferry late again"
    assert article.published_at
    assert article.published_at.year == 2021
    assert "headline has little in common" in article.why["site_rule"].source
    assert "another day" in article.why["site_rule"].source


def test_a_rule_that_looks_at_too_much_is_refused(read):
    html = PAGE + "<i>x</i>" * 3000
    article = read("body: //*[count(//*[count(//*) > 2]) > 2]", html=html)
    assert article.body_text == extract(html, URL).body_text
    assert "looks at more of the page" in article.why["site_rule"].source


@pytest.mark.parametrize("where", ["/", "/html", "/..", "//body", "//title/@id"])
@pytest.mark.parametrize("directive", ["body", "strip"])
def test_an_expression_for_the_whole_document_changes_nothing(read, directive, where):
    line = f"{directive}: {where}"
    assert read(line).body_text == extract(PAGE, URL).body_text


def test_a_page_of_another_site_is_read_without_the_rule(read):
    assert "site_rule" not in read("body: //div[@class='c-2']", url="https://pier.example/a").why


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.quay.example/a", "quay.example.txt"),
        ("https://QUAY.example./a", "quay.example.txt"),
        ("https://news.quay.example/a", "news.quay.example.txt"),
        ("https://sport.quay.example/a", ".quay.example.txt"),
        ("https://a.sport.quay.example/a", ".quay.example.txt"),
    ],
)
def test_the_most_specific_file_of_a_host_is_used(tmp_path, url, name):
    for each in ("quay.example.txt", "news.quay.example.txt", ".quay.example.txt"):
        (tmp_path / each).write_text(f"strip_id_or_class: {each}")
    found = SiteRules(tmp_path).find(url)
    assert found
    assert found.strip_names == (name,)


@pytest.mark.parametrize(
    "url",
    ["https://../../etc/passwd", "https://[x", "", "https://", f"https://{'a' * 300}.org", "x"],
)
def test_no_address_leads_out_of_the_folder_or_breaks_the_look(tmp_path, url):
    (tmp_path / "rules").mkdir()
    (tmp_path / "passwd.txt").write_text("body: //p")
    assert SiteRules(tmp_path / "rules").find(url) is None


def test_a_folder_that_is_not_there_has_no_rules(tmp_path):
    rules = SiteRules(tmp_path / "none")
    assert rules.find(URL) is None
    assert list(rules.faults()) == []


def test_each_bad_line_is_named_with_what_to_do_and_the_others_count():
    rule = parse_rule(
        "quay.example",
        "\ufeff# The Quay\n\nbody: //div[@class='c-1'\nbodi: //p\nnonsense\ntitle:\n"
        "test_url: https://quay.example/a\nhttp_header(user-agent): x\nprune:no\nstrip: //aside\n",
    )
    said = [str(fault) for fault in rule.faults]
    assert said == [
        "line 3: The XPath after “body” cannot be used: “]” is missing.",
        "line 4: “bodi” is no directive. Did you mean body?",
        "line 5: This is no line of a rule; write it as “directive: value”, a comment after #.",
        "line 6: “title” says nothing; write what it should find, or take the line out.",
    ]
    assert len(rule.strip) == 1
    assert rule.keeps_all


def test_the_folder_names_files_that_no_host_would_ever_find(tmp_path):
    (tmp_path / "www.quay.example.txt").write_text("body: //p")
    (tmp_path / "the quay.txt").write_text("body: //p")
    assert [name for name, _ in SiteRules(tmp_path).faults()] == [
        "the quay.txt",
        "www.quay.example.txt",
    ]
