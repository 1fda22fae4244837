"""What kind of page it is: what the page says first, then its address, then how it is built."""

import re
from urllib.parse import urlsplit

from earmark.extract.posts_claim import is_declared_forum
from earmark.extract.reading import Reading
from earmark.extract.signals import Signals, is_type
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_TYPES = (
    ("article", re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Recipe|Review)$")),
    ("product", re.compile(r"(?:Product|Offer|ProductGroup)$")),
    ("listing", re.compile(r"(?:CollectionPage|SearchResultsPage|ItemList)$")),
)
_DOCUMENTATION = re.compile(
    r"sphinx|mkdocs|docusaurus|gitbook|doxygen|javadoc|vitepress|readthedocs|hugo-docs|antora",
    re.IGNORECASE,
)
_OG = {"article": "article", "product": "product", "og:product": "product",
       "product.item": "product", "product.group": "listing"}  # fmt: skip
_OG_MAY_ERR = ("documentation", "listing")
"""Kinds that the address tells better than ``og:type``, which templates set to article."""

_ADDRESSES = (
    ("documentation", word_set("docs doc documentation reference manual apidocs javadoc wiki")),
    ("listing", word_set(
        "category categories collections tag tags search directory "
        "product-category c cat catalog catalogs"
    )),
    ("product", word_set("product products itm dp")),
    ("other", word_set("services service solutions pricing features calculator tools")),
)  # fmt: skip
"""Words of an address that say what stands below; the first that is there decides."""

_DOCUMENTATION_HOSTS = word_set("docs doc wiki manual reference")
_MIN_PRE, _MIN_CODE = 4, 25
_LINKS = 0.8
_MIN_TEXT_CHARS = 600


def find_kind(page: Page, signals: Signals, reading: Reading, text: str) -> tuple[str, str]:
    """The kind and the signal: article, forum, documentation, listing, product or other."""
    if reading.is_thread:
        return "forum", "posts"
    if is_declared_forum(page, signals):
        return "forum", "declared"
    if _DOCUMENTATION.search(signals.first("generator", "application-name")):
        return "documentation", "generator"
    for kind, pattern in _TYPES:
        if any(is_type(o, pattern) and not o.get("_listed") for o in signals.objects):
            return kind, "json-ld"
    by_address = _by_address(signals)
    declared = _OG.get(signals.first("og:type").lower())
    if declared and by_address not in _OG_MAY_ERR:
        return declared, "og:type"
    if by_address:
        return by_address, "address"
    return _by_build(page, reading, text)


def _by_address(signals: Signals) -> str | None:
    where = urlsplit(signals.canonical_url or signals.base or "")
    if (where.hostname or "").partition(".")[0] in _DOCUMENTATION_HOSTS:
        return "documentation"
    steps = where.path.lower().strip("/").split("/")
    if where.hostname and steps == [""]:
        return "other"
    for kind, words in _ADDRESSES:
        if not words.isdisjoint(steps[:-1]):
            return kind
    return None


def _by_build(page: Page, reading: Reading, text: str) -> tuple[str, str]:
    if len(page.all("pre")) >= _MIN_PRE or len(page.all("code")) >= _MIN_CODE:
        return "documentation", "code"
    blocks = reading.root.all_blocks()
    if sum(b.link_letters for b in blocks) > _LINKS * sum(b.letters for b in blocks):
        return "listing", "links"
    return ("article", "text") if len(text) >= _MIN_TEXT_CHARS else ("other", "little text")
