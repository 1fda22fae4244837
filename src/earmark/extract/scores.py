"""How likely each block of a page is part of the article, as the trees have learnt it."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from earmark.extract.about import About
from earmark.extract.block_trees import log_odds
from earmark.extract.blocks import Block, Box
from earmark.extract.features import read_rows
from earmark.extract.lexicon import learnt

Judge = Callable[[Box, About], list[Block]]
"""Scores the blocks of a page; training judges with trees that did not see the page's site."""


def judge(root: Box, about: About) -> list[Block]:
    """Give each block its ``score``, 0 to 1; returns those that are worth a judgement.

    Links in lists of links are not: their score stays 0.
    """
    blocks, rows = read_rows(root, about, learnt())
    for block, row in zip(blocks, rows, strict=True):
        block.score = 1.0 / (1.0 + exp(-log_odds(row)))
    return blocks
