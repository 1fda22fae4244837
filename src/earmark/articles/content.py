"""What kind of thing a page's bytes are: decided by the sender's word, else by a look."""

import re
from enum import StrEnum

from earmark.errors import Reason, Unreadable


class Content(StrEnum):
    """What Earmark can read."""

    HTML = "html"
    TEXT = "text"


LOOK_BYTES = 2048
"""How far into the bytes a look goes: past a licence in a comment, not into the text."""

_XHTML = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|p)[\s>]", re.IGNORECASE)
"""What tells a page from other bytes. Feeds are XML too and may quote a ``<p>``, so what
calls itself XML must have the root of a page."""

_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_NAMED = {
    "application/pdf": "a PDF file",
    "application/json": "data (JSON)",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "application/feed+json": "a feed",
    "text/xml": "an XML file",
    "application/xml": "an XML file",
    "text/css": "a style sheet",
    "application/javascript": "a script",
    "text/javascript": "a script",
}


def content_kind(body: bytes, content_type: str | None) -> Content:
    """HTML or text; raises Unreadable, which names the kind, for anything else."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in _HTML_TYPES:
        return Content.HTML
    if media_type in ("", "application/octet-stream", "unknown/unknown"):
        return _guess(body)
    if media_type in ("application/xml", "text/xml") and _XHTML.search(body, 0, LOOK_BYTES):
        return Content.HTML
    if media_type in ("text/plain", "text/markdown"):
        return Content.TEXT
    raise Unreadable(Reason.NOT_AN_ARTICLE, _sentence(media_type))


def _guess(body: bytes) -> Content:
    if body.startswith(b"%PDF-"):
        raise Unreadable(Reason.NOT_AN_ARTICLE, _sentence("application/pdf"))
    mark = _XHTML if body.lstrip().startswith(b"<?xml") else _MARKUP
    if mark.search(body, 0, LOOK_BYTES):
        return Content.HTML
    if b"\0" in body[:1024]:
        raise Unreadable(Reason.NOT_AN_ARTICLE, _sentence("application/octet-stream"))
    return Content.TEXT


def _sentence(media_type: str) -> str:
    family = media_type.partition("/")[0]
    families = {"image": "a picture", "video": "a video", "audio": "a recording", "font": "a font"}
    what = _NAMED.get(media_type) or families.get(family) or f"a file ({media_type})"
    return f"The address leads to {what}, not to a page that can be read. The link is kept."
