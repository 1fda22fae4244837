"""Writing what was learnt into the package: the lexicon and the trees as Python."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import lightgbm

from earmark.extract.features import NAMES

_HEAD = '''"""Trees that judge a block by its row of features. Generated: ``python -m training``.

Do not edit: change the features or the training and generate anew (decisions/0017).
"""


def log_odds(row: tuple[float, ...]) -> float:
    """The log odds that the block with this row is part of the article."""
    {row} = row
    return (
{trees}
    )
'''


def write_lexicon(shares: dict[str, int], path: Path) -> None:
    """One line a share in hundredths, with the words that have it."""
    words: dict[int, list[str]] = defaultdict(list)
    for word, share in shares.items():
        words[share].append(word)
    lines = [f"{share} {' '.join(sorted(words[share]))}" for share in sorted(words)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_trees(booster: lightgbm.Booster, path: Path) -> None:
    """The trees as one expression of nested choices, which needs nothing to run."""
    trees = [_expression(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    used = {int(x) for x, gain in enumerate(booster.feature_importance()) if gain}
    names = ", ".join(f"f{i}" if i in used else "_" for i in range(len(NAMES)))
    body = "\n".join(f"        {'+ ' if i else ''}{tree}" for i, tree in enumerate(trees))
    path.write_text(_HEAD.format(row=names, trees=body), encoding="utf-8")


def _expression(node: dict[str, Any]) -> str:  # Any: LightGBM's dump
    if "leaf_value" in node:
        return f"{node['leaf_value']:.4f}"
    left, right = _expression(node["left_child"]), _expression(node["right_child"])
    at = _threshold(node["threshold"])
    return f"({left} if f{node['split_feature']} <= {at} else {right})"


def _threshold(value: float) -> str:
    return "0.0" if abs(value) < 1e-30 else f"{value:.7g}"
