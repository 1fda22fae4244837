"""Which addresses join an Article after a redirect, and which never may."""

import pytest

from earmark.articles.joining import joined_addresses
from earmark.extract import ExtractedArticle

NEWS = "https://news.example"


def joined(
    asked: str,
    final: str,
    headline: str = "Ferry late again",
    canonical: str | None = None,
    kind: str = "article",
    hops: tuple[str, ...] = (),
) -> bool:
    """Whether the address where the redirect ended joins."""
    article = ExtractedArticle(headline=headline, canonical_url=canonical, kind=kind)
    found = joined_addresses(asked, (asked, *hops, final), final, article)
    return final in found


@pytest.mark.parametrize(
    "front",
    [
        "/", "/?moved=1", "/en/", "/de", "/index.html", "/index.php?lang=en", "/home", "/login",
        "/signin?next=/2026/ferry-late-again", "/subscribe", "/404", "/error/404", "/consent",
        "/news/", "/2026/", "/2026/03/12/", "/world/europe", "/latest-news", "/page-not-found",
        "/sign-in-to-continue", "/cookie-consent-required", "/user/login/12345", "/not-found.html",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "dead",
    [
        "/2026/03/12/ferry-late-again-on-tuesday", "/story/42", "/world/asia/", "/?p=77",
        "/20260312/ferry-late-again-on-tuesday.html", "/world/europe/ferry-late-again-27182818",
        "/2026/03/12/41234567",
    ],
)  # fmt: skip
def test_a_page_that_stands_for_the_site_never_joins(dead: str, front: str):
    headline = "All the news from the coast"
    assert not joined(NEWS + dead, NEWS + front, headline, canonical=NEWS + front)


@pytest.mark.parametrize(
    ("asked", "final"),
    [
        ("/ferry-news-and-harbour-views/late", "/ferry-news-and-harbour-views/"),
        ("/ferry-news-and-harbour-views/late", "/ferry-news-and-harbour-views/other"),
        ("/2026/ferry-late-again-on-tuesday", "/2026/mayor-steps-down-after-vote"),
        ("/users/123456/ferry-late-again", "/users/123456/about"),
        ("/the-state-of-the-union", "/the-end-of-the-affair"),
        ("/a?id=7", "/a"),
        ("/a/", "/b/"),
    ],
)
def test_another_page_of_the_site_does_not_join(asked: str, final: str):
    assert not joined(NEWS + asked, NEWS + final, "Something else")


@pytest.mark.parametrize(
    ("asked", "final"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("https://www.news.example/a?id=7", "https://news.example/a?id=7"),
        ("https://news.example/a", "https://news.example/a/"),
        ("https://news.example/a/index.html", "https://news.example/a/"),
        ("https://m.news.example/ferry/amp/", "https://news.example/ferry"),
        ("http://news.example/", "https://www.news.example/"),
    ],
)
def test_another_spelling_joins(asked: str, final: str):
    assert joined(asked, final, "Something else", kind="other")


@pytest.mark.parametrize(
    ("asked", "final"),
    [
        ("/2026/03/ferry-late-again-on-tuesday", "/coast/ferry-late-again-tuesday.html"),
        ("/news/27182818", "/news/27182818/ferry-late-again"),
        ("/a/cx2k9w7lj9jo", "https://m.other.example/articles/cx2k9w7lj9jo"),
        ("/ferry-late-again/amp", "/ferry-late-again"),
    ],
)
def test_the_same_words_or_number_elsewhere_join(asked: str, final: str):
    assert joined(NEWS + asked, final if "://" in final else NEWS + final, "Changed since")


@pytest.mark.parametrize(
    ("short", "final", "headline", "canonical"),
    [
        (
            "https://t.example/AbC1d2E",
            "/2026/ferry-late-again-on-tuesday",
            "Ferry late again",
            None,
        ),
        (f"{NEWS}/?p=77", "/2026/ferry-late-again-on-tuesday", "Ferry late again", None),
        ("https://t.example/x", "/2026/general-arrete-au-port", "Le Général arrêté au port", None),
        ("https://t.example/x", "/a/cx2k9w7lj9jo", "Ferry late again", "/a/cx2k9w7lj9jo"),
        ("https://t.example/x", "/parom-27182818", "Паром опоздал", "/parom-27182818"),
    ],
)
def test_where_a_short_link_led_joins_when_the_page_says_so(
    short: str, final: str, headline: str, canonical: str | None
):
    own = canonical and NEWS + canonical
    assert joined(short, NEWS + final, headline, own)
    assert not joined(short, NEWS + final, headline, own, kind="listing")
    assert not joined(short, NEWS + final, "Something else entirely", None)


def test_a_door_on_the_way_does_not_join_and_the_page_behind_it_does():
    asked, door = f"{NEWS}/ferry-late-again", f"{NEWS}/consent?session=27182818&return=ferry"
    final = f"{asked}?guccounter=2"
    article = ExtractedArticle(headline="Ferry late again", kind="article")
    assert joined_addresses(asked, (asked, door, final), final, article) == [asked]


def test_what_is_no_address_is_left_out():
    article = ExtractedArticle(headline="Ferry late again")
    assert joined_addresses("urn:earmark:7", (), "urn:earmark:7", article) == []
    assert joined_addresses(f"{NEWS}/a", ("http://[bad/",), "", article) == []
