"""Films, sounds and posts set into a page from elsewhere: kept as a labelled link."""

from urllib.parse import urlsplit

from earmark.extract.links import link_url
from earmark.extract.tree import Node

_KNOWN = {
    "youtube.com": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion",
    "soundcloud.com": "SoundCloud",
    "spotify.com": "Spotify",
    "podcasts.apple.com": "Apple Podcasts",
    "ted.com": "TED",
    "archive.org": "Internet Archive",
    "twitch.tv": "Twitch",
    "tiktok.com": "TikTok",
    "instagram.com": "Instagram",
    "twitter.com": "X",
    "x.com": "X",
    "facebook.com": "Facebook",
    "bsky.app": "Bluesky",
    "datawrapper.de": "Datawrapper",
    "datawrapper.dwcdn.net": "Datawrapper",
    "flourish.studio": "Flourish",
    "bandcamp.com": "Bandcamp",
    "bilibili.com": "Bilibili",
    "codepen.io": "CodePen",
    "gist.github.com": "GitHub Gist",
    "openstreetmap.org": "OpenStreetMap",
}
_SOURCES = ("src", "data-src", "data-lazy-src", "data-url")


def embed_link(node: Node, base: str | None) -> tuple[str, str] | None:
    """Label and address of an embed from a known place, or None."""
    if node.tag == "amp-youtube" and node.get("data-videoid").isalnum():
        return "YouTube", f"https://www.youtube.com/watch?v={node.get('data-videoid')}"
    for name in _SOURCES:
        url = link_url(node.get(name), base) if node.get(name) else None
        label = _place(url) if url else None
        if url and label:
            title = " ".join(node.get("title").split())
            return (f"{label}: {title}" if title else label), _watchable(url)
    return None


def _place(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host.startswith("google.") and parts.path.startswith("/maps"):
        return "Google Maps"
    while host:
        if host in _KNOWN:
            return _KNOWN[host]
        host = host.partition(".")[2]
    return None


def _watchable(url: str) -> str:
    """The page of a film rather than its bare player, where the form is known."""
    parts = urlsplit(url)
    head, _, film = parts.path.rpartition("/embed/")
    if "youtube" in (parts.hostname or "") and not head and film:
        return f"https://www.youtube.com/watch?v={film.partition('/')[0]}"
    return url
