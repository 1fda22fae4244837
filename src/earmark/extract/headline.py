"""The headline, without the site's name behind it and without a kicker before it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.hints import names_of
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Node, Page
from earmark.extract.words import word_set

_PARTER = re.compile(r"\s+[|–—\-·•:»«/]{1,2}\s+|\s*[|│｜]\s*|\s+::\s+|\s*[_]\s*(?=\S+$)")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x1f\x7f]")
_WORD = re.compile(r"\w+")
_ANCHOR = re.compile(r"\s*[¶#§]$")
MAX_CHARS = 300

_ALIKE = 0.6
_SAME_PART = 0.8
_LONGER = 4
_MAX_PARTS = 6
"""Of a heading: kicker, headline, subtitle; a heading of many elements is a design."""
_TRAIL = word_set("breadcrumb breadcrumbs breadcrumblist")
_FURNITURE = word_set("nav footer aside dialog")
_FURNITURE_ROLES = word_set("navigation dialog contentinfo complementary search")

# By hand on fundus and half of the other sets; each may move by a third without effect.
_DECLARED = {"json-ld": 3.0, "og:title": 2.6, "meta": 1.2, "title": 1.0}
_BORNE_OUT = 9.0
_LOWER_BORNE_OUT = 5.0
_ONLY_ONE = 6.0
_UNSUPPORTED = 0.1


def find_headline(page: Page, signals: Signals, site: str | None) -> Found[str]:
    """The headline; the page's own ``h1`` wins where another signal bears it out.

    It is what readers saw; an ``h1`` in the breadcrumb trail is what search engines see.
    A heading that nothing bears out wins where it is the only ``h1`` and not the site's name.
    """
    said = list(_declared(signals))
    declared = [(source, short) for source, text in said if (short := without_site(text, site))]
    evidence = [Evidence(text[:MAX_CHARS], source, _DECLARED[source]) for source, text in declared]
    known = [text for _, text in declared]
    beginnings = [head for _, text in said for head in _heads(text)]
    headings = list(_headings(page, signals, site))
    is_only_one = sum(node.tag == "h1" for node in headings) == 1
    for node in headings:
        text, support = _best_wording(node, known, beginnings)
        if not text:
            continue
        is_first_rank = node.tag == "h1" or "headline" in node.attrs.get("itemprop", "").lower()
        if support:
            weight = (_BORNE_OUT if is_first_rank else _LOWER_BORNE_OUT) * support
        else:
            is_likely = is_only_one and is_first_rank and _is_on_subject(text, said, signals)
            weight = _ONLY_ONE if is_likely else _UNSUPPORTED
        evidence.append(Evidence(text[:MAX_CHARS], node.tag, weight))
    return weigh(evidence, key=_wording)


def _best_wording(node: Node, known: list[str], beginnings: list[str]) -> tuple[str, float]:
    """The heading, or the part of it without its kicker, that other signals bear out best.

    With how well they do, 0 to 1. Where one says the same words its signs are taken: the
    kicker of a heading stands on a line of its own, in a title it ends in a colon.
    """
    best, most = "", 0.0
    wordings = _wordings(node)
    exact = {_wording(other): other for other in reversed(known)}
    for text in sorted(wordings, key=len):
        if other := exact.get(_wording(text)):
            return other, 1.0
    for text in wordings:
        alike = max([a for k in known if (a := likeness(text, k)) >= _ALIKE] or [0.0])
        if alike > most:
            best, most = text, alike
    is_first_rank = node.tag == "h1"  # a lower heading alike to a title's beginning is a kicker
    if (
        not best
        and is_first_rank
        and any(likeness(wordings[0], b) >= _SAME_PART for b in beginnings)
    ):
        return wordings[0], _SAME_PART
    return best or wordings[0], most


def _is_on_subject(text: str, said: list[tuple[str, str]], signals: Signals) -> bool:
    """Whether the heading shares a longer word with the page's titles, summary or address."""
    about = " ".join([*(t for _, t in said), signals.first("description", "og:description")])
    about += f" {signals.canonical_url or signals.base or ''}"
    words = {word for word in _WORD.findall(about.casefold()) if len(word) >= _LONGER}
    return any(word in words for word in _wording(text)) or not text.isascii()


def _wordings(node: Node) -> list[str]:
    """What a heading says, whole and without its first or its last part."""
    inner = [c for c in node.children if isinstance(c, Node) or c.strip()]
    while len(inner) == 1 and isinstance(inner[0], Node):
        inner = [c for c in inner[0].children if isinstance(c, Node) or c.strip()]
    parts = [clean(c if isinstance(c, str) else visible(c)) for c in inner]
    parts = [part for part in parts if part]
    whole = _ANCHOR.sub("", clean(visible(node)))
    if len(parts) < 2 or len(parts) > _MAX_PARTS:
        return [whole]
    glued = _ANCHOR.sub("", " ".join(parts))
    whole = whole if len(_words(whole)) == len(_words(glued)) else glued
    return [whole, " ".join(parts[1:]), " ".join(parts[:-1])]


def _wording(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def clean(text: str) -> str:
    """One line without characters that cannot be seen or that turn the direction of text."""
    return " ".join(_INVISIBLE.sub("", text).split())


def without_site(title: str, site: str | None) -> str:
    """The title without the site's name or section at its end or beginning.

    >>> without_site("Kim plans trip | World | The Age", "The Age")
    'Kim plans trip'
    """
    parts = parts_of(title)
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


def parts_of(title: str) -> list[str]:
    """The parts of a title that bars, dashes and the like part: headline, section, site."""
    return [part for part in _PARTER.split(title) if part]


def likeness(a: str, b: str) -> float:
    """Dice's measure on the words of two titles, 0 to 1."""
    one, two = _words(a), _words(b)
    if not one or not two:
        return 1.0 if a and a == b else 0.0
    return 2 * len(one & two) / (len(one) + len(two))


def visible(node: Node) -> str:
    """A heading's text without hidden parts, scripts and the readings set above characters."""
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "br":
            parts.append(" ")
        elif item.tag not in ("script", "style", "svg", "button", "noscript", "rt", "rp"):
            stack.extend(reversed(item.children))
    return "".join(parts)


def _declared(signals: Signals) -> Iterator[tuple[str, str]]:
    said = (
        ("json-ld", _first(texts(signals.article.get("headline")))),
        ("og:title", signals.first("og:title", "twitter:title")),
        ("meta", signals.first("dc.title", "headline", "title", "parsely-title", "sailthru.title")),
        ("title", signals.title),
    )
    return ((source, clean(text)) for source, text in said if text)


def _heads(title: str) -> list[str]:
    """What may be the headline in a title that ends in section and site: its beginnings."""
    cuts = [match.start() for match in _PARTER.finditer(title)]
    return [title[:cut] for cut in cuts if cut]


def _headings(page: Page, signals: Signals, site: str | None) -> Iterator[Node]:
    """The headings that may be the headline: no trails, menus, names of sites."""
    named = [n for n in signals.marked("headline") if n.tag[0] == "h" and len(n.tag) == 2]
    seen: set[int] = set()
    for node in (*named, *page.all("h1")[:12], *page.all("h2")[:3]):
        if id(node) in seen or _is_furniture(node):
            continue
        seen.add(id(node))
        text = clean(visible(node))
        if text and not _is_name_of_site(node, text, signals, site):
            yield node


def _is_furniture(node: Node) -> bool:
    if any("breadcrumb" in name for name in node.attrs):
        return True
    for around in (node, *node.ancestors()):
        if around.tag in _FURNITURE or around.attrs.get("role", "") in _FURNITURE_ROLES:
            return True
        if not names_of(around).isdisjoint(_TRAIL) and around.tag not in ("body", "html"):
            return True
    return False


def _is_name_of_site(node: Node, text: str, signals: Signals, site: str | None) -> bool:
    if _words(text) == _words(site or ""):
        return True
    parts = parts_of(signals.title)
    if len(parts) > 1 and _words(text) == _words(parts[-1]):
        return True
    return any(_leads_home(n, signals) for n in node.walk() if n.tag == "a")


def _leads_home(link: Node, signals: Signals) -> bool:
    href = link.get("href")
    if not href:
        return False
    try:
        there, here = urlsplit(href), urlsplit(signals.base or "")
    except ValueError:
        return False
    is_here = not there.hostname or there.hostname == here.hostname
    return is_here and there.path in ("", "/") and not there.fragment and here.path not in ("", "/")


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
