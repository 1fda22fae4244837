"""A page read as an article: headline, byline, dateline, pictures, body, each with its source.

Pure: bytes or text in, an ``ExtractedArticle`` out; no database, web or settings.
"""

from earmark.extract.article import (
    EXTRACTOR_VERSION,
    Dateline,
    ExtractedArticle,
    Picture,
    StubReason,
    Verdict,
)
from earmark.extract.pipeline import extract
from earmark.extract.plain import extract_text

__all__ = [
    "EXTRACTOR_VERSION",
    "Dateline",
    "ExtractedArticle",
    "Picture",
    "StubReason",
    "Verdict",
    "extract",
    "extract_text",
]
