"""The people who wrote it: names without roles, addresses and the word "by"."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from earmark.extract.agency import is_agency
from earmark.extract.blocks import Box
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.headline import clean, visible
from earmark.extract.hints import names_of
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Node, Page
from earmark.extract.words import word_set

_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
         "dcterms.creator", "citation_author", "creator", "twitter:creator_name")  # fmt: skip
_NAMED = word_set(
    "byline bylines author authors authorname byauthor articleauthor postauthor entryauthor "
    "contributor contributors writer autor autorin auteur verfasser"
)
_BY = re.compile(
    r"^\s*(?:(?:written|posted|reported|story|words|text|opinion|analysis)\s+)?"
    r"(?:by|von|par|por|di|af|av|door|od|tekst|text|texte|texto|autor(?:in)?|author|auteur"
    r"|escrito por|publicado por|publié par)\b\s*:?\s*",
    re.IGNORECASE,
)
_PARTER = re.compile(
    r"\s*(?:[,;|/•·]|\s-\s|[–—]|&|\b(?:and|und|et|y|e|og|och|en|i|с|и)\b(?=\s))\s*", re.IGNORECASE
)
_JUNK = re.compile(r"https?:|www\.|@|[<>{}\[\]=]|\d{2}|\.(?:com|org|net|de|fr|co)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|redakteur|redaktion|redaktør|korrespondent"
    r"|staff|desk|team|admin|administrator|contributor|producer|photographer|redacción|rédaction|newsroom"
    r"|redazione|redactie|columnist|chief|bureau|fellow|professor|director|published|updated|posted|follow"
    r"|comments?|share|newsletter|editorial|guest|author|senior|editors|news|webmaster|user|anonymous)\b",
    re.IGNORECASE,
)
_MAX_NAMES = 12


def find_byline(page: Page, signals: Signals, root: Box, site: str | None) -> Found[list[str]]:
    """The names of those who wrote it, in order."""
    own = _own_names(signals, site)
    evidence = []
    for weight, (source, raw) in enumerate(reversed([*_sources(page, signals, root)]), start=1):
        people = [name for name in names(raw) if _plain(name) not in own]
        if people:
            evidence.append(Evidence(people, source, 2.0**weight))
    return weigh(evidence, key=_same_people, show=", ".join)


def _same_people(people: list[str]) -> frozenset[str]:
    return frozenset(map(_plain, people))


def raw_bylines(page: Page, signals: Signals, root: Box) -> list[str]:
    """All that stands in author fields, agencies and desks included."""
    return [line for _, lines in _sources(page, signals, root) for line in lines][:20]


def _own_names(signals: Signals, site: str | None) -> set[str]:
    """What the site calls itself, in letters and digits only: a byline of that is none."""
    host = (urlsplit(signals.base or "").hostname or "").removeprefix("www.")
    said = [site or "", *texts(signals.article.get("publisher")), host, host.partition(".")[0]]
    return {_plain(name) for name in said}


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def names(raw: Iterable[str]) -> list[str]:
    """The people in byline texts, in order, each once.

    >>> names(["By Jane Doe, Chief Reporter", "John Roe and AFP"])
    ['Jane Doe', 'John Roe']
    """
    found: dict[str, str] = {}
    for text in raw:
        line = _BY.sub("", clean(text)[:300])
        for part in _PARTER.split(line):
            name = _person(part)
            if name:
                found.setdefault(name.lower(), name)
    return list(found.values())[:_MAX_NAMES]


def _person(part: str) -> str | None:
    part = re.sub(r"\(.*?\)|\(.*$", "", _BY.sub("", part)).strip(" .:*-–\"'")
    words = part.split()
    if not 1 <= len(words) <= 5 or not 2 <= len(part) <= 60 or _JUNK.search(part):
        return None
    if is_agency(part) or _ROLE.search(part) or not any(c.isalpha() for c in part):
        return None
    if len(words) == 1 and part.isascii() and part.islower():
        return None
    if part.isascii() and not any(w[0].isupper() for w in words):
        return None
    return part.title() if part.isupper() and len(words) > 1 else part


def _sources(page: Page, signals: Signals, root: Box) -> Iterable[tuple[str, list[str]]]:
    yield "json-ld", _people(signals.article.get("author"))
    yield "json-ld", _people(signals.article.get("creator"))
    for name in _META:
        yield f"meta {name}", [v for v in signals.meta.get(name, ()) if "://" not in v]
    yield "rel=author", _texts(n for n in page.all("a") if "author" in n.get("rel").lower().split())
    yield "itemprop", _texts(_marked(page))
    yield "byline box", _boxes(root)


def _people(value: object) -> list[str]:
    """Names of persons; of organisations only where no person is named."""
    items = value if isinstance(value, list) else [value]
    people, others = list[str](), list[str]()
    for item in items[:_MAX_NAMES]:
        is_person = not isinstance(item, dict) or "Organization" not in texts(item.get("@type"))
        (people if is_person else others).extend(texts(item))
    return people or others


def _marked(page: Page) -> Iterable[Node]:
    for nodes in (
        page.all("span"),
        page.all("a"),
        page.all("p"),
        page.all("div"),
        page.all("meta"),
    ):
        for node in nodes:
            if "author" in node.attrs.get("itemprop", "").lower().split():
                named = [n for n in node.walk() if n.attrs.get("itemprop", "").lower() == "name"]
                yield from named[:1] or [node]


def _texts(nodes: Iterable[Node]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        text = clean(node.get("content") or visible(node))
        if text and len(text) <= 120:
            found.append(text)
        if len(found) >= 4:
            break
    return found[:1] if found else []


def _boxes(root: Box) -> list[str]:
    """The first short block that is named as byline, or starts with "By"."""
    for block in root.all_blocks():
        if not 3 <= block.letters <= 120:
            continue
        for node in (block.node, *list(block.node.ancestors())[:2]):
            if not names_of(node).isdisjoint(_NAMED):
                return [block.text]
        if _BY.match(block.text) and block.letters <= 60 and block.text[:3].lower() == "by ":
            return [block.text]
    return []
