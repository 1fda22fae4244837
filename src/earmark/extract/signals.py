"""What a page says about itself: meta tags, JSON-LD, links in the head.

JSON-LD is read leniently (broken quotes lose one block, not the page) and flattened:
the object that describes the article comes first.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from earmark.extract.links import link_url
from earmark.extract.tree import Node, Page

_MAX_OBJECTS = 400
_MAX_CHARS = 5_000
"""Of one meta tag or title; the longest descriptions have 2,000."""

_ARTICLE = re.compile(
    r"(?:Article|BlogPosting|Report|LiveBlogPosting|Posting|Review|CreativeWork|Recipe"
    r"|MediaReview|WebPage|ItemPage|VideoObject)$"
)
_STRONG = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|Recipe)$")
_COMMENT = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|/\*\]\]>\*/)\s*$"
)
_RAW_BREAK = re.compile(r"[\x00-\x1f]+")

Json = dict[str, Any]  # Any: JSON


@dataclass
class Signals:
    """Meta tags by lower-case name, JSON-LD objects, addresses."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    objects: list[Json] = field(default_factory=list)
    base: str | None = None
    canonical_url: str | None = None
    licence: str | None = None
    title: str = ""
    items: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def article(self) -> Json:
        """The JSON-LD object that describes the article; empty when there is none."""
        strong = [o for o in self.objects if is_type(o, _STRONG) and not o.get("_listed")]
        if strong:
            return max(strong, key=len)
        return next((o for o in self.objects if is_type(o, _ARTICLE)), {})

    @property
    def is_article(self) -> bool:
        """Whether the page declares itself an article."""
        declared = any(is_type(o, _STRONG) and not o.get("_listed") for o in self.objects)
        return declared or self.first("og:type").lower() == "article"

    def marked(self, name: str) -> list[Node]:
        """The elements in the page that microdata or RDFa mark as the property."""
        return self.items.get(name, [])

    def first(self, *names: str) -> str:
        """The first filled meta tag among the names; empty when there is none."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""


def read_signals(page: Page, url: str | None) -> Signals:
    """All that the page says about itself."""
    signals = Signals(base=_base(page, url))
    for node in page.all("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop")).lower()
        value = " ".join(html.unescape(node.get("content")[:_MAX_CHARS]).split())
        if name and value:
            signals.meta.setdefault(name, []).append(value)
    for node in page.all("script"):
        if node.get("type").lower().startswith("application/ld+json"):
            signals.objects += _objects(node.text)
    for node in page.all("link"):
        rel = node.get("rel").lower().split()
        if "canonical" in rel and not signals.canonical_url:
            signals.canonical_url = _page_url(node.get("href"), signals.base)
        elif "license" in rel and not signals.licence:
            signals.licence = link_url(node.get("href"), signals.base)
    signals.items = _marked_elements(page)
    titles = [n for n in page.all("title") if n.parent is None or n.parent.tag != "svg"]
    signals.title = " ".join(titles[0].text[:_MAX_CHARS].split()) if titles else ""
    return signals


def _marked_elements(page: Page) -> dict[str, list[Node]]:
    """Elements by what ``itemprop`` or ``property`` says they are, in lower case."""
    found: dict[str, list[Node]] = {}
    for tag, nodes in page.by_tag.items():
        for node in nodes:
            rdfa = "" if tag == "meta" else node.attrs.get("property")
            said = node.attrs.get("itemprop") or rdfa
            for name in said.lower().split() if said else ():
                found.setdefault(name.rpartition(":")[2], []).append(node)
    return found


def is_type(found: Json, pattern: re.Pattern[str]) -> bool:
    """Whether one of the object's types fits."""
    return any(pattern.search(kind) for kind in texts(found.get("@type")))


def texts(value: Any) -> list[str]:  # Any: JSON
    """The strings in a JSON-LD value: itself, a list's, or an object's ``name``/``url``."""
    if isinstance(value, str):
        text = " ".join(html.unescape(value).split())
        return [text] if text else []
    if isinstance(value, list):
        return [text for item in value[:50] for text in texts(item)]
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or value.get("url"))
    return []


def _base(page: Page, url: str | None) -> str | None:
    for node in page.all("base"):
        if node.get("href"):
            return link_url(node.get("href"), url) or url
    return url


def _page_url(href: str, base: str | None) -> str | None:
    url = link_url(href, base)
    return url if url and url.startswith("http") else None


def _objects(source: str) -> list[Json]:
    source = _COMMENT.sub("", source.strip())
    try:
        found = json.loads(_RAW_BREAK.sub(" ", source), strict=False)
    except (ValueError, RecursionError):
        return []
    return list(_flat(found))[:_MAX_OBJECTS]


def _flat(found: Any) -> Iterator[Json]:  # Any: JSON
    """Objects at the top, in ``@graph`` and under ``mainEntity``; listed ones are marked."""
    stack = [(found, False, 0)]
    while stack:
        item, listed, depth = stack.pop()
        if depth > 6:
            continue
        if isinstance(item, list):
            stack += [(i, listed or (depth > 0 and len(item) > 1), depth) for i in item[:200][::-1]]
        elif isinstance(item, dict):
            yield {**item, "_listed": True} if listed else item
            graph = item.get("@graph")
            if isinstance(graph, list):
                stack += [(i, listed, depth + 1) for i in graph[:200][::-1]]
            stack += [(item[key], listed, depth + 1) for key in ("mainEntity",) if key in item]
            for key in ("itemListElement", "hasPart"):
                if key in item:
                    stack.append((item[key], True, depth + 1))
