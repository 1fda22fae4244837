"""What kind of page it is: a cheap guess from what the page says and how it is built."""

import re
from collections import Counter

from earmark.extract.blocks import Box
from earmark.extract.hints import names_of
from earmark.extract.signals import Signals, is_type
from earmark.extract.tree import Page
from earmark.extract.words import word_set

_TYPES = (
    ("forum", re.compile(r"(?:DiscussionForumPosting|QAPage|Question)$")),
    ("product", re.compile(r"(?:Product|Offer|ProductGroup)$")),
    ("article", re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Recipe|Review)$")),
    ("listing", re.compile(r"(?:CollectionPage|SearchResultsPage|ItemList)$")),
)
_DOCUMENTATION = re.compile(
    r"sphinx|mkdocs|docusaurus|gitbook|doxygen|javadoc|vitepress|readthedocs|hugo-docs|antora",
    re.IGNORECASE,
)
_FORUM = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|invision|flarum|simple machines|vanilla"
    r"|stack exchange",
    re.IGNORECASE,
)
_POST = word_set("postbody topicpost answer message")
_POST_MIN_LETTERS = 60
_THREAD_MIN_POSTS = 5
_OG = {"article": "article", "product": "product", "blog": "listing"}


def find_kind(page: Page, signals: Signals, root: Box, text: str) -> tuple[str, str]:
    """The kind and the signal: article, forum, documentation, listing, product or other."""
    generator = signals.first("generator", "application-name")
    if _FORUM.search(generator) or _is_thread(root):
        return "forum", "posts"
    if _DOCUMENTATION.search(generator):
        return "documentation", "generator"
    for kind, pattern in _TYPES:
        if any(is_type(o, pattern) and not o.get("_listed") for o in signals.objects):
            return kind, "json-ld"
    if declared := _OG.get(signals.first("og:type").lower()):
        return declared, "og:type"
    if len(page.all("pre")) >= 4 or len(page.all("code")) >= 25:
        return "documentation", "code"
    if root.letters and root.link_letters > 0.7 * root.letters:
        return "listing", "links"
    return ("article", "text") if len(text) >= 600 else ("other", "little text")


def _is_thread(root: Box) -> bool:
    """Whether posts of one name make up most of the page."""
    letters: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for box in root.boxes():
        for name in names_of(box.node) & _POST:
            letters[name] += box.letters
            count[name] += box.letters >= _POST_MIN_LETTERS
    return any(
        count[name] >= _THREAD_MIN_POSTS and letters[name] > 0.5 * root.letters for name in count
    )
