"""What class names, ids and roles say about a box: words of the trade, not of one site.

Tokens are the parts of ``class`` and ``id`` split at blanks, signs and inner capitals.
A word is evidence only: ``furniture`` acts on it where the numbers agree.
"""

import re
from functools import lru_cache
from itertools import pairwise

from earmark.extract.tree import Node
from earmark.extract.words import word_set

_PART = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

FURNITURE = word_set(
    "ad ads advert adverts advertisement advertisements advertising adsense adslot adunit "
    "anzeige werbung publicidad pub sponsor sponsored sponsors promo promos promoted "
    "promotion promotions banner outbrain taboola affiliate share shares sharing sharebar "
    "sharetools sharedaddy social socials addthis addtoany follow followus related relateds "
    "relatedposts recommend recommended recommendation recommendations recirc recirculation "
    "teaser teasers trending popular mostread mostpopular newsletter newsletters subscribe "
    "subscription subscriptions signup optin mailchimp breadcrumb breadcrumbs pagination "
    "pager paginator sidebar rail navbar navigation menu submenu topbar toolbar tools cookie "
    "cookies gdpr cmp popup modal lightbox overlay login signin register registration rating "
    "ratings vote voting poll survey quiz feedback donate donation donations upsell crosssell "
    "merch widget widgets tags taglist tagcloud keywords topics skip skiplink editsection "
    "printfriendly noprint readmore readnext upnext jumplink jumplinks byline bylines "
    "authorbox authorbio postmeta entrymeta articlemeta timestamp pubdate permalink toc "
    "hatnote navbox catlinks metadata mbox regwall linenos lineno gutter readmore readnext "
    "readalso alsoread alsolike morefrom morestories morenews moreon mostread mostviewed "
    "mostpopular youmay seealso upnext nextup socialmedia authorbox authorbio aboutauthor "
    "authorinfo articlemeta entrymeta postmeta storymeta postfooter entryfooter articlefooter "
    "storyfooter articletags posttags entrytags signup linkbox articletools pagetools "
    "relatedlinks relatedarticles tagcloud taglist jumpto calltoaction ctabox pubdate "
    "publishdate postdate printonly editsection"
)
"""Furniture when a box is named so and holds little of the page's text."""

COMMENTS = word_set(
    "comment comments commentlist commentsection kommentar kommentare commentaires "
    "comentarios respond disqus livefyre coral fbcomments discussion reactions replies"
)
BODY = word_set(
    "articlebody storybody postbody entrycontent postcontent articlecontent storycontent "
    "articletext storytext bodytext bodycopy articlecopy fulltext maincontent pagecontent "
    "newsbody newstext contentbody textcontent richtext wysiwyg"
)
"""Names of the element that holds the body; matched on neighbouring tokens joined."""


_ROLES = word_set(
    "navigation complementary banner contentinfo search dialog alertdialog menu menubar "
    "toolbar tablist tooltip"
)


@lru_cache(maxsize=20_000)
def tokens(names: str) -> frozenset[str]:
    """The words of a class or id, and neighbouring words joined ("read-more" gives readmore)."""
    return frozenset().union(*map(_parts, names.split()))


@lru_cache(maxsize=5_000)
def _parts(name: str) -> tuple[str, ...]:
    parts = _PART.findall(name if name.islower() else _CAMEL.sub(" ", name).lower())
    return (*parts, *(a + b for a, b in pairwise(parts)))


def names_of(node: Node) -> frozenset[str]:
    """The words by which the page names a node."""
    if node.names is None:
        attrs = node.attrs
        names = attrs.get("class", "")
        if "id" in attrs:
            names = f"{names} {attrs['id']}"
        node.names = tokens(names) if names and len(names) < 2000 else frozenset()
    return node.names


def furniture_words(node: Node) -> frozenset[str]:
    """The words in a node's names and role that say that this is not the article."""
    found = names_of(node) & FURNITURE
    role = node.attrs.get("role", "").lower()
    return found | {role} if role in _ROLES else found


def is_named_comments(node: Node) -> bool:
    """Whether the box is named as the readers' comments."""
    return not names_of(node).isdisjoint(COMMENTS)


def is_named_body(node: Node) -> bool:
    """Whether the page says that this is the article's body."""
    if "articlebody" in node.attrs.get("itemprop", "").lower():
        return True
    return not names_of(node).isdisjoint(BODY)


def is_hidden(node: Node) -> bool:
    """Whether the page hides the node from everybody from the start."""
    attrs = node.attrs
    if "hidden" in attrs:
        return True
    if style := attrs.get("style"):
        squeezed = style.replace(" ", "").lower()
        return "display:none" in squeezed or "visibility:hidden" in squeezed
    return False
