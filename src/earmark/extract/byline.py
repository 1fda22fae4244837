"""Who wrote it: the author that the page declares, marks or shows, weighed."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from earmark.extract.blocks import Block
from earmark.extract.evidence import Evidence, Found, weigh
from earmark.extract.headline import clean, visible
from earmark.extract.hints import names_of
from earmark.extract.margins import Margins
from earmark.extract.people import (
    MAX_NAMES,
    Names,
    declared_name,
    is_full_name,
    read_names,
    says_who,
)
from earmark.extract.signals import Signals, texts
from earmark.extract.tree import Node, Page
from earmark.extract.words import word_set

_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
         "dcterms.creator", "citation_author", "creator", "twitter:creator_name")  # fmt: skip
_NAMED = word_set(
    "byline bylines author authors authorname byauthor articleauthor postauthor entryauthor "
    "contributor contributors writer autor autorin autoren auteur verfasser redacteur"
)
_ELSEWHERE = word_set(
    "comment comments commentlist kommentar kommentare respond related teaser teasers "
    "recommended colophon reply replies"
)
_WEIGHTS = {"json-ld": 4.0, "meta": 3.0, "itemprop": 2.6, "rel=author": 2.2, "byline box": 2.4,
            "by-line": 1.8, "signature": 0.8}  # fmt: skip
_NEWSROOM = 0.02
"""A newsroom is the author only where no signal names a person."""

_MAX_LETTERS = 160
_BOLD = ("b", "strong", "em")
_MAX_SAID_LETTERS = 80
_MAX_SIGNATURE_LETTERS = 40


def who_is_named(page: Page, signals: Signals, margins: Margins) -> tuple[tuple[str, Names], ...]:
    """Everybody whom the page declares, marks or shows as author, by signal."""
    return tuple((source, names) for source, names in _sources(page, signals, margins) if names)


def find_byline(
    named: Iterable[tuple[str, Names]], signals: Signals, site: str | None
) -> Found[list[str]]:
    """The names of those who wrote it, in order.

    An agency, as written, is the author where no person is named beside it; a newsroom or
    the site itself only where no signal names anybody else.
    """
    own = _own_names(signals, site)
    evidence = []
    for source, found in named:
        weight = _WEIGHTS[source.split()[0] if source.startswith("meta") else source]
        people = [name for name in found.people if _plain(name) not in own]
        newsroom = [*found.desks, *(name for name in found.people if _plain(name) in own)]
        if authors := people or list(found.agencies):
            evidence.append(Evidence(authors, source, weight))
        elif newsroom:
            evidence.append(Evidence(newsroom, source, weight * _NEWSROOM))
    return weigh(_completed(evidence), key=_same_people, show=", ".join)


def _completed(evidence: list[Evidence[list[str]]]) -> list[Evidence[list[str]]]:
    """A by-line that names all whom another signal names, and more, has that one's weight too."""
    whole = [one for one in evidence if all(map(is_full_name, one.value))]
    return [*evidence] + [
        Evidence(one.value, f"{one.source} with {other.source}", other.weight)
        for one in whole
        for other in evidence
        if _same_people(other.value) < _same_people(one.value)
    ]


def _own_names(signals: Signals, site: str | None) -> set[str]:
    """What the site calls itself, in letters and digits only."""
    host = (urlsplit(signals.base or "").hostname or "").removeprefix("www.")
    said = [site or "", *texts(signals.article.get("publisher")), host, host.partition(".")[0]]
    return {_plain(name) for name in said}


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _same_people(people: list[str]) -> frozenset[str]:
    return frozenset(map(_plain, people))


def _sources(page: Page, signals: Signals, margins: Margins) -> Iterator[tuple[str, Names]]:
    for field in ("author", "creator"):
        yield "json-ld", _declared(signals.article.get(field))
    for name in _META:
        lines = [v for v in signals.meta.get(name, ()) if "://" not in v]
        yield f"meta {name}", read_names(lines)
    links = (n for n in page.all("a") if "author" in n.attrs.get("rel", "").lower().split())
    yield "rel=author", _first_named(links)
    yield "itemprop", _marked(signals.marked("author"))
    yield "byline box", _shown(margins.all)
    yield "by-line", _said(margins.all)
    yield "signature", _signed((*margins.above[-3:], *margins.below[:3]))


def _declared(value: object) -> Names:
    """Authors in JSON-LD: each item is a name, or a text with several."""
    items = value if isinstance(value, list) else [value]
    found = [text for item in items[:MAX_NAMES] for text in texts(item)]
    read = read_names(found)
    if read.people or read.agencies:
        return read
    whole = tuple(name for text in found if (name := declared_name(text)))
    return Names(desks=whole) if read.desks or not _is_person(items) else Names(whole)


def _is_person(items: list[object]) -> bool:
    return not any(isinstance(i, dict) and "Organization" in texts(i.get("@type")) for i in items)


def _first_named(nodes: Iterable[Node]) -> Names:
    for node in nodes:
        if found := _named(node):
            return found
    return Names()


def _marked(nodes: list[Node]) -> Names:
    """The first element marked as author, and those that stand beside it."""
    here = [n for n in nodes if not _is_elsewhere(n)][:MAX_NAMES]
    raw = []
    for node in here:
        if not _shares_a_parent(node, here[0]):
            break
        inner = next((n for n in node.walk() if n.attrs.get("itemprop") == "name"), node)
        raw.append(clean(inner.get("content") or visible(inner)))
    return read_names(text for text in raw if len(text) <= _MAX_LETTERS)


def _shares_a_parent(one: Node, other: Node) -> bool:
    near = {id(node) for node in list(other.ancestors())[:2]}
    return any(id(node) in near for node in list(one.ancestors())[:2])


def _is_elsewhere(node: Node) -> bool:
    """Whether it stands in a picture, a comment, a teaser: an author, but not the article's."""
    around = [node, *node.ancestors()][:8]
    return any(
        n.tag in ("figure", "aside") or not names_of(n).isdisjoint(_ELSEWHERE) for n in around
    )


def _named(node: Node) -> Names | None:
    text = clean(visible(node))
    found = read_names([text]) if 0 < len(text) <= _MAX_LETTERS else Names()
    return found if found.people or found.agencies else None


def _shown(blocks: Iterable[Block]) -> Names:
    """The first short block that is named as by-line and names somebody."""
    for block in blocks:
        if 3 <= block.letters <= _MAX_LETTERS and _is_named(block):
            found = _names_in(block)
            if found:
                return found
    return Names()


def _is_named(block: Block) -> bool:
    near = [block.node, *block.node.ancestors()][:3]
    if all(names_of(node).isdisjoint(_NAMED) for node in near):
        return False
    return not _is_elsewhere(block.node)


def _names_in(block: Block) -> Names:
    """Names each in an element of its own, else those in the line."""
    parts = [clean(visible(n)) for n in block.content if isinstance(n, Node)]
    single = [found[0] for part in parts if len(found := read_names([part]).people) == 1]
    if len(single) > 1 and all(map(is_full_name, single)):
        return Names(tuple(dict.fromkeys(single)))
    return read_names([_line(block)])


def _line(block: Block) -> str:
    """The block's text, with a bar where elements touch: icons and links lie side by side."""
    line = ""
    for item in block.content:
        text = item if isinstance(item, str) else visible(item)
        touches = line[-1:].isalnum() and text[:1].isalnum()
        line += f" | {text}" if touches else text
    return line


def _said(blocks: Iterable[Block]) -> Names:
    """The first short line that begins with "By", or with "Author:" in any language."""
    for block in blocks:
        if 5 <= block.letters <= _MAX_SAID_LETTERS and says_who(block.text):
            found = read_names([block.text.strip("()（）[] ")])
            if found.people and not _is_elsewhere(block.node):
                return found
    return Names()


def _signed(blocks: Iterable[Block]) -> Names:
    """A full name that stands alone in bold right before or after the body's text."""
    for block in blocks:
        if block.letters <= _MAX_SIGNATURE_LETTERS and _is_bold(block) and is_full_name(block.text):
            return Names((block.text,))
    return Names()


def _is_bold(block: Block) -> bool:
    inner = [c for c in block.content if isinstance(c, Node) or c.strip()]
    return len(inner) == 1 and isinstance(inner[0], Node) and inner[0].tag in _BOLD
