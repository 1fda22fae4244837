"""Films, sounds and posts set into a page from elsewhere: kept as a labelled link."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from earmark.extract.headline import clean
from earmark.extract.links import link_url
from earmark.extract.tree import Node
from earmark.extract.words import word_set

EMBEDS = word_set(
    "iframe video audio embed object amp-iframe amp-youtube amp-video amp-audio amp-vimeo "
    "amp-twitter amp-instagram lite-youtube youtube-video lite-vimeo"
)
"""Elements that set something in from elsewhere."""

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
    "jsfiddle.net": "JSFiddle",
    "codesandbox.io": "CodeSandbox",
    "observablehq.com": "Observable",
    "gist.github.com": "GitHub Gist",
    "openstreetmap.org": "OpenStreetMap",
    "streamable.com": "Streamable",
    "rumble.com": "Rumble",
    "reddit.com": "Reddit",
    "redditmedia.com": "Reddit",
    "imgur.com": "Imgur",
    "scribd.com": "Scribd",
    "documentcloud.org": "DocumentCloud",
    "slideshare.net": "SlideShare",
    "speakerdeck.com": "Speaker Deck",
    "kickstarter.com": "Kickstarter",
    "wistia.com": "Wistia",
    "wistia.net": "Wistia",
    "brightcove.net": "Video",
    "jwplayer.com": "Video",
    "jwplatform.com": "Video",
    "acast.com": "Podcast",
    "buzzsprout.com": "Podcast",
    "libsyn.com": "Podcast",
    "simplecast.com": "Podcast",
    "megaphone.fm": "Podcast",
    "podigee.io": "Podcast",
    "mixcloud.com": "Mixcloud",
}
_SOURCES = ("src", "data-src", "data-lazy-src", "data-url", "data", "data-consent-src")
_ADDRESSES = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v="),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v="),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/"),
    "lite-vimeo": ("videoid", "https://vimeo.com/"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/"),
}
"""Elements that name what they show by its id: the attribute, and what stands before it."""

_NAMED_ID = re.compile(r"[\w-]{3,40}$")
_KIND = {"video": "Video", "amp-video": "Video", "audio": "Audio", "amp-audio": "Audio"}
_EMPTY_TITLES = word_set("iframe embed video player audio embedded youtube vimeo spotify")


def embed_link(node: Node, base: str | None) -> tuple[str, str] | None:
    """Label and address of an embed that a reader could want, or None.

    Films and sounds that the page plays itself are given by kind, embeds by their place;
    those from unknown places (counters, advertisements, forms) are left out.
    """
    title = _title(node)
    for url in _addresses(node, base):
        kind = _KIND.get(node.tag)
        label = _place(url) or (_host(url) if kind is None and _is_player(url) else kind)
        if label:
            return (f"{label}: {title}" if title else label), _watchable(url)
    return None


def _addresses(node: Node, base: str | None) -> Iterator[str]:
    named = _ADDRESSES.get(node.tag)
    if named and _NAMED_ID.match(node.get(named[0])):
        yield named[1] + node.get(named[0])
    inner = [n for n in node.walk() if n.tag == "source"] if node.tag in _KIND else []
    for place in (node, *inner):
        for name in _SOURCES:
            url = link_url(place.get(name), base) if place.get(name) else None
            if url and url.startswith("http"):
                yield url


def _title(node: Node) -> str:
    """What the page calls the embed, if that says more than what it is."""
    for name in ("title", "aria-label", "playlabel", "data-title", "alt"):
        title = clean(node.get(name))[:200]
        if title and not set(re.findall(r"\w+", title.lower())) <= _EMPTY_TITLES:
            return title
    return ""


def _place(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host.startswith("google.") and parts.path.startswith("/maps"):
        return "Google Maps"
    if host == "facebook.com" and "/plugins/" in parts.path:
        return "Facebook" if "href" in parse_qs(parts.query) else None
    while host:
        if host in _KNOWN:
            return _KNOWN[host]
        host = host.partition(".")[2]
    return None


def _is_player(url: str) -> bool:
    """Whether the address says that a film or sound plays there."""
    path = urlsplit(url).path.lower()
    return any(f"/{word}" in path for word in ("video", "podcast", "audio", "player", "episode"))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _watchable(url: str) -> str:
    """The page of a film or post rather than its bare player, where the form is known."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    film = parts.path.removeprefix("/embed/")
    if "youtube" in host and film not in (parts.path, "", "videoseries"):
        return f"https://www.youtube.com/watch?v={film.partition('/')[0]}"
    if host == "player.vimeo.com" and (film := parts.path.removeprefix("/video/")).isdigit():
        return f"https://vimeo.com/{film}"
    if host.endswith("spotify.com") and parts.path.startswith("/embed/"):
        return f"https://open.spotify.com/{parts.path.removeprefix('/embed/')}"
    if host.endswith("dailymotion.com") and "/embed/video/" in parts.path:
        return f"https://www.dailymotion.com/video/{parts.path.rpartition('/')[2]}"
    if host == "platform.twitter.com" and (post := parse_qs(parts.query).get("id")):
        return f"https://twitter.com/i/status/{post[0]}"
    if host.endswith("facebook.com") and (page := parse_qs(parts.query).get("href")):
        return page[0] if page[0].startswith("https://www.facebook.com/") else url
    return url
