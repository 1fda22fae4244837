"""Whether a page is the article or only a stub, from what such pages have in common.

Real articles must pass, so every rule wants two things: little prose (or little on the
page at all), and a reason that this little speaks of or a form that asks for it. A page
that declares itself an article, with a date, is never taken for an error or login page.
"""

import re
from dataclasses import dataclass

from earmark.extract import verdict_words as words
from earmark.extract.article import ExtractedArticle, StubReason
from earmark.extract.headline import visible
from earmark.extract.signals import Signals
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_LOOK_CHARS = 20_000
"""Stub pages are short: what matters is said by then."""

_TEASER_WORDS = 250
"""A page that is not free and holds fewer is only the beginning of its article."""

_SHORT_WORDS = 180
"""Challenge, consent, login and error pages say less; many short news say more."""

_ANY_WORDS = 12
"""About a sentence; "ok" or the name of an error is none. Of the 898 real pages of the corpus
(fundus, wcxb-dev, trafilatura, postlight; 2026-11) no article without picture has fewer."""

_LITTLE_WORDS = 80
_HARDLY_ANY_WORDS = 30
_SMALL_PAGE_WORDS = 400
"""Pages that stand in for others have no menu, no teasers, no footer to speak of."""

_CONSENT_HITS_PER_WORD = 0.05
_CAPTCHA = re.compile(
    r"captcha|turnstile|challenge-(?:form|platform|running)|datadome", re.IGNORECASE
)
_APP_ROOT = word_set("app root __next __nuxt main-app react-root application svelte")


@dataclass(frozen=True)
class _Facts:
    article: ExtractedArticle
    page: Page
    heads: str
    text: str
    is_declared: bool

    @property
    def said(self) -> str:
        """Headings and the text that was taken for the body."""
        return f"{self.heads}\n{self.article.body_text[:_LOOK_CHARS]}"

    @property
    def is_small_page(self) -> bool:
        return len(self.text.split()) <= _SMALL_PAGE_WORDS and len(self.text) <= 4000


def find_stub_reason(page: Page, signals: Signals, article: ExtractedArticle) -> StubReason | None:
    """Why the page is a stub, or None for an article."""
    if article.body_words >= _TEASER_WORDS:
        return None
    facts = _facts(page, signals, article)
    found = next((reason for reason, holds in _RULES if holds(facts)), None)
    if found is None and is_next_to_nothing(article):
        return StubReason.NO_TEXT
    return found


def is_next_to_nothing(article: ExtractedArticle) -> bool:
    """Whether there is neither text nor picture that a reader could have asked for."""
    return not article.body_text or (article.body_words < _ANY_WORDS and not article.pictures)


def _facts(page: Page, signals: Signals, article: ExtractedArticle) -> _Facts:
    bodies = page.all("body")
    text = " ".join(visible(bodies[-1]).split())[:_LOOK_CHARS] if bodies else ""
    heads = " ".join(visible(node) for node in page.all("h1", "h2")[:4])
    declared = signals.is_article and article.published_at is not None
    return _Facts(article, page, f"{signals.title}\n{heads}", text, declared)


def _is_bot_wall(facts: _Facts) -> bool:
    if facts.article.body_words >= _SHORT_WORDS or not facts.is_small_page:
        return False
    if words.BOT_WALL.search(f"{facts.heads}\n{facts.text}"):
        return True
    return facts.article.body_words < _HARDLY_ANY_WORDS and _has_captcha(facts.page)


def _is_parked(facts: _Facts) -> bool:
    if facts.is_declared or not facts.is_small_page:
        return False
    return bool(words.PARKED.search(f"{facts.heads}\n{facts.text}"))


def _is_error(facts: _Facts) -> bool:
    if facts.is_declared or facts.article.body_words >= _SHORT_WORDS:
        return False
    if words.ERROR.search(facts.heads):
        return True
    is_little = facts.article.body_words < _LITTLE_WORDS
    return is_little and bool(words.ERROR.search(facts.article.body_text[:400]))


def _is_login(facts: _Facts) -> bool:
    if facts.is_declared or facts.article.body_words >= _LITTLE_WORDS:
        return False
    if not words.LOGIN.search(f"{facts.heads}\n{facts.text[:2000]}"):
        return False
    inputs = [node.get("type").lower() for node in facts.page.all("input")]
    asks = "password" in inputs or ("email" in inputs and words.LOGIN.search(facts.heads))
    return bool(asks)


def _is_consent_wall(facts: _Facts) -> bool:
    count = facts.article.body_words
    if facts.is_declared or count >= _SHORT_WORDS:
        return False
    said = facts.said if count >= _HARDLY_ANY_WORDS else f"{facts.said}\n{facts.text[:3000]}"
    hits = {hit.lower() for hit in words.CONSENT.findall(said)}
    total = len(words.CONSENT.findall(said))
    return len(hits) >= 2 and total >= 3 and total > _CONSENT_HITS_PER_WORD * len(said.split())


def _is_paywall(facts: _Facts) -> bool:
    says_so = bool(words.PAYWALL.search(facts.text))
    if facts.article.is_accessible_for_free is False:
        return says_so
    return facts.article.body_words < _LITTLE_WORDS and bool(words.PAYWALL.search(facts.said))


def _is_empty_shell(facts: _Facts) -> bool:
    if facts.article.body_words >= _HARDLY_ANY_WORDS or not facts.page.all("script"):
        return False
    if not facts.article.body_text or words.NEEDS_SCRIPT.search(facts.text + _noscript(facts.page)):
        return True
    roots = {node.get("id").lower() for node in facts.page.all("div", "main", "section")}
    return not roots.isdisjoint(_APP_ROOT) and len(facts.text.split()) < _SHORT_WORDS


def _has_captcha(page: Page) -> bool:
    nodes = page.all("iframe", "script", "form", "div", "input")
    return any(
        _CAPTCHA.search(f"{n.get('src')} {n.get('id')} {n.get('class')} {n.get('name')}")
        for n in nodes
    )


def _noscript(page: Page) -> str:
    return " ".join(node.text for node in page.all("noscript"))[:2000]


_RULES = (
    (StubReason.BOT_WALL, _is_bot_wall),
    (StubReason.PARKED, _is_parked),
    (StubReason.ERROR_PAGE, _is_error),
    (StubReason.LOGIN, _is_login),
    (StubReason.CONSENT_WALL, _is_consent_wall),
    (StubReason.PAYWALL, _is_paywall),
    (StubReason.EMPTY_SHELL, _is_empty_shell),
)
