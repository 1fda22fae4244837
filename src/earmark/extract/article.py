"""What one reading of a page gives: an ExtractedArticle, as a dataclass and as plain JSON."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

EXTRACTOR_VERSION = "2026.11.2"
"""Changes whenever the same page could come out differently; stored with each Extraction."""


class Verdict(StrEnum):
    """Whether the page holds what was asked for."""

    ARTICLE = "article"
    STUB = "stub"


class StubReason(StrEnum):
    """Why a page that was received is not the article."""

    BOT_WALL = "bot_wall"
    CONSENT_WALL = "consent_wall"
    LOGIN = "login"
    PAYWALL = "paywall"
    ERROR_PAGE = "error_page"
    PARKED = "parked"
    EMPTY_SHELL = "empty_shell"
    NO_TEXT = "no_text"

    @property
    def sentence(self) -> str:
        """What happened and what the person can do, in plain words."""
        return _SENTENCES[self]


_SEND = "Send it from your browser to keep the whole text."
_SENTENCES = {
    StubReason.BOT_WALL: f"The site asked for a proof of being human. {_SEND}",
    StubReason.CONSENT_WALL: f"The site showed a consent page instead of the article. {_SEND}",
    StubReason.LOGIN: f"The site answered with a login page. {_SEND}",
    StubReason.PAYWALL: f"The site gives only the beginning to those who do not pay. {_SEND}",
    StubReason.ERROR_PAGE: "The site says that the page is not there. Check the address.",
    StubReason.PARKED: "The address is for sale and holds no article any more.",
    StubReason.EMPTY_SHELL: f"The page is put together by script in the browser. {_SEND}",
    StubReason.NO_TEXT: "The page holds no text that could be read.",
}


@dataclass(frozen=True)
class Dateline:
    """Where (and when, as written) a report was filed: "BERLIN, May 3"."""

    place: str
    date: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture of the article; ``width`` and ``height`` are hints in CSS pixels.

    ``url`` is absolute; it is empty where only caption and credit came along, as in
    pasted text.
    """

    url: str
    caption: str | None = None
    credit: list[str] = field(default_factory=list)
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class ExtractedArticle:
    """All that was read from a page; ``why`` names the signal that each field came from.

    ``body_html`` is a serialised allow-list tree, safe to show; ``body_text`` holds the
    same words, paragraphs parted by blank lines; ``body_words`` counts words, a CJK
    character as half a word. ``kind`` is one of article, forum, documentation, listing,
    product, other. ``confidence`` runs from 0 (any text at all) to 1.
    """

    headline: str | None = None
    byline: list[str] = field(default_factory=list)
    agency: list[str] = field(default_factory=list)
    dateline: Dateline | None = None
    site_name: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    language: str | None = None
    direction: str = "ltr"
    description: str | None = None
    canonical_url: str | None = None
    lead_picture: Picture | None = None
    pictures: list[Picture] = field(default_factory=list)
    body_html: str = ""
    body_text: str = ""
    body_words: int = 0
    kind: str = "article"
    confidence: float = 0.0
    verdict: Verdict = Verdict.ARTICLE
    verdict_reason: StubReason | None = None
    is_accessible_for_free: bool | None = None
    licence: str | None = None
    why: dict[str, str] = field(default_factory=dict)

    @property
    def verdict_message(self) -> str | None:
        """A sentence for a person when the verdict is ``stub``."""
        return self.verdict_reason.sentence if self.verdict_reason else None

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Plain values only; ``from_json`` is the way back."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["dateline"] = vars(self.dateline) if self.dateline else None
        plain["lead_picture"] = vars(self.lead_picture) if self.lead_picture else None
        plain["pictures"] = [vars(picture) for picture in self.pictures]
        for name in _TIMES:
            plain[name] = plain[name].isoformat() if plain[name] else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "ExtractedArticle":  # Any: JSON
        """The article that ``to_json`` wrote."""
        values = dict(plain)
        values["dateline"] = Dateline(**values["dateline"]) if values["dateline"] else None
        lead = values["lead_picture"]
        values["lead_picture"] = Picture(**lead) if lead else None
        values["pictures"] = [Picture(**picture) for picture in values["pictures"]]
        for name in _TIMES:
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        values["verdict"] = Verdict(values["verdict"])
        reason = values["verdict_reason"]
        values["verdict_reason"] = StubReason(reason) if reason else None
        return cls(**values)


_TIMES = ("published_at", "modified_at")
