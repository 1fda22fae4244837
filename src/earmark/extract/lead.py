"""The lead picture, and pictures that stand between the headline and the body."""

from typing import Any

from earmark.extract.article import Picture
from earmark.extract.blocks import Box
from earmark.extract.figures import FigureReader
from earmark.extract.headline import likeness
from earmark.extract.links import picture_url
from earmark.extract.picture_source import file_key
from earmark.extract.render import media_in
from earmark.extract.signals import Signals

_MAX_ABOVE = 3


def lead_picture(pictures: list[Picture], signals: Signals) -> tuple[Picture | None, str]:
    """The picture that stands for the article, and where it was found."""
    declared = declared_urls(signals)
    keys = {file_key(url) for url in declared}
    for picture in pictures:
        if file_key(picture.url) in keys:
            return picture, "og:image in the article"
    if pictures:
        return pictures[0], "first picture"
    return (Picture(declared[0]), "og:image") if declared else (None, "none")


def pictures_above(root: Box, body: Box, headline: str | None, signals: Signals) -> list[Picture]:
    """Pictures after the headline and before the body that belong to the article.

    They do when they stand in a figure or are what the page declares as its picture.
    """
    declared = {file_key(url) for url in declared_urls(signals)}
    reader = FigureReader(signals.base)
    inside = {id(block) for block in body.all_blocks()}
    found: list[Picture] = []
    after_headline = headline is None
    for block in root.all_blocks():
        if id(block) in inside or len(found) >= _MAX_ABOVE:
            break
        if block.node.tag in ("h1", "h2") and headline and likeness(block.text, headline) > 0.6:
            after_headline = True
        if not block.has_media:
            continue
        for node in media_in(block.content):
            picture = reader.read(node, block)
            if picture is None or any(picture.url == p.url for p in found):
                continue
            is_declared = file_key(picture.url) in declared
            is_figure = any(b.node.tag == "figure" for b in (block.box, *block.box.ancestors()))
            if is_declared or (after_headline and (is_figure or picture.caption)):
                found.append(picture)
    return found


def declared_urls(signals: Signals) -> list[str]:
    """Addresses of the pictures that the page declares for itself."""
    raw = [*signals.meta.get("og:image", ()), *signals.meta.get("twitter:image", ())]
    raw += _urls(signals.article.get("image"))
    urls = [picture_url(value, signals.base) for value in raw[:10]]
    return list(dict.fromkeys(url for url in urls if url))


def _urls(value: Any) -> list[str]:  # Any: JSON
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [url for item in value[:10] for url in _urls(item)]
    if isinstance(value, dict):
        return _urls(value.get("url") or value.get("contentUrl"))
    return []
