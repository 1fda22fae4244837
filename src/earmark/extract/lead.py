"""The lead picture: the one that stands for the article in lists."""

from typing import Any

from earmark.extract.article import Picture
from earmark.extract.links import picture_url
from earmark.extract.picture_identity import picture_key
from earmark.extract.signals import Signals


def lead_picture(pictures: list[Picture], signals: Signals) -> tuple[Picture | None, str]:
    """The picture that stands for the article, and where it was found."""
    declared = declared_urls(signals)
    keys = {picture_key(url) for url in declared}
    for picture in pictures:
        if picture_key(picture.url) in keys:
            return picture, "og:image in the article"
    if pictures:
        return pictures[0], "first picture"
    return (Picture(declared[0]), "og:image") if declared else (None, "none")


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
