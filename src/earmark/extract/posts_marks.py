"""Who wrote a post and when: the marks that forum software puts beside every post.

A mark is a short block (a line, a cell) that names a writer or a time. Markup tells it
(microdata, class words of the trade, the address of a profile), or the time as people
write it; what then stands beside the time may be the writer's name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from earmark.extract.blocks import Block, Box
from earmark.extract.hints import tokens
from earmark.extract.tree import Node
from earmark.extract.words import any_of, word_set

_MAX_LETTERS = 180
"""The longest line that says who and when (with title, score and number) has about 120."""

_MAX_SOURCE_CHARS = 2_000
"""Of an element's text with its white space, which hostile pages make long."""

_MAX_NAME_LETTERS = 40
_MAX_NAME_WORDS = 4
_MAX_TIME_LETTERS = 40
_LEVELS_UP = 3

_AUTHOR_WORDS = word_set(
    "author username usernames poster creator nickname nick hnuser userinfo userdetails "
    "userdetail userprofile postprofile userlink userlinks displayname authorname postername "
    "postauthor commentauthor memberprofile profilelink screenname"
)
_WHEN_WORDS = word_set(
    "date datetime time timestamp posted postdate posttime postdatetime dateposted createdat "
    "created relativetime relativedate timeago postedon age messagedate when"
)
_PROFILE = re.compile(
    r"/(?:u/|(?:user|member|profile|people|memberprofile)s?[/-])[^/?#]|/~\w"
    r"|mode=viewprofile|action=profile|[?&](?:u|uid|userid|user_id|showuser)=\d"
    r"|(?:^|/)user\?id=",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|fev|fév|mar|mär|mrt|apr|abr|avr|kwi|may|mai|maj|mag|mei|jun|jui|giu|cze|jul|lug|lip"
    r"|aug|aoû|ago|sie|sep|set|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru|янв|фев|мар|апр"
    r"|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,9}\.?"
)
_CLOCK = r"(?:,?\s*(?:at|um|à|@|-|·|\||,)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?)?"
_YEAR = r"(?:19|20)\d\d\b"
_WHEN = any_of(
    rf"(?:\b[^\W\d_]{{2,10}}\.?,?\s+)?\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}{_CLOCK}",
    rf"\b\d{{1,2}}(?:st|nd|rd|th|º|\.)?\s+(?:de\s+|of\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}{_CLOCK}",
    rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})\b{_CLOCK}",
    rf"\b(?:19|20)\d\d[./-]\d{{1,2}}[./-]\d{{1,2}}\b{_CLOCK}",
    rf"\b{_MONTH}\s+'?\d{{1,2}}\b{_CLOCK}",
    r"(?:19|20)\d\d\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]",
    r"\b(?:a|an|\d+)\s*[^\W\d_]{1,10}\s+(?:ago|fa|geleden|sedan|siden|temu|назад)\b",
    r"\d+\s?[^\W\d_]{1,3}前",
    r"\b(?:vor|il y a|hace|há)\s+\w+\s+[^\W\d_]+",
    rf"\b(?:today|yesterday|heute|gestern|hier|ayer|hoy|ieri|oggi)\b{_CLOCK}",
)
"""A time as people write it, in the languages of forums that were seen."""

_WITH_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d{1,2}[./-]\d\d")
_ISO_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_OTHER_TIME = re.compile(
    r"\b(?:edited|modified|joined|member since|registered|bearbeitet|registriert|dabei seit"
    r"|modifié|inscrit|editado|registrado|last (?:seen|reply|post|activity))\b",
    re.IGNORECASE,
)
"""Words beside a time that is not the post's own."""

_OTHER_TIME_LABEL = re.compile(rf"^(?:{_OTHER_TIME.pattern})\W*$|^edited\b", re.IGNORECASE)

_AROUND_NAME = re.compile(
    r"^(?:(?:re|posted|written|post|asked|answered|submitted|by|von|par|por|di|door|am|on|from"
    r"|original poster)\b[\s:]*)+|(?:\b(?:posted|on|am|le|at|wrote|said|says)\b[\s:]*)+$"
    r"|\s*\([^()]*\)?$",
    re.IGNORECASE,
)
_SIGNS = " \t-–—·•»«|,:;#()[]@/>"
_DIGIT = re.compile(r"\d")
_NO_LETTERS = re.compile(r"[\W\d_]*[kKmM]?")
_NO_NAME = any_of(r"(?:reply|quote|report|share|like|edit|link|find|website|posts?|logged)\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a short block says of the post beside it; either part may be missing."""

    author: str | None
    author_by: str
    """The element that names the writer, as a template writes it; empty for a guess."""
    when: str | None
    has_sure_time: bool


def read_mark(block: Block) -> Mark | None:
    """The writer or the time that a block names; None for any other block."""
    if not block.text or block.letters > _MAX_LETTERS:
        return None
    rank, author, author_by, when = 0, None, "", None
    for node in _nodes(block):
        if (own := _rank(node)) > rank and (name := _name(node.text)):
            rank, author, author_by = own, name, _template(node, own)
        when = when or _time_of(node)
    said = when or _time_in(block.text)
    if said and _is_other_time(block.text, said):
        when = said = None
    if said and not author:
        author = _name(block.text.replace(said, " "))
    return Mark(author, author_by, said, when is not None) if author or said else None


def is_label_of_other(text: str) -> bool:
    """Whether a line ends in words that make what follows no mark of the post: "Joined"."""
    return len(text) <= _MAX_LETTERS and bool(_OTHER_TIME_LABEL.search(text))


def is_edit_note(text: str) -> bool:
    """Whether a line says that, when and by whom a post was changed."""
    return len(text) <= _MAX_LETTERS and bool(_OTHER_TIME.match(text) and _time_in(text))


def _is_other_time(text: str, said: str) -> bool:
    """Whether the words before a time say that it is not the post's own."""
    other = _OTHER_TIME.search(text)
    at = text.find(said)
    return other is not None and (other.start() < at or (at < 0 and other.start() == 0))


def _nodes(block: Block) -> Iterator[Node]:
    """The elements in the block's line, then those around it that hold nothing else."""
    for item in block.content:
        if isinstance(item, Node):
            yield from item.walk()
    box: Box | None = block.box
    for _ in range(_LEVELS_UP):
        if box is None or len(box.items) != 1:
            return
        yield box.node
        box = box.parent


def _rank(node: Node) -> int:
    """How plainly an element says that it names a writer; 0 if it does not."""
    if node.attrs.get("itemprop") in ("author", "creator") or _is_named(node, _AUTHOR_WORDS):
        return 2
    return int(leads_to_profile(node))


def leads_to_profile(node: Node) -> bool:
    """Whether the element links to the page of a person."""
    return node.tag == "a" and bool(_PROFILE.search(node.attrs.get("href", "")))


def _template(node: Node, rank: int) -> str:
    return f"{rank} {node.tag}.{node.attrs.get('class', '')}"


def _time_of(node: Node) -> str | None:
    attrs = node.attrs
    if node.tag != "time" and "datetime" not in attrs and not _is_named(node, _WHEN_WORDS):
        return None
    said = _time_in(" ".join(node.text[:_MAX_SOURCE_CHARS].split()))
    if said and _WITH_YEAR.search(said):
        return said
    for name in ("title", "datetime", "content"):
        value = attrs.get(name, "").strip()
        if day := _ISO_DAY.search(value):
            return day.group()
        if found := _time_in(value):
            return found
    return said


def _time_in(text: str) -> str | None:
    if not _DIGIT.search(text) and len(text) > _MAX_TIME_LETTERS:
        return None
    found = _WHEN.search(text[:_MAX_LETTERS])
    return found.group().strip(_SIGNS) if found else None


def _name(text: str) -> str | None:
    text = " ".join(text[:_MAX_SOURCE_CHARS].split())
    text = _AROUND_NAME.sub("", text[:_MAX_LETTERS].strip(_SIGNS)).strip(_SIGNS)
    if not 2 <= len(text) <= _MAX_NAME_LETTERS or len(text.split()) > _MAX_NAME_WORDS:
        return None
    is_name = not _NO_LETTERS.fullmatch(text) and not _NO_NAME.match(text)
    return text if is_name else None


def _is_named(node: Node, words: frozenset[str]) -> bool:
    names = node.attrs.get("class", "")
    if "-" in node.tag:
        names = f"{names} {node.tag}"
    return bool(names) and len(names) < 500 and not tokens(names).isdisjoint(words)
