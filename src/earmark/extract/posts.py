"""The body of a forum page: each post with a line that says who wrote it, and when."""

from collections.abc import Callable
from itertools import islice
from urllib.parse import urlsplit

from earmark.extract.blocks import Block, Box
from earmark.extract.body import Body
from earmark.extract.posts_claim import Claim, claim_of
from earmark.extract.posts_marks import leads_to_profile
from earmark.extract.posts_thread import Thread, find_thread
from earmark.extract.posts_written import written
from earmark.extract.signals import Signals
from earmark.extract.tree import Node, Page

_LEAST_SHARE = {Claim.DECLARED: 0.3, Claim.HINTED: 0.45, Claim.SILENT: 0.75}
"""Of the page's text that the posts must hold. Comments below articles hold up to 0.9, so
a page that calls itself an article is never read as a thread, and one that says nothing
only when most posts name writer and time (``_is_plain``)."""

_PLAIN_SHARE = 0.8
_PLAIN_MIN_POSTS = 3
_SURE_LETTERS = 1_500

_DESCRIBED_CHARS = 40
"""Letters and digits of the page's description that its first post must begin with."""


def find_posts(
    page: Page, signals: Signals, root: Box, find_body: Callable[[Box], Body]
) -> Body | None:
    """The posts of a thread as a body; None where the page is no thread.

    ``find_body`` finds what the posts answer, where it is written unlike them. When None
    comes back, nothing but remarks below answers is marked dropped.
    """
    claim = claim_of(page, signals)
    if claim is Claim.DENIED or (claim is Claim.SILENT and not _has_people(page, signals)):
        return None
    thread = find_thread(root)
    if thread is None or thread.share < _LEAST_SHARE[claim]:
        return None
    if claim is Claim.SILENT and not _is_plain(thread):
        return None
    whole = written(thread, _opening(root, thread, signals, find_body))
    letters = sum(block.letters for block in whole.blocks())
    return Body(whole, min(1.0, letters / _SURE_LETTERS), [], is_thread=True)


def _has_people(page: Page, signals: Signals) -> bool:
    """Whether the page links to so many of its site's people that there may be a thread."""
    host = urlsplit(signals.base or "").hostname or ""
    people = (node for node in page.all("a") if leads_to_profile(node) and _is_near(node, host))
    return len(list(islice(people, _PLAIN_MIN_POSTS))) == _PLAIN_MIN_POSTS


def _is_near(link: Node, host: str) -> bool:
    """Whether a link leads to the page's own site."""
    href = link.get("href")
    return "//" not in href or (host != "" and f"//{host}/" in href)


def _is_plain(thread: Thread) -> bool:
    """Whether several people speak, and almost each post names writer and time."""
    named = sum(bool(post.author and post.when) for post in thread.posts)
    people = {post.author for post in thread.posts}
    return (
        len(thread.posts) >= _PLAIN_MIN_POSTS
        and len(people) > 1
        and named >= _PLAIN_SHARE * len(thread.posts)
    )


def _opening(
    root: Box, thread: Thread, signals: Signals, find_body: Callable[[Box], Body]
) -> Box | None:
    """What the posts answer, where it is written by another template than they are.

    The page's description quotes how a thread begins, which tells it from the notices
    that stand above threads.
    """
    described = _key(signals.first("og:description", "description"))[:_DESCRIBED_CHARS]
    elsewhere = _key(f"{signals.title} {_text(thread.posts[0].body)}")
    if len(described) < _DESCRIBED_CHARS or described in elsewhere:
        return None
    blocks = root.all_blocks()
    at = blocks.index(thread.posts[0].body.all_blocks()[0])
    if described not in _key(" ".join(block.text for block in blocks[:at])):
        return None
    bodies = [post.body for post in thread.posts]
    _mark_dropped([*bodies, *blocks[at:]], is_dropped=True)
    chosen = find_body(root).box
    opening = Box(Node("div"), None)
    opening.items += _items_outside(chosen, bodies)
    _mark_dropped(_all_items(bodies), is_dropped=False)
    return opening if _starts_at(opening, described) else None


def _all_items(boxes: list[Box]) -> list[Box | Block]:
    """The boxes with all that is below them."""
    found: list[Box | Block] = [*boxes]
    for item in found:
        if isinstance(item, Box):
            found += item.items
    return found


def _items_outside(chosen: Box, bodies: list[Box]) -> list[Box | Block]:
    """What a box holds beside the posts, in the largest pieces that hold none."""
    around = {box for body in bodies for box in body.ancestors()}
    items: list[Box | Block] = []
    stack: list[Box | Block] = [chosen]
    while stack:
        item = stack.pop()
        if isinstance(item, Box) and item in around:
            stack.extend(reversed(item.items))
        elif not item.is_dropped:
            items.append(item)
    return items


def _mark_dropped(items: list[Box | Block], *, is_dropped: bool) -> None:
    for item in items:
        item.is_dropped = is_dropped


def _starts_at(opening: Box, described: str) -> bool:
    """Whether the described text stands in the box; what is above it is dropped then."""
    above: list[Box | Block] = []
    for block in opening.blocks():
        key = _key(block.text)[:_DESCRIBED_CHARS]
        if key and described.startswith(key):
            _mark_dropped(above, is_dropped=True)
            return True
        above.append(block)
    return False


def _text(box: Box) -> str:
    return " ".join(block.text for block in box.blocks())


def _key(text: str) -> str:
    """Letters and digits alone, by which quotations are compared."""
    return "".join(filter(str.isalnum, text.lower()))
