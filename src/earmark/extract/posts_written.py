"""A thread as one body: before each post a line that says who wrote it and when.

Within the posts the template's own lines are dropped: signatures, rows of buttons, who
liked it, long quotations of a post that stands above.
"""

from collections import Counter

from earmark.extract.blocks import Block, Box
from earmark.extract.hints import furniture_words, names_of
from earmark.extract.posts_layout import row_of
from earmark.extract.posts_marks import is_edit_note
from earmark.extract.posts_thread import Post, Thread
from earmark.extract.tree import Node
from earmark.extract.words import word_set

_MIN_ROWS = 3
_ROW_SHARE = 0.15
_NAMED_MAX_SHARE = 0.5
_MIN_QUOTED_LETTERS = 120
"""Shorter quotations say which point is answered; longer ones repeat the post above."""

_SIGNATURE = word_set("signature signatures sig usersig postsignature messagesignature")
_QUOTE = word_set("quote bbquote quoted quotebox ipsquote bbcodeblock blockquote")
_PREVIEW = word_set("onebox unfurl linkpreview linkcard")
_FURNITURE = word_set(
    "reactions reaction reactionsbar likes liked actionbar postactions postcontrols postbuttons "
    "messagefooter postfooter lastedit lastedited editednote postlinks replylink expandlink "
    "contentfooter"
)


def written(thread: Thread, opening: Box | None) -> Box:
    """The opening and all posts under one box, which no element of the page is."""
    rows = _rows(thread)
    whole = Box(Node("section"), None)
    if opening is not None:
        _add(whole, opening)
    said: set[str] = set()
    for post in thread.posts:
        _drop_furniture(post.body, rows)
        _drop_repeated_quotes(post.body, said)
        if post.author or post.when:
            whole.items.append(_writer_line(post, whole))
        _add(whole, post.body)
    return whole


def _add(whole: Box, part: Box) -> None:
    whole.items.append(part)
    whole.node.children.append(part.node)


def _rows(thread: Thread) -> frozenset[str]:
    """Short lines that so many posts hold that the template must have written them.

    A line that stands in one post and is quoted in others is alike too, but somebody's.
    """
    posts: Counter[str] = Counter()
    quoted: set[str] = set()
    own: set[str] = set()
    for post in thread.posts:
        in_quotes = {block for box in _quotes(post.body) for block in box.blocks()}
        rows = {block: row_of(block) for block in post.body.blocks()}
        posts.update(set(rows.values()) - {""})
        quoted |= {row for block, row in rows.items() if block in in_quotes}
        own |= {row for block, row in rows.items() if block not in in_quotes}
    least = max(_MIN_ROWS, _ROW_SHARE * len(thread.posts))
    return frozenset(row for row, count in posts.items() if count >= least) - (quoted & own)


def _quotes(body: Box) -> list[Box]:
    return [box for box in body.boxes() if _is_quote(box)]


def _is_quote(box: Box) -> bool:
    return box.node.tag == "blockquote" or not names_of(box.node).isdisjoint(_QUOTE)


def _drop_furniture(body: Box, rows: frozenset[str]) -> None:
    """Drop the template's lines and named boxes, but never all that a post says."""
    for box in body.boxes():
        if box is not body:
            _drop_if_named(box, body)
    blocks = [block for block in body.blocks() if block.text]
    furniture = [b for b in blocks if row_of(b) in rows or is_edit_note(b.text)]
    if len(furniture) < len(blocks):
        for block in furniture:
            block.is_dropped = True


def _drop_if_named(box: Box, body: Box) -> None:
    names = names_of(box.node)
    if not names.isdisjoint(_SIGNATURE):
        box.is_dropped = box.letters < body.letters
    elif furniture_words(box.node) or not names.isdisjoint(_FURNITURE):
        box.is_dropped = box.letters <= _NAMED_MAX_SHARE * body.letters
    elif not names.isdisjoint(_PREVIEW):
        _drop_all_but_title(box)


def _drop_all_but_title(preview: Box) -> None:
    """Keep of a linked page's preview the line that links there."""
    blocks = [block for block in preview.blocks() if block.text]
    title = max(blocks, key=lambda block: block.link_letters, default=None)
    for block in blocks:
        block.is_dropped = block is not title


def _drop_repeated_quotes(body: Box, said: set[str]) -> None:
    """Drop long quotations of what stands further up in the thread."""
    for box in _quotes(body):
        for block in box.blocks():
            if block.letters >= _MIN_QUOTED_LETTERS and block.text in said:
                block.is_dropped = True
    said.update(block.text for block in body.blocks())


def _writer_line(post: Post, around: Box) -> Box:
    """``<p><strong>writer</strong> · <time>when</time></p>``, as far as known."""
    parts = [
        _element(tag, text) for tag, text in (("strong", post.author), ("time", post.when)) if text
    ]
    content: list[Node | str] = [parts[0], *(part for node in parts[1:] for part in (" · ", node))]
    text = "".join(part if isinstance(part, str) else part.text for part in content)
    line = Box(Node("p"), around)
    line.items.append(Block(line, content, text, 0, has_media=False))
    return line


def _element(tag: str, text: str) -> Node:
    node = Node(tag)
    node.append(text)
    return node
