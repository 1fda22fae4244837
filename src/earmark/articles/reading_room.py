"""Where hostile bytes are read: calls into the parser child, answers as our own dataclasses."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.articles.content import Content
from earmark.extract import ExtractedArticle
from earmark.jobs.child import ChildPool

PRELOAD = ("earmark.extract.child",)
"""What a warm child has imported before the first page comes."""


@dataclass(frozen=True)
class ReadingPicture:
    """A picture made safe and small for reading, and a small one for lists; both WebP."""

    reading: bytes
    thumb: bytes
    width: int
    height: int


class ReadingRoom:
    """Reads pages and pictures in a child process that can be killed without harm."""

    def __init__(self, children: ChildPool, site_rules: Path | None = None) -> None:
        """``site_rules`` is the folder of rules for sites, which need not be there."""
        self._children = children
        self._site_rules = site_rules

    def read(
        self, content: bytes, kind: Content, url: str, content_type: str | None, title: str | None
    ) -> ExtractedArticle:
        """The article in the bytes. Raises Unreadable when there is none to be had."""
        function = f"earmark.extract.child:read_{kind}"
        args: dict[str, Any] = {"url": url, "content_type": content_type, "title": title}  # JSON
        if kind is Content.HTML:
            args |= self._rules()
        found, _ = self._children.call(function, content, **args)
        return ExtractedArticle.from_json(found)

    def read_sent(
        self, content: bytes, kind: Content, url: str, content_type: str | None, title: str | None
    ) -> ExtractedArticle:
        """As ``read``; pictures that the page carries within itself come along by address."""
        if kind is not Content.HTML:
            return self.read(content, kind, url, content_type, title)
        args = {"url": url, "content_type": content_type, "title": title, **self._rules()}
        found, _ = self._children.call("earmark.archive.inlined:read_html", content, **args)
        return ExtractedArticle.from_json(found)

    def _rules(self) -> dict[str, str]:
        return {"rules": str(self._site_rules)} if self._site_rules else {}

    def cut_out(self, content: bytes, addresses: Collection[str]) -> dict[str, bytes]:
        """Those pictures that a page carries within itself, by the addresses of ``read_sent``."""
        function = "earmark.archive.inlined:cut_out"
        found, all_bytes = self._children.call(function, content, addresses=list(addresses))
        cut, start = {}, 0
        for address, size in found["sizes"].items():
            cut[address] = all_bytes[start : start + size]
            start += size
        return cut

    def shrink(self, content: bytes) -> ReadingPicture:
        """The picture for reading. Raises Unreadable for what is no picture, or a bomb."""
        found, both = self._children.call("earmark.archive.pictures:shrink", content)
        cut = found["reading_bytes"]
        return ReadingPicture(both[:cut], both[cut:], found["width"], found["height"])
