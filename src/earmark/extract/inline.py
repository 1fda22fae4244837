"""Text and inline elements of a block, written with the few tags that are given out."""

import re

from earmark.extract import maths
from earmark.extract.blocks import MEDIA
from earmark.extract.embeds import EMBEDS
from earmark.extract.hints import is_hidden, names_of
from earmark.extract.links import link_url
from earmark.extract.markup import INLINE_TAGS, REL, Element
from earmark.extract.picture_markup import img_attrs
from earmark.extract.picture_source import is_picture_tag, picture_of
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_SPACE = re.compile(r"[ \t\n\r\f]+")
_OVERRIDES = re.compile("[\u202a\u202b\u202d\u202e]")
_RENAMED = {"strike": "s", "del": "s", "tt": "code", "dfn": "em"}
_SKIPPED = word_set("script style template svg button input select textarea canvas noscript rb rtc")
_TOOLS = word_set("editsection mweditsection")
_SIGNS = word_set("headerlink headinglink headinganchor anchorjs anchor permalink hashlink")
_ID = re.compile(r"[^\w.:-]+")
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{2,20}$")
ID_PREFIX = "note-"


def safe_id(value: str) -> str:
    """The id as given out: prefixed, so that it meets no id or script of the page around it."""
    return ID_PREFIX + _ID.sub("-", value)[:100]


class InlineWriter:
    """Writes runs of a page; ``wanted_ids`` are the targets of links within the body."""

    def __init__(self, base: str | None, wanted_ids: frozenset[str]) -> None:
        self._base = base
        self._wanted_ids = wanted_ids
        self._at_blank = True

    def write(self, run: list[Node | str], link: str | None = None) -> list[Element | str]:
        """The run as elements; white space is as a reader sees it; ``link`` is around all."""
        self._at_blank = True
        holder = Element("p")
        target = holder
        if link:
            target = Element("a", {"href": link, "rel": REL})
            holder.children.append(target)
        for item in run:
            self._item(item, target, in_link=bool(link))
        _trim_end(holder)
        return holder.children

    def common_attrs(self, node: Node) -> dict[str, str]:
        """``id`` (if a link leads there), ``dir`` and ``lang``."""
        attrs: dict[str, str] = {}
        if not node.attrs:
            return attrs
        name = node.get("id") or (node.get("name") if node.tag == "a" else "")
        if name in self._wanted_ids:
            attrs["id"] = safe_id(name)
        direction, language = node.get("dir").lower(), node.get("lang")
        if direction in _DIRECTIONS:
            attrs["dir"] = direction
        if language and _LANGUAGE.match(language):
            attrs["lang"] = language
        return attrs

    def _item(self, item: Node | str, into: Element, in_link: bool) -> None:
        if isinstance(item, str):
            self._text(item, into)
            return
        tag = _RENAMED.get(item.tag, item.tag)
        if maths.is_formula(item) or maths.is_formula_picture(item):
            self._text(maths.readable(item), into)
        elif tag in _SKIPPED or tag in EMBEDS or is_hidden(item) or _is_beside_text(item):
            return
        elif tag in MEDIA or is_picture_tag(item):
            self._picture(item, into)
        elif tag == "br":
            into.children.append(Element("br"))
            self._at_blank = True
        else:
            self._element(item, tag, into, in_link)

    def _element(self, node: Node, tag: str, into: Element, in_link: bool) -> None:
        attrs = self.common_attrs(node)
        href = None if in_link or tag != "a" else self._href(node)
        if href:
            attrs = {**attrs, "href": href, "rel": REL}
        elif tag == "a" or tag not in INLINE_TAGS:
            tag = "span" if attrs else ""
        elif tag == "span" and not attrs:
            tag = ""
        if tag == "time" and node.get("datetime"):
            attrs["datetime"] = node.get("datetime")[:60]
        elif tag == "abbr" and node.get("title"):
            attrs["title"] = node.get("title")[:200]
        inner = Element(tag, attrs) if tag else into
        for child in node.children:
            self._item(child, inner, in_link or bool(href))
        if tag and (inner.children or "id" in attrs):
            into.children.append(inner)

    def _href(self, node: Node) -> str | None:
        href = node.get("href")
        if href.startswith("#"):
            return f"#{safe_id(href[1:])}" if href[1:] in self._wanted_ids else None
        return link_url(href, self._base)

    def _text(self, text: str, into: Element) -> None:
        text = _SPACE.sub(" ", text)
        if not text.isascii():
            text = _OVERRIDES.sub("", text)
        if self._at_blank:
            text = text.lstrip(" ")
        if text:
            self._at_blank = text.endswith(" ")
            into.children.append(text)

    def _picture(self, node: Node, into: Element) -> None:
        """A small picture in the line; an emoji becomes its character."""
        picture = picture_of(node, self._base)
        if picture is None or not is_small(node, picture.url):
            return
        if picture.alt and len(picture.alt) <= 2:
            self._text(picture.alt, into)
            return
        into.children.append(Element("img", img_attrs(picture)))
        self._at_blank = False


def _is_beside_text(node: Node) -> bool:
    """Whether a link to the heading itself, an edit link, or a drawing of a formula."""
    if "class" not in node.attrs:
        return False
    names = names_of(node)
    if not names.isdisjoint(_TOOLS) or (not names.isdisjoint(_SIGNS) and len(node.text) <= 2):
        return True
    return maths.is_drawn(node)


def is_small(node: Node, url: str) -> bool:
    """Whether a picture belongs into the line of text: a sign or formula, not a photograph."""
    sides = [node.get("width"), node.get("height")]
    if any(side.isdigit() and int(side) <= 48 for side in sides):
        return True
    if len(node.get("alt")) in (1, 2):
        return True
    return url.partition("?")[0].endswith(".svg")


def _trim_end(element: Element) -> None:
    """Take blanks and line breaks from the end."""
    while element.children:
        last = element.children[-1]
        if isinstance(last, str):
            element.children[-1] = last.rstrip(" ")
            if element.children[-1]:
                return
        elif last.tag == "br":
            pass
        elif last.tag == "img" or "id" in last.attrs:
            return
        else:
            _trim_end(last)
            if last.children:
                return
        element.children.pop()
