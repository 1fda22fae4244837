"""Addresses found on a page, made absolute; anything but web and mail addresses is refused."""

from functools import lru_cache

import ada_url

MAX_URL_CHARS = 8_000
"""Browsers take more, but an address this long is data, not a place."""

_PICTURE_SCHEMES = ("http:", "https:")
_LINK_SCHEMES = ("http:", "https:", "mailto:")


def link_url(href: str, base: str | None) -> str | None:
    """The absolute http, https or mailto address, or None."""
    return _absolute(href, base, _LINK_SCHEMES)


def picture_url(src: str, base: str | None) -> str | None:
    """The absolute http or https address, or None."""
    return _absolute(src, base, _PICTURE_SCHEMES)


@lru_cache(maxsize=4_000)
def _absolute(href: str, base: str | None, schemes: tuple[str, ...]) -> str | None:
    href = href.strip()
    if not href or len(href) > MAX_URL_CHARS:
        return None
    try:
        url = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return None
    return url if url.startswith(schemes) and "'" not in url.partition("/")[0] else None
