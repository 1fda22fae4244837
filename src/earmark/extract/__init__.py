"""A page read as an article: headline, byline, dateline, pictures, body, each with its source.

Pure: bytes or text in, an ``ExtractedArticle`` out; no database, web or settings. The
engine is loaded by the first call: a server only handles what its parser child has read.
"""

from earmark.errors import Unreadable
from earmark.extract.article import (
    EXTRACTOR_VERSION,
    Candidate,
    Dateline,
    EditorsNote,
    ExtractedArticle,
    Origin,
    Picture,
    StubReason,
    Verdict,
    Why,
)

__all__ = [
    "EXTRACTOR_VERSION",
    "Candidate",
    "Dateline",
    "EditorsNote",
    "ExtractedArticle",
    "Origin",
    "Picture",
    "StubReason",
    "Unreadable",
    "Verdict",
    "Why",
    "extract",
    "extract_text",
]


def extract(
    html: bytes | str, url: str | None = None, content_type: str | None = None
) -> ExtractedArticle:
    """The article on a page; ``url`` makes its links absolute, ``content_type`` names its charset.

    Bytes are decoded as browsers do (BOM, header, ``meta``, then detection). With a content
    type of ``text/plain`` they are read as plain text, see ``extract_text``.

    Deterministic, and bounded in time and memory for any input. A page without an article
    comes back with the verdict ``stub`` and whatever text it has. Raises ``Unreadable`` for
    a page beyond the limits of size and nesting, and nothing else. Python's collector of
    garbage is paused meanwhile, in all threads.
    """
    from earmark.extract import pipeline

    if content_type and content_type.strip().lower().startswith("text/plain"):
        from earmark.fetch.charset import decode_text

        text = decode_text(html, content_type)[0] if isinstance(html, bytes) else html
        return extract_text(text, url=url)
    return pipeline.extract(html, url, content_type)


def extract_text(text: str, title: str | None = None, url: str | None = None) -> ExtractedArticle:
    """The article in plain text, such as one that was pasted; ``title`` is its headline if given.

    Paragraphs are parted by blank lines, or are single lines. Never raises.
    """
    from earmark.extract import plain

    return plain.extract_text(text, title, url)
