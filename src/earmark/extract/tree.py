"""The page as a tree of our own: plain nodes that are safe to walk, mark and take apart.

The HTML parser's own nodes are left behind at once: they cost a call each, and a tree
that is edited while it is walked is where parsers break.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from earmark.extract.words import word_set

MAX_DEPTH = 120
"""Deeper elements become children of their ancestor at this depth, so that recursion is safe."""

BLOCK_TAGS = word_set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main "
    "menu nav noscript ol p pre search section summary table tbody td tfoot th thead tr ul"
)

_OPAQUE = word_set("style template iframe select textarea object canvas")
_SCRIPTS_KEPT = ("application/ld+json", "math/")


class Node:
    """An element: tag in lower case, attributes, and children (text or nodes) in order."""

    __slots__ = ("attrs", "children", "holds_blocks", "parent", "tag")

    def __init__(self, tag: str, attrs: dict[str, str] | None = None) -> None:
        self.tag = tag
        self.attrs = attrs or {}
        self.children: list[Node | str] = []
        self.parent: Node | None = None
        self.holds_blocks = False

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


def parse(html: str) -> Page:
    """The tree of a page that is within the limits (see ``limits``)."""
    page = Page(Node("html"))
    top = LexborHTMLParser(html).root
    if top is None:
        return page
    page.root.attrs = _attributes(top)
    stack = [(top.first_child, page.root, 0)]
    while stack:
        found, parent, depth = stack.pop()
        while found is not None:
            if found.is_text_node:
                parent.children.append(found.text_content or "")
            elif found.is_element_node:
                node = _node(found, parent, page)
                inner = None if _is_opaque(node) else found.first_child
                if inner is not None:
                    stack.append((found.next, parent, depth))
                    if depth < MAX_DEPTH:
                        parent, depth = node, depth + 1
                    found = inner
                    continue
            found = found.next
    return page


def _node(found: LexborNode, parent: Node, page: Page) -> Node:
    node = Node(found.tag or "", _attributes(found))
    parent.append(node)
    page.by_tag[node.tag].append(node)
    if is_block(node.tag):
        for ancestor in node.ancestors():
            if ancestor.holds_blocks:
                break
            ancestor.holds_blocks = True
    return node


def is_block(tag: str) -> bool:
    """Whether the element stands on lines of its own; custom elements are taken to do so."""
    return tag in BLOCK_TAGS or "-" in tag


def _attributes(found: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in found.attributes.items()}


def _is_opaque(node: Node) -> bool:
    if node.tag == "script":
        return not node.get("type").lower().startswith(_SCRIPTS_KEPT)
    return node.tag in _OPAQUE
