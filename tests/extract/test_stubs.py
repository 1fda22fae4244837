"""Pages that stand in for an article are told from articles, with the reason.

``stubs/`` holds invented pages, named ``reason-language-what``.
"""

from pathlib import Path

import pytest

from earmark.extract import StubReason, Verdict, extract

STUBS = sorted((Path(__file__).parent / "stubs").glob("*.html"))
PROSE = (
    "The council met on Tuesday to discuss the new ferry, which has been late every day since"
    " it came into service in the spring, and to hear from the people who depend on it. "
)


@pytest.mark.parametrize("stub", STUBS, ids=lambda path: path.stem)
def test_a_stand_in_page_is_a_stub_with_its_reason(stub):
    article = extract(stub.read_bytes(), "https://news.example/world/ferry")
    assert article.verdict is Verdict.STUB
    assert article.verdict_reason is StubReason(stub.stem.split("-")[0])
    assert article.verdict_message.endswith(".")


@pytest.mark.parametrize(
    "subject",
    [
        "How a captcha tells humans from robots",
        "Page not found: the lost chapters of a printer's life",
        "Cookies, consent and tracking: what the new privacy law says",
        "A domain for sale: the market in names",
        "Why we must log in: the password at sixty",
    ],
)
def test_an_article_about_such_pages_is_an_article(subject):
    html = f"<title>{subject}</title><article><h1>{subject}</h1><p>{PROSE * 8}</p></article>"
    assert extract(html).verdict is Verdict.ARTICLE


def test_a_short_news_item_is_an_article():
    html = f"<title>Ferry late</title><article><h1>Ferry late</h1><p>{PROSE}</p></article>"
    assert extract(html).verdict is Verdict.ARTICLE


def test_a_paywalled_page_that_gives_the_whole_text_is_an_article():
    declared = '{"@type": "NewsArticle", "isAccessibleForFree": false}'
    html = (
        f'<script type="application/ld+json">{declared}</script>'
        f"<article><h1>Ferry</h1><p>{PROSE * 12}</p></article><p>Subscribe to our paper.</p>"
    )
    article = extract(html)
    assert article.verdict is Verdict.ARTICLE
    assert article.is_accessible_for_free is False


@pytest.mark.parametrize("reason", StubReason)
def test_every_reason_has_a_sentence_for_a_person(reason):
    assert reason.sentence.endswith(".")
    assert "_" not in reason.sentence
