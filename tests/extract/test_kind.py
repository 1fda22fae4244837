"""What kind of page it is, and by which signal."""

import json

import pytest

from earmark.extract import extract

PROSE = "<p>" + "The story goes on for a while, with commas, and ends as it should. " * 4 + "</p>"
PAGE = f"<main><h1>Head</h1>{PROSE * 4}</main>"


def kind_of(head: str = "", body: str = PAGE, url: str = "https://site.example/a/b") -> str:
    return extract(f"<head>{head}</head><body>{body}</body>", url).kind


def json_ld(**found: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(found)}</script>'


def og_type(kind: str) -> str:
    return f"<meta property=og:type content={kind}>"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (json_ld(**{"@type": "NewsArticle"}), "article"),
        (json_ld(**{"@type": "Product"}), "product"),
        (json_ld(**{"@type": "CollectionPage"}), "listing"),
        (json_ld(**{"@type": "DiscussionForumPosting"}), "forum"),
        (json_ld(**{"@type": "QAPage"}), "forum"),
        ("<meta name=generator content='Discourse 3.4.0'>", "forum"),
        ("<meta name=generator content='MkDocs 1.6'>", "documentation"),
        (og_type("product") + json_ld(**{"@type": "BlogPosting"}), "article"),
        (og_type("article"), "article"),
        ("", "article"),
    ],
)
def test_a_page_is_what_it_says(head, kind):
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("docs/start/first-steps", "documentation"),
        ("category/world", "listing"),
        ("products/lamp", "product"),
        ("services/repair", "other"),
        ("", "other"),
        ("blog/what-products-we-like", "article"),
        ("docs", "article"),
    ],
)
def test_the_address_tells_where_the_page_is_silent(path, kind):
    assert kind_of(url=f"https://site.example/{path}") == kind


def test_an_article_stays_one_below_a_word_of_shops():
    assert kind_of(og_type("article"), url="https://site.example/services/repair") == "article"


def test_questions_in_a_help_page_make_no_forum():
    assert (
        kind_of(json_ld(**{"@type": "FAQPage", "mainEntity": [{"@type": "Question"}]})) != "forum"
    )


def test_much_code_makes_documentation():
    assert kind_of(body=PAGE + "<pre>make all</pre>" * 4) == "documentation"


def test_a_page_of_links_is_a_listing():
    links = "".join(f"<li><a href=/{n}>Story number {n} of the day</a></li>" for n in range(40))
    assert kind_of(body=f"<ul>{links}</ul>") == "listing"


def test_a_page_that_says_little_is_nothing_known():
    assert kind_of(body="<p>Soon.</p>") == "other"


def test_a_silent_page_of_posts_is_a_forum():
    posts = "".join(
        f"<div class=entry><a href=/u/{who}>{who}</a> <time>Mar {n}, 2025</time>"
        f"<div class=text>{n} {PROSE}</div></div>"
        for n, who in enumerate(["anna", "bert", "carl", "dora"], 1)
    )
    assert kind_of(body=f"<main>{posts}</main>", url="https://site.example/post/12") == "forum"


def test_entries_of_one_writer_are_no_forum():
    posts = "".join(
        f"<div class=entry><a href=/u/anna>anna</a> <time>Mar {n}, 2025</time>"
        f"<div class=text>{n} {PROSE}</div></div>"
        for n in range(1, 5)
    )
    assert kind_of(body=f"<main>{posts}</main>", url="https://site.example/2025/march") != "forum"
