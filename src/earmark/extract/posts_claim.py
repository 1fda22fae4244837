"""Whether a page says that it is a thread of a forum, and how plainly."""

import re
from enum import IntEnum
from urllib.parse import urlsplit

from earmark.extract.hints import tokens
from earmark.extract.signals import Signals, is_type
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_TYPES = re.compile(r"(?:DiscussionForumPosting|QAPage)$")
_SOFTWARE = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|invision|flarum|simple machines|\bsmf\b|vanilla"
    r"|nodebb|fluxbb|punbb|woltlab|burning board|yabb|lemmy|stack exchange|question2answer|askbot",
    re.IGNORECASE,
)
_CLASSES = word_set(
    "phpbb vbulletin xenforo xf mybb ipsapp threadview viewtopic sectionviewtopic pagetopic "
    "singletopic topicview showthread viewthread threadpage topicpage questionpage forum forums "
    "bbpress"
)
_HOSTS = word_set("forum forums community discuss discussion discussions boards board answers ask")
_PATHS = re.compile(
    r"/(?:forums?|foren|foro|threads?|topics?|discussions?|questions?|viewtopic|showthread"
    r"|boards?|talk|fragen|comments)(?:[/.?-]|$)|(?:showtopic|topic|thread)[=-]\d|/t/[^/]+/\d"
    r"|/item\?id=",
    re.IGNORECASE,
)
_MICRODATA_ON = ("html", "body", "main", "div", "article", "section")


class Claim(IntEnum):
    """How plainly a page says that it is a thread."""

    DENIED = 0
    """It says that it is something else: an article, a product."""
    SILENT = 1
    HINTED = 2
    """Its address or the classes of its body are those of forums."""
    DECLARED = 3


def claim_of(page: Page, signals: Signals) -> Claim:
    """What the page says of itself, by microdata, JSON-LD, software, address and classes."""
    if is_declared_forum(page, signals):
        return Claim.DECLARED
    if _is_hinted(page, signals):
        return Claim.HINTED
    is_other = signals.is_article or signals.first("og:type").lower() in ("article", "product")
    return Claim.DENIED if is_other else Claim.SILENT


def is_declared_forum(page: Page, signals: Signals) -> bool:
    """Whether microdata, JSON-LD or the software that made the page say forum."""
    if any(is_type(o, _TYPES) and not o.get("_listed") for o in signals.objects):
        return True
    if _SOFTWARE.search(signals.first("generator")):
        return True
    typed = (node for node in page.all(*_MICRODATA_ON) if "itemtype" in node.attrs)
    return any(_TYPES.search(node.attrs["itemtype"]) for node in typed)


def _is_hinted(page: Page, signals: Signals) -> bool:
    for node in (page.root, *page.all("body")[:1]):
        names = f"{node.get('class')} {node.get('id')}"
        if len(names) < 2_000 and not tokens(names).isdisjoint(_CLASSES):
            return True
    where = urlsplit(signals.canonical_url or signals.base or "")
    host = (where.hostname or "").lower()
    return (
        host.partition(".")[0] in _HOSTS
        or "forum" in host
        or bool(_PATHS.search(f"{where.path}?{where.query}"))
    )
