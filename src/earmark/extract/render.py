"""The chosen body as the reader's page: boxes and blocks become allow-listed elements."""

from collections.abc import Iterable
from urllib.parse import urldefrag

from earmark.extract import credit as credit_line
from earmark.extract import tables
from earmark.extract.article import Picture
from earmark.extract.blocks import MEDIA, Block, Box
from earmark.extract.embeds import embed_link
from earmark.extract.figures import FigureReader
from earmark.extract.inline import InlineWriter, is_small
from earmark.extract.links import link_url
from earmark.extract.markup import REL, Element
from earmark.extract.picture_markup import figure
from earmark.extract.picture_source import file_key
from earmark.extract.preformatted import lines_of
from earmark.extract.tree import Node, is_block

MAX_PICTURES = 300
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}


class Renderer:
    """Writes boxes as elements and collects the pictures that it met, in order."""

    def __init__(self, body: Node, base: str | None) -> None:
        self._base = base
        self._inline = InlineWriter(base, _targets(body))
        self._figures = FigureReader(base)
        self._shown: set[str] = set()
        self.pictures: list[Picture] = []

    def render(self, box: Box) -> list[Element]:
        """The box, which may itself be a list or table, as elements."""
        return self._box(box)

    def _flow(self, items: Iterable[Box | Block]) -> list[Element]:
        out: list[Element] = []
        for item in items:
            if item.is_dropped:
                continue
            out += self._block(item) if isinstance(item, Block) else self._box(item)
        return out

    def _box(self, box: Box) -> list[Element]:
        tag = box.node.tag
        if tag in ("ul", "ol", "menu", "dir"):
            return self._list(box)
        if tag == "dl":
            return self._definitions(box)
        if tag == "table":
            return self._table(box)
        if tag == "pre":
            return self._pre(box)
        if tag == "hr":
            return [Element("hr")]
        if tag == "figure":
            return self._figure(box)
        if tag in ("blockquote", "details"):
            return self._wrapped(box, tag)
        out = self._flow(box.items)
        attrs = self._inline.common_attrs(box.node)
        if out and "id" in attrs:
            out[0].attrs.setdefault("id", attrs["id"])
        return out

    def _wrapped(self, box: Box, tag: str) -> list[Element]:
        children: list[Element | str] = []
        for item in box.items:
            if tag == "details" and isinstance(item, Box) and item.node.tag == "summary":
                inner = _tight(self._flow(item.items))
                children += [Element("summary", children=inner)] if inner else []
            else:
                children += self._flow([item])
        return [Element(tag, self._inline.common_attrs(box.node), children)] if children else []

    def _block(self, block: Block) -> list[Element]:
        out = self._media(block) if block.has_media else []
        if not block.text:
            return out
        if not block.has_media and (lost := credit_line.loose_caption(block.text)):
            self.pictures.append(lost)
            return [figure(lost)]
        link = _link_around(block, self._base) if block.box.in_link else None
        children = self._inline.write(block.content, link)
        if children:
            tag = _HEADINGS.get(block.node.tag, "p")
            attrs = self._inline.common_attrs(block.node) if is_block(block.node.tag) else {}
            out.append(Element(tag, attrs, children))
        return out

    def _media(self, block: Block) -> list[Element]:
        out: list[Element] = []
        for node in media_in(block.content):
            if node.tag in ("iframe", "amp-youtube", "video", "audio", "amp-iframe"):
                link = embed_link(node, self._base)
                out += [_linked(*link)] if link else []
                continue
            picture = self._figures.read(node, block)
            if picture is None or (block.text and is_small(node, picture.url)):
                continue
            if self._is_new(node, picture):
                self._shown |= {picture.url, file_key(picture.url)}
                self.pictures.append(picture)
                out.append(figure(picture))
        return out

    def _is_new(self, node: Node, picture: Picture) -> bool:
        """Whether it is not shown yet; a copy for browsers without script may differ in size."""
        is_copy = any(n.tag == "noscript" for n in node.ancestors())
        key = file_key(picture.url) if is_copy else picture.url
        return key not in self._shown and len(self.pictures) < MAX_PICTURES

    def _figure(self, box: Box) -> list[Element]:
        """A figure of pictures; of anything else (a table, code, a quotation) what it holds."""
        out: list[Element] = []
        for item in box.items:
            if isinstance(item, Box) and item.node.tag == "figcaption":
                if not any(e.tag == "figure" for e in out):
                    out += self._flow([item])
            else:
                out += self._flow([item])
        return out

    def _list(self, box: Box) -> list[Element]:
        node = box.node
        attrs = self._inline.common_attrs(node)
        if node.tag == "ol" and node.get("start").isdigit():
            attrs["start"] = node.get("start")[:6]
        points: list[Element | str] = []
        for item in box.items:
            inner = _tight(self._flow([item]))
            if inner:
                own = self._inline.common_attrs(item.node) if isinstance(item, Box) else {}
                points.append(Element("li", own, inner))
        return [Element("ol" if node.tag == "ol" else "ul", attrs, points)] if points else []

    def _definitions(self, box: Box) -> list[Element]:
        out: list[Element | str] = []
        for item in box.boxes():
            if item.node.tag in ("dt", "dd") and _nearest(item, "dl") is box:
                inner = _tight(self._flow(item.items))
                if inner:
                    own = self._inline.common_attrs(item.node)
                    out.append(Element(item.node.tag, own, inner))
        return [Element("dl", children=out)] if out else self._flow(box.items)

    def _table(self, box: Box) -> list[Element]:
        table = tables.read(box)
        if table is None:
            return self._flow(box.items)
        out: list[Element | str] = []
        if table.caption:
            caption = _tight(self._flow(table.caption.items))
            out += [Element("caption", children=caption)] if caption else []
        for section, rows in (("thead", table.head), ("tbody", table.rows)):
            lines: list[Element | str] = [self._row(row) for row in rows]
            out += [Element(section, children=lines)] if lines else []
        return [Element("table", self._inline.common_attrs(box.node), out)]

    def _row(self, cells: list[Box]) -> Element:
        row = Element("tr")
        for cell in cells:
            attrs = {**self._inline.common_attrs(cell.node), **tables.spans(cell.node)}
            row.children.append(Element(cell.node.tag, attrs, _tight(self._flow(cell.items))))
        return row

    def _pre(self, box: Box) -> list[Element]:
        text = lines_of(box.node).strip("\n").rstrip()
        if not text.strip():
            return []
        has_code = any(n.tag == "code" for n in box.node.walk())
        inner: list[Element | str] = [Element("code", children=[text])] if has_code else [text]
        return [Element("pre", self._inline.common_attrs(box.node), inner)]


def _tight(flow: list[Element]) -> "list[Element | str]":
    """Content of a list point or cell: its only paragraph without the ``p`` around it."""
    if len(flow) == 1 and flow[0].tag in ("ul", "ol") and len(flow[0].children) == 1:
        only = flow[0].children[0]
        if isinstance(only, Element) and only.tag == "li":
            return only.children
    if flow and flow[0].tag == "p" and not any(e.tag == "p" for e in flow[1:]):
        return [*flow[0].children, *flow[1:]]
    return list(flow)


def _linked(label: str, url: str) -> Element:
    return Element("p", children=[Element("a", {"href": url, "rel": REL}, [label])])


def _link_around(block: Block, base: str | None) -> str | None:
    for node in (block.node, *block.node.ancestors()):
        if node.tag == "a":
            return link_url(node.get("href"), base)
    return None


def media_in(content: list[Node | str]) -> list[Node]:
    """The pictures and embeds in a run, outermost elements only."""
    out: list[Node] = []
    stack = [n for n in reversed(content) if isinstance(n, Node)]
    while stack:
        node = stack.pop()
        if node.tag in MEDIA:
            out.append(node)
        else:
            stack.extend([c for c in reversed(node.children) if isinstance(c, Node)])
    return out


def _nearest(box: Box, tag: str) -> Box | None:
    return next((a for a in box.ancestors() if a.node.tag == tag), None)


def _targets(body: Node) -> frozenset[str]:
    """Names within the body that links of the body lead to (footnotes and back)."""
    wanted: set[str] = set()
    there: set[str] = set()
    for node in body.walk():
        if node.tag == "a":
            fragment = urldefrag(node.get("href")).fragment if "#" in node.get("href") else ""
            if node.get("href").startswith("#") and fragment:
                wanted.add(fragment)
            if node.get("name"):
                there.add(node.get("name"))
        if node.get("id"):
            there.add(node.get("id"))
    return frozenset(wanted & there)
