"""Learning a lexicon and trees from examples, and judging pages with them."""

from collections import defaultdict
from dataclasses import dataclass

import lightgbm
import numpy as np

from earmark.extract.about import About
from earmark.extract.blocks import Block, Box
from earmark.extract.features import NAMES, read_rows
from earmark.extract.lexicon import Lexicon
from training.dataset import Example

SEED = 4
MIN_DOMAINS = 5
"""Sites that must use a word of class names before it is learnt: no word tells of one site."""

_PRIOR = 0.35
"""Share of the text that is article; each word starts with one site that says so."""

_LENGTH_POWER = 0.6
_TREES = 110
_PARAMS = {
    "objective": "binary", "num_leaves": 15, "learning_rate": 0.12, "min_data_in_leaf": 40,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0,
    "num_threads": 1, "verbosity": -1, "deterministic": True, "force_row_wise": True,
    "max_bin": 127,
}  # fmt: skip


@dataclass
class Model:
    """What was learnt: shares by word, and trees that judge rows made with them."""

    shares: dict[str, int]
    booster: lightgbm.Booster

    def __post_init__(self) -> None:
        self._lexicon = Lexicon(self.shares)

    def judge(self, root: Box, about: About) -> list[Block]:
        """Give each block its score, as ``earmark.extract.scores`` does with what it ships."""
        blocks, rows = read_rows(root, about, self._lexicon)
        if blocks:
            for block, score in zip(
                blocks, self.booster.predict(np.array(list(rows))), strict=True
            ):
                block.score = float(score)
        return blocks


def train(examples: list[Example], seed: int = SEED) -> Model:
    """Lexicon and trees from labelled pages."""
    shares = WordShares(examples)
    rows = np.concatenate([_rows(e, shares) for e in examples])
    labels = np.concatenate([np.array(e.labels) for e in examples])
    weights = np.concatenate([_weights(e) for e in examples])
    known = labels >= 0
    data = lightgbm.Dataset(
        rows[known], labels[known], weight=weights[known], feature_name=list(NAMES)
    )
    return Model(shares.without(None), lightgbm.train({**_PARAMS, "seed": seed}, data, _TREES))


def _rows(example: Example, shares: "WordShares") -> np.ndarray:
    """Rows as the page looks to a lexicon that was made without its site."""
    lexicon = Lexicon(shares.without(example.domain))
    return np.array(list(read_rows(example.root, example.about, lexicon).rows), dtype=np.float32)


def _weights(example: Example) -> np.ndarray:
    return np.array(example.letters, dtype=float) ** _LENGTH_POWER


class WordShares:
    """Shares of article by class word and domain, so that a page's own domain can be left out."""

    def __init__(self, examples: list[Example]) -> None:
        by_word = _letters_by_word(examples)
        self._by_word = {
            word: {domain: inside / all_ for domain, (inside, all_) in by.items()}
            for word, by in by_word.items()
            if len(by) >= MIN_DOMAINS
        }
        self._words_of: dict[str, list[str]] = defaultdict(list)
        for word, by in self._by_word.items():
            for domain in by:
                self._words_of[domain].append(word)
        self._sums = {word: sum(by.values()) for word, by in self._by_word.items()}
        self._all = {word: _mean(self._sums[word], len(by)) for word, by in self._by_word.items()}

    def without(self, domain: str | None) -> dict[str, int]:
        """Mean share in hundredths by word, over the other domains."""
        shares = dict(self._all)
        for word in self._words_of.get(domain or "", ()):
            by = self._by_word[word]
            if len(by) > MIN_DOMAINS:
                shares[word] = _mean(self._sums[word] - by[domain or ""], len(by) - 1)
            else:
                del shares[word]
        return shares


def _letters_by_word(examples: list[Example]) -> dict[str, dict[str, list[float]]]:
    """Letters of article, and all letters, under each word on each domain."""
    sums: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for example in examples:
        for names, letters, is_in in zip(
            example.names, example.letters, example.labels, strict=True
        ):
            if is_in < 0:
                continue
            for word in names:
                pair = sums[word].setdefault(example.domain, [0.0, 0.0])
                pair[0] += letters * is_in
                pair[1] += letters
    return sums


def _mean(total: float, count: int) -> int:
    return round(100 * (total + _PRIOR) / (count + 1))
