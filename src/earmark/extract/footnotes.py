"""Footnotes: blocks that the kept text leads to by a link within the page."""

from earmark.extract.blocks import Block
from earmark.extract.tree import Node

_MAX_TARGETS = 500


def with_notes(judged: list[Block], chosen: list[Block]) -> list[Block]:
    """The chosen blocks and those that they link to, in page order."""
    kept = set(map(id, chosen))
    named = {
        name: block for block in judged if id(block) not in kept for name in _names(block) if name
    }
    if not named or len(named) > _MAX_TARGETS:
        return chosen
    kept |= {id(named[name]) for block in chosen for name in _targets(block) if name in named}
    return [block for block in judged if id(block) in kept]


def _names(block: Block) -> list[str]:
    """The ids of the block's element, and of the list point around it."""
    boxes = [block.box, block.box.parent]
    return [box.node.get("id") for box in boxes if box and box.node.tag in ("li", "p", "dd")]


def _targets(block: Block) -> list[str]:
    """The names within the page that the block's links lead to."""
    nodes = [item for item in block.content if isinstance(item, Node)]
    links = [node for top in nodes for node in top.walk() if node.tag == "a"]
    return [link.get("href")[1:] for link in links if link.get("href").startswith("#")]
