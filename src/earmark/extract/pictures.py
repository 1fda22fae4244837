"""The pictures of the article: found on the whole page, judged, told with their captions.

A picture may stand above the body, in it, or in a box that was dropped around it (a
gallery, a figure with a form); so all pictures of the page are candidates, and small
trees over what stands around each decide (``picture_features``, ``picture_trees``).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from earmark.extract.article import Picture
from earmark.extract.blocks import MEDIA, Block, Box
from earmark.extract.captions import Lines, declared_lines, find_lines
from earmark.extract.figures import told, with_alt_as_caption
from earmark.extract.inline import is_small
from earmark.extract.maths import is_formula_picture
from earmark.extract.picture_features import Surroundings, leads_away, sure_answer
from earmark.extract.picture_identity import picture_key
from earmark.extract.picture_source import is_picture_tag, picture_of
from earmark.extract.picture_trees import probability
from earmark.extract.signals import Signals
from earmark.extract.tree import Node

MAX_PICTURES = 300
ICON_PX = 32
_MAX_CANDIDATES = 600
KEPT_FROM = 0.45
"""Probability. Kept and right on fundus, out of fold: .947 and .911."""


@dataclass(eq=False)
class Candidate:
    """A picture at one place of the page; ``position`` counts blocks from the top."""

    node: Node
    block: Block
    position: int
    picture: Picture
    key: str
    lines: Lines = field(default_factory=Lines)
    values: list[float] = field(default_factory=list)
    probability: float = 0.0


@dataclass
class Placement:
    """Where the article's pictures stand: by block in or near the body, above it, below it."""

    at: dict[int, list[Picture]] = field(default_factory=dict)
    boxes: set[int] = field(default_factory=set)
    above: list[Picture] = field(default_factory=list)
    below: list[Picture] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


def place_pictures(root: Box, body: Box, signals: Signals, headline: str | None) -> Placement:
    """The article's pictures; blocks that hold captions are dropped from the text."""
    blocks = root.all_blocks()
    kept = {id(block) for block in body.blocks()}
    candidates, shown = find_candidates(blocks, kept, signals)
    around = Surroundings(body, kept, blocks, candidates, shown, signals, headline)
    for candidate, values in zip(candidates, around.features(), strict=True):
        candidate.values = values
        sure = sure_answer(values)
        candidate.probability = probability(values) if sure is None else sure
    chosen = best_copies(candidates)
    _drop_captions(candidates, chosen)
    placement = _placed(chosen, body, blocks, headline)
    placement.candidates = candidates
    return placement


def find_candidates(
    blocks: list[Block], kept: set[int], signals: Signals
) -> tuple[list[Candidate], list[Node]]:
    """The pictures that may be the article's, with their captions, and all that are shown.

    A picture outside what is kept that leads to another page is a teaser's: two thirds of
    a news page's pictures; of the article's, one in a hundred goes with them.
    """
    found: list[Candidate] = []
    shown: list[Node] = []
    for position, block in enumerate(blocks):
        if not block.has_media or len(found) >= _MAX_CANDIDATES:
            continue
        is_kept = id(block) in kept
        for node in media_in(block.content):
            if not is_picture_tag(node) or is_formula_picture(node):
                continue
            shown.append(node)
            if not is_kept and leads_away(node):
                continue
            picture = picture_of(node, signals.base)
            if picture and not (is_small(node, picture.url) and (block.text or _is_icon(picture))):
                key = picture_key(picture.url)
                found.append(Candidate(node, block, position, picture, key))
    _tell(found, declared_lines(signals))
    return found, shown


def _is_icon(picture: Picture) -> bool:
    return picture.width is not None and picture.width <= ICON_PX


def _tell(candidates: list[Candidate], declared: dict[str, Lines]) -> None:
    """Give each candidate the lines of the box that it does not share with other pictures."""
    keys: dict[int, set[str]] = defaultdict(set)
    for candidate in candidates:
        keys[id(candidate.block)].add(candidate.key)
    for candidate in candidates:
        shows_other = partial(_shows_other, keys, candidate.key)
        lines = find_lines(candidate.block, candidate.node, shows_other)
        candidate.lines = lines if lines.source else declared.get(candidate.key, lines)


def _shows_other(keys: dict[int, set[str]], key: str, block: Block) -> bool:
    return not keys.get(id(block), set()) <= {key}


def best_copies(candidates: list[Candidate]) -> list[Candidate]:
    """Of each picture judged the article's the likeliest copy, in the order of the page."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.probability < KEPT_FROM:
            continue
        known = best.get(candidate.key)
        if known is None or candidate.probability > known.probability:
            best[candidate.key] = candidate
    chosen = sorted(best.values(), key=lambda c: c.position)
    return chosen[:MAX_PICTURES]


def _drop_captions(candidates: Iterable[Candidate], chosen: list[Candidate]) -> None:
    """Captions go with their pictures; those of pictures left out go as well if in a figure."""
    shown = {id(candidate) for candidate in chosen}
    for candidate in candidates:
        for block in candidate.lines.blocks:
            if id(candidate) in shown or block.node.tag == "figcaption":
                block.is_dropped = True


def _placed(
    chosen: list[Candidate], body: Box, blocks: list[Block], headline: str | None
) -> Placement:
    inside = {id(block) for block in body.all_blocks()}
    first = next((i for i, block in enumerate(blocks) if id(block) in inside), 0)
    placement = Placement()
    told_already: set[int] = set()
    for candidate in chosen:
        lines = candidate.lines
        if lines.blocks and {id(b) for b in lines.blocks} <= told_already:
            lines = Lines()  # one caption under several pictures stands with the first
        told_already |= {id(b) for b in lines.blocks}
        picture = with_alt_as_caption(told(candidate.picture, lines), headline)
        if id(candidate.block) in inside:
            placement.at.setdefault(id(candidate.block), []).append(picture)
            placement.boxes |= {id(box) for box in _around(candidate.block)}
        elif candidate.position < first:
            placement.above.append(picture)
        else:
            placement.below.append(picture)
    return placement


def _around(block: Block) -> Iterable[Box]:
    return (block.box, *islice(block.box.ancestors(), 120))


def media_in(content: list[Node | str]) -> list[Node]:
    """The pictures and embeds in a run, outermost elements only."""
    out: list[Node] = []
    stack = [n for n in reversed(content) if isinstance(n, Node)]
    while stack:
        node = stack.pop()
        if node.tag in MEDIA or is_picture_tag(node):
            out.append(node)
        else:
            stack.extend([c for c in reversed(node.children) if isinstance(c, Node)])
    return out
