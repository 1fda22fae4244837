"""The reader HTML of a copy, with its pictures served from our own blobs, never hot-linked."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape

from earmark.articles.models import Picture

_IMG = re.compile(r"<img\b[^>]*>")
_SRC = re.compile(r'\bsrc="([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')


def with_kept_pictures(
    body_html: str, pictures: Sequence[Picture], path_of: Callable[[int], str]
) -> str:
    """The body with each picture's address replaced by that of its kept copy.

    A picture that is not kept (yet) gives way to its description. The input is our own
    serialisation (``earmark.extract``), so that its tags can be found by their form.
    """
    kept = {picture.url: picture for picture in pictures if picture.reading_sha256}

    def replaced(tag: re.Match[str]) -> str:
        source = _SRC.search(tag.group())
        picture = kept.get(unescape(source.group(1))) if source else None
        alt = _ALT.search(tag.group())
        described = alt.group(1) if alt else ""
        if picture is None:
            return f"<em>{described}</em>" if described else ""
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        path = escape(path_of(picture.position))
        return f'<img src="{path}" alt="{described}"{size} loading="lazy" decoding="async">'

    return _IMG.sub(replaced, body_html)
