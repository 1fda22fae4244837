"""The engine as a child process calls it: bytes in, plain JSON out."""

from dataclasses import replace
from typing import Any

from earmark.extract.article import Why
from earmark.extract.pipeline import extract
from earmark.extract.plain import extract_text
from earmark.fetch.charset import decode_text

Json = dict[str, Any]  # Any: JSON


def read_html(content: bytes, url: str | None, content_type: str | None, title: str | None) -> Json:
    """An HTML page read; ``title`` stands in where the page has no headline."""
    article = extract(content, url, content_type)
    if title and not article.headline:
        article = replace(article, headline=title, why={**article.why, "headline": Why("given")})
    return article.to_json()


def read_text(content: bytes, url: str | None, content_type: str | None, title: str | None) -> Json:
    """Plain text read."""
    text, _ = decode_text(content, content_type)
    return extract_text(text, title, url).to_json()
