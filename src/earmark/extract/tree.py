"""The page as a tree of our own: plain nodes that are safe to walk, mark and take apart.

The HTML parser's own nodes are left behind at once: they cost a call each, and a tree
that is edited while it is walked is where parsers break.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from earmark.extract.limits import too_complex
from earmark.extract.words import word_set

MAX_DEPTH = 120
"""Deeper elements become children of their ancestor at this depth, so that recursion is safe."""

MAX_ELEMENTS = 300_000
"""Repair makes more elements than a page has tags; real ones a tenth more."""

_WITHOUT_EVENTS = LexborDocumentOptions.WO_EVENTS.value
"""With events, each option of a list walks all options before it: 90,000 take half a minute."""

BLOCK_TAGS = word_set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main "
    "menu nav noscript ol p pre search section summary table tbody td tfoot th thead tr ul"
)

_PERHAPS_OPAQUE = word_set("script style template iframe select textarea object canvas svg")
_SCRIPTS_KEPT = ("application/ld+json", "math/")


class Node:
    """An element: tag in lower case, attributes, and children (text or nodes) in order."""

    __slots__ = ("attrs", "children", "holds_blocks", "names", "parent", "tag")

    def __init__(
        self, tag: str, attrs: dict[str, str] | None = None, parent: "Node | None" = None
    ) -> None:
        self.tag = tag
        self.attrs = {} if attrs is None else attrs
        self.children: list[Node | str] = []
        self.parent = parent
        self.holds_blocks = False
        self.names: frozenset[str] | None = None  # see hints.names_of

    def get(self, name: str) -> str:
        """The attribute's value, stripped; empty when absent."""
        return self.attrs.get(name, "").strip()

    def append(self, child: "Node | str") -> None:
        """Put a child at the end."""
        self.children.append(child)
        if isinstance(child, Node):
            child.parent = self

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend([c for c in reversed(node.children) if isinstance(c, Node)])

    def ancestors(self) -> Iterator["Node"]:
        """The parents from the nearest to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def text(self) -> str:
        """All text below, white space as it stands in the source."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                stack.extend(reversed(item.children))
        return "".join(parts)


@dataclass
class Page:
    """A parsed page: its root and its elements by tag, in document order."""

    root: Node
    by_tag: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    @property
    def elements(self) -> int:
        """How many elements the page has."""
        return sum(map(len, self.by_tag.values()))

    def all(self, *tags: str) -> list[Node]:
        """The elements with one of these tags."""
        return [node for tag in tags for node in self.by_tag.get(tag, ())]


def parse(html: bytes | str) -> Page:
    """The tree of a page that is within the limits (see ``limits``).

    Raises Unreadable (TOO_COMPLEX) where repair made far more elements than there are tags.
    """
    page = Page(Node("html"))
    top = LexborHTMLParser(html, options=_WITHOUT_EVENTS).root
    if top is not None:
        page.root.attrs = _attributes(top)
        _copy_below(top, page)
    return page


def _copy_below(top: LexborNode, page: Page) -> None:
    """Fill the page with what stands below its root; one loop, for calls cost a third more."""
    left = MAX_ELEMENTS
    stack = [(top.first_child, page.root, 0)]
    while stack:
        found, parent, depth = stack.pop()
        while found is not None:
            tag = found.tag
            if tag == "-text":
                parent.children.append(found.text_content or "")
            elif tag and tag[0] != "-":  # neither comment nor doctype
                node = Node(tag, _attributes(found), parent)
                parent.children.append(node)
                page.by_tag[tag].append(node)
                left -= 1
                if not parent.holds_blocks and (tag in BLOCK_TAGS or "-" in tag):
                    _mark_holds_blocks(parent)
                inner = None if tag in _PERHAPS_OPAQUE and _is_opaque(node) else found.first_child
                if inner is not None:
                    stack.append((found.next, parent, depth))
                    if depth < MAX_DEPTH:
                        parent, depth = node, depth + 1
                    found = inner
                    continue
            found = found.next
        if left < 0:
            raise too_complex(f"The page makes more than {MAX_ELEMENTS} elements")


def _mark_holds_blocks(node: Node | None) -> None:
    while node is not None and not node.holds_blocks:
        node.holds_blocks = True
        node = node.parent


def is_block(tag: str) -> bool:
    """Whether the element stands on lines of its own; custom elements are taken to do so."""
    return tag in BLOCK_TAGS or "-" in tag


def _attributes(found: LexborNode) -> dict[str, str]:
    attrs: dict[str, str] = found.attributes  # type: ignore[assignment]  # None where empty
    if None in attrs.values():
        return {name: value or "" for name, value in attrs.items()}
    return attrs


def _is_opaque(node: Node) -> bool:
    if node.tag == "script":
        return not node.get("type").lower().startswith(_SCRIPTS_KEPT)
    return True
