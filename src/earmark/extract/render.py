"""The chosen body as the reader's page: boxes and blocks become allow-listed elements."""

from collections.abc import Iterable

from earmark.extract import credit as credit_line
from earmark.extract import headings, tables
from earmark.extract.article import Picture
from earmark.extract.blocks import Block, Box
from earmark.extract.embeds import EMBEDS, embed_link
from earmark.extract.inline import InlineWriter
from earmark.extract.links import link_url
from earmark.extract.markup import REL, Element
from earmark.extract.picture_markup import figure
from earmark.extract.pictures import Placement, media_in
from earmark.extract.preformatted import (
    is_code_box,
    is_gutter,
    language_of,
    lines_of,
    lone_code,
)
from earmark.extract.tree import Node, Page, is_block
from earmark.extract.words import word_set

_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")


class Renderer:
    """Writes boxes as elements and collects the pictures that it met, in order."""

    def __init__(self, page: Page, base: str | None, placement: Placement) -> None:
        self._base = base
        self._inline = InlineWriter(base, _targets(page))
        self._placement = placement
        self.pictures: list[Picture] = []

    def render(self, box: Box) -> list[Element]:
        """The box, which may itself be a list or table, as elements."""
        elements = self._box(box)
        headings.level(elements)
        return elements

    def _flow(self, items: Iterable[Box | Block]) -> list[Element]:
        out: list[Element] = []
        for item in items:
            if item.is_dropped:
                out += self._pictures_in(item)
            else:
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
        if tag == "pre" or is_code_box(box.node):
            return self._pre(box.node)
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
        if code := lone_code(block.content):
            return out + self._pre(code)
        link = _link_around(block, self._base) if block.box.in_link else None
        children = self._inline.write(block.content, link)
        if children:
            tag = block.node.tag if block.node.tag in _HEADINGS else "p"
            attrs = self._inline.common_attrs(block.node) if is_block(block.node.tag) else {}
            out.append(Element(tag, attrs, children))
        return out

    def _media(self, block: Block) -> list[Element]:
        out = self._pictures_at(block)
        for node in media_in(block.content):
            if node.tag in EMBEDS:
                link = embed_link(node, self._base)
                out += [_linked(*link)] if link else []
        return out

    def _pictures_at(self, block: Block) -> list[Element]:
        found = self._placement.at.get(id(block), [])
        self.pictures += found
        return [figure(picture) for picture in found]

    def _pictures_in(self, dropped: Box | Block) -> list[Element]:
        """The article's pictures out of something that is else left out."""
        if isinstance(dropped, Block):
            return self._pictures_at(dropped)
        if id(dropped) not in self._placement.boxes:
            return []
        return [element for block in dropped.all_blocks() for element in self._pictures_at(block)]

    def _figure(self, box: Box) -> list[Element]:
        """A figure of pictures; of anything else (a table, code, a quotation) what it holds.

        Where the page left only the caption, the picture being put in by script, the
        caption stays as one.
        """
        caption = [i for i in box.items if isinstance(i, Box) and i.node.tag == "figcaption"]
        out = self._flow(item for item in box.items if item not in caption)
        lines = [] if any(e.tag == "figure" for e in out) else self._flow(caption)
        if out or not lines:
            return out + lines
        return [Element("figure", children=[Element("figcaption", children=_tight(lines))])]

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

    def _pre(self, node: Node) -> list[Element]:
        text = lines_of(node)
        if not text.strip() or is_gutter(text):
            return []
        language = language_of(node)
        inner: list[Element | str] = [text]
        if language or any(n.tag == "code" for n in node.walk()):
            attrs = {"class": f"language-{language}"} if language else {}
            inner = [Element("code", attrs, inner)]
        return [Element("pre", self._inline.common_attrs(node), inner)]


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


def _nearest(box: Box, tag: str) -> Box | None:
    return next((a for a in box.ancestors() if a.node.tag == tag), None)


def _targets(page: Page) -> frozenset[str]:
    """Names on the page that its own links lead to (footnotes and back)."""
    links = page.all("a")
    wanted = {node.attrs["href"][1:] for node in links if node.get("href")[:1] == "#"} - {""}
    if not wanted:
        return frozenset()
    there = {node.get("name") for node in links}
    for nodes in page.by_tag.values():
        there.update([node.attrs["id"] for node in nodes if "id" in node.attrs])
    return frozenset(wanted & there)
