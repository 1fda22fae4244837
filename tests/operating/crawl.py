"""A visitor who follows every link, form and file of the pages, and writes down where they lead."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx2
from selectolax.lexbor import LexborHTMLParser

ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "poster", "data")
"""Attributes that hold an address (HTML; htmx)."""


@dataclass
class Found:
    """Where the crawl came, what it could not open, and what would lead out of ``home``."""

    home: str
    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    broken: list[tuple[str, int]] = field(default_factory=list)
    strays: list[tuple[str, str]] = field(default_factory=list)


def crawl(client: httpx2.Client, home: str, start: str) -> Found:
    """Open ``start`` and all that is reached from it by GET; ``home`` is Earmark's address."""
    found, waiting = Found(home), deque([start])
    while waiting:
        url = waiting.popleft().partition("#")[0]
        if url in found.pages:
            continue
        found.pages.add(url)
        answer = client.get(url)
        if answer.status_code >= 400:
            found.broken.append((url, answer.status_code))
        for kind, target in _targets(answer):
            whole = urljoin(url, target)
            if not is_below(whole, home):
                found.strays.append((url, f"{kind} {target}"))
            elif kind in ("action", "formaction", "hx-post"):
                found.forms.add(whole)
            else:
                waiting.append(whole)
    return found


def is_below(url: str, home: str) -> bool:
    """Whether an address lies at or below ``home``, on the same host and scheme."""
    here, there = urlsplit(home), urlsplit(url)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc) and (
        f"{there.path}/".startswith(f"{here.path}/")
    )


def _targets(answer: httpx2.Response) -> Iterator[tuple[str, str]]:
    """Kind and text of every address in an answer."""
    if "location" in answer.headers:
        yield "location", answer.headers["location"]
    content_type = answer.headers.get("content-type", "")
    if content_type.startswith("text/html"):
        yield from _of_page(answer.text)
    elif content_type.startswith("text/css"):
        yield from (("css", url) for url in re.findall(r'url\("?([^")]+)"?\)', answer.text))
    elif "manifest" in content_type:
        manifest = json.loads(answer.text)
        yield from (("manifest", manifest[name]) for name in ("start_url", "scope"))
        yield "action", manifest["share_target"]["action"]
        yield from (("manifest", icon["src"]) for icon in manifest["icons"])
    elif "javascript" in content_type:
        yield from (("import", name) for name in re.findall(r'from "(\.[^"]+)"', answer.text))


def _of_page(html: str) -> Iterator[tuple[str, str]]:
    for node in LexborHTMLParser(html).css("*"):
        is_of_others = "nofollow" in (node.attributes.get("rel") or "")  # an article's original
        for name in ADDRESSES:
            value = node.attributes.get(name)
            if value and not is_of_others and not value.startswith(("javascript:", "#")):
                yield name, value
