"""What runs in the parser child: reading pages and texts, answered as plain JSON.

Imports engines only, so that the child stays small.
"""

from typing import Any

from earmark.extract.pipeline import extract
from earmark.extract.plain import extract_text
from earmark.fetch.charset import decode_text


def read_html(
    content: bytes, url: str, content_type: str | None, title: str | None
) -> dict[str, Any]:
    """The article on a page; see ``earmark.extract.extract``."""
    del title  # the page has its own; a person's title belongs to the bookmark
    return extract(content, url, content_type).to_json()


def read_text(
    content: bytes, url: str, content_type: str | None, title: str | None
) -> dict[str, Any]:
    """The article in plain text; see ``earmark.extract.extract_text``."""
    text, _encoding = decode_text(content, content_type)
    return extract_text(text, title, url).to_json()
