"""The headline, without the site's name behind it."""

import re
from collections.abc import Iterable

from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Node, Page

_PARTER = re.compile(r"\s+[|–—\-·•:»«/]{1,2}\s+|\s*[|│｜]\s*|\s+::\s+|\s*[_]\s*(?=\S+$)")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x1f\x7f]")
_WORD = re.compile(r"\w+")
MAX_CHARS = 300


def find_headline(page: Page, signals: Signals, site: str | None) -> Found[str]:
    """The headline; the page's own ``h1`` wins where another signal bears it out.

    It is what readers saw. Without one the page's word for it counts, then any ``h1``.
    """
    declared = [
        ("json-ld", _first(texts(signals.article.get("headline")))),
        ("og:title", signals.first("og:title", "twitter:title")),
        ("meta", signals.first("dc.title", "headline", "title", "parsely-title", "sailthru.title")),
        ("title", signals.title),
    ]
    known = [(source, without_site(clean(text), site)) for source, text in declared if text]
    known = [(source, text) for source, text in known if text]
    evidence = [Evidence(text[:MAX_CHARS], source, 1.0) for source, text in known]
    for heading in (clean(visible(node)) for node in _headings(page)):
        is_borne_out = any(likeness(heading, text) >= 0.6 for _, text in known)
        if heading:
            evidence.append(Evidence(heading[:MAX_CHARS], "h1", 9.0 if is_borne_out else 0.1))
    return weigh(evidence)


def clean(text: str) -> str:
    """One line without characters that cannot be seen or that turn the direction of text."""
    return " ".join(_INVISIBLE.sub("", text).split())


def without_site(title: str, site: str | None) -> str:
    """The title without the site's name or section at its end or beginning.

    >>> without_site("Kim plans trip | World | The Age", "The Age")
    'Kim plans trip'
    """
    parts = [p for p in _PARTER.split(title) if p]
    if len(parts) < 2:
        return title
    site_words = _words(site or "")
    if site_words and _words(parts[0]) == site_words:
        return title[title.index(parts[1]) :]
    for i in range(len(parts) - 1, 0, -1):
        if site_words and _is_site(parts[i], site_words):
            head = title[: title.rindex(parts[i])].rstrip()
            return without_site(re.sub(r"[\s|–—\-·•:»«/│｜_]+$", "", head), None)
    last = parts[-1]
    if site is None and len(parts) > 1 and len(_words(last)) <= 2 and "|" in title:
        return title[: title.rindex(last)].rstrip(" |–—-·•»«/│｜")
    return title


def likeness(a: str, b: str) -> float:
    """Dice's measure on the words of two titles, 0 to 1."""
    one, two = _words(a), _words(b)
    if not one or not two:
        return 1.0 if a and a == b else 0.0
    return 2 * len(one & two) / (len(one) + len(two))


def visible(node: Node) -> str:
    """A heading's text without hidden parts and scripts."""
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "br":
            parts.append(" ")
        elif item.tag not in ("script", "style", "svg", "button", "noscript"):
            stack.extend(reversed(item.children))
    return "".join(parts)


def _headings(page: Page) -> Iterable[Node]:
    named = [n for n in page.all("h1", "h2") if "headline" in n.get("itemprop").lower()]
    return [*named, *page.all("h1")[:12], *page.all("h2")[:3]]


def _is_site(part: str, site_words: set[str]) -> bool:
    words = _words(part)
    return bool(words) and (words <= site_words or site_words <= words) and len(words) <= 6


def _words(text: str) -> set[str]:
    found = _WORD.findall(text.lower())
    if len(found) <= 2 and len(text) > 8:  # scripts without blanks: compare characters
        return set("".join(found)) if not text.isascii() else set(found)
    return set(found)


def _first(values: list[str]) -> str:
    return values[0] if values else ""
