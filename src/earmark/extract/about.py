"""What a page says about its article that can be compared with the blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from earmark.extract.signals import Signals, is_type, texts

_WORD = re.compile(r"\w+")
_SLUG_WORD = re.compile(r"[a-z]{2,}")
_FORUM_TYPE = re.compile(r"(?:DiscussionForumPosting|QAPage|Question)$")
_FORUM_MAKER = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|invision|flarum|simple machines|vanilla"
    r"|stack exchange",
    re.IGNORECASE,
)
_FORUM_ADDRESS = re.compile(
    r"\b(?:forums?|threads?|topics?|community|communities|discussions?|questions|viewtopic|showthread)\b"
)
_JSON_MIN_LETTERS = 300
_MAX_LETTERS = 20_000


@dataclass(frozen=True)
class About:
    """Headline, description, authors, text in JSON-LD, address; empty where nothing is said."""

    headline: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    json_text: str = ""
    is_article: bool = False
    is_forum: bool = False
    url: str = ""

    @cached_property
    def headline_words(self) -> frozenset[str]:
        """The words of the headline in lower case."""
        return frozenset(_WORD.findall(self.headline.lower()))

    @cached_property
    def path_depth(self) -> int:
        """Folders in the page's address."""
        return urlsplit(self.url).path.rstrip("/").count("/")

    @cached_property
    def slug_words(self) -> int:
        """Words in the last part of the page's address."""
        return len(_SLUG_WORD.findall(urlsplit(self.url).path.rstrip("/").rsplit("/", 1)[-1]))


def read_about(signals: Signals, headline: str | None) -> About:
    """What the head of the page says."""
    article = signals.article
    body = article.get("articleBody")
    json_text = " ".join(body[:_MAX_LETTERS].split()) if isinstance(body, str) else ""
    return About(
        headline=headline or "",
        description=signals.first("og:description", "description", "twitter:description"),
        authors=tuple(name for name in texts(article.get("author")) if 4 < len(name) < 60)[:10],
        json_text=json_text if len(json_text) >= _JSON_MIN_LETTERS else "",
        is_article=signals.is_article,
        is_forum=_is_forum(signals),
        url=signals.canonical_url or signals.base or "",
    )


def _is_forum(signals: Signals) -> bool:
    if _FORUM_MAKER.search(signals.first("generator", "application-name")):
        return True
    if any(is_type(o, _FORUM_TYPE) and not o.get("_listed") for o in signals.objects):
        return True
    return bool(_FORUM_ADDRESS.search(signals.base or ""))
