"""Pages that stand in for an article are told from articles, with the reason.

``stubs/`` holds invented pages, named ``reason-language-what``.
"""

from pathlib import Path

import pytest

from earmark.extract import StubReason, Verdict, extract, extract_text

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


@pytest.mark.parametrize(
    "page",
    [
        "<h1>error page</h1>",
        "ok",
        "<p>ok</p>",
        "<html><body>x</body></html>",
        "<title>Test</title><h1>It works!</h1>",
        "<pre>pong 2026-11-02</pre>",
        "<p>你好，世界</p>",
    ],
)
def test_a_page_with_next_to_no_text_is_a_stub(page: str):
    article = extract(page)
    assert (article.verdict, article.verdict_reason) == (Verdict.STUB, StubReason.NO_TEXT)


def test_a_sentence_or_a_picture_is_something_to_keep():
    sentence = "<h1>Late</h1><p>The ferry to the islands was late again on Tuesday, by an hour.</p>"
    picture = '<h1>Late</h1><figure><img src="/f.jpg" width=900 height=600></figure>'
    assert extract(sentence).verdict is Verdict.ARTICLE
    assert extract(f"<article>{picture}</article>", "https://a.example/").pictures
    assert extract(f"<article>{picture}</article>", "https://a.example/").verdict is Verdict.ARTICLE


def test_text_of_a_few_characters_is_a_stub():
    assert extract_text("ok").verdict_reason is StubReason.NO_TEXT
    assert extract_text(PROSE).verdict is Verdict.ARTICLE


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
