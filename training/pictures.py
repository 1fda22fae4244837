"""Learn which pictures of a page are the article's, and write ``picture_trees.py``.

    EARMARK_SHARED=… python -m training.pictures

Data: the pages of the corpus whose gold names pictures; news with full weight, the
fixtures of other readers (their own output, so they lean to them) with a fifth. Figures
are out of fold, five folds by site, mean over pages as the scorer counts. The module is
written from a model of all pages, with the same settings.
"""

import hashlib
import os
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from tests.quality.corpus import Page, pages

from earmark.extract.headline import find_headline
from earmark.extract.limits import within_limits
from earmark.extract.picture_features import NAMES, sure_answer
from earmark.extract.pictures import Candidate, best_copies
from earmark.extract.reading import read_body
from earmark.extract.signals import read_signals
from earmark.extract.tree import parse
from earmark.fetch.charset import decode_text
from training.trees import write_module

TARGET = Path("src/earmark/extract/picture_trees.py")
WEIGHTS = {"fundus": 1.0, "readability": 0.2, "defuddle": 0.2}
FOLDS = 5
TREES = 40
"""120 trees of 10 leaves are no better out of fold (kept .945, right .872 at .4)."""

SETTINGS = {
    "objective": "binary", "num_leaves": 8, "learning_rate": 0.12, "min_data_in_leaf": 8,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 1.0,
    "seed": 7, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


@dataclass
class Labelled:
    """A page's candidates, which of the gold pictures each shows, and how many there are."""

    collection: str
    site: str
    wanted: int
    candidates: list[Candidate]
    shows: list[set[int]]


def main() -> None:
    """Print the out-of-fold figures and write the module."""
    found = _labelled(Path(os.environ["EARMARK_SHARED"]))
    for fold in range(FOLDS):
        model = _trained([page for page in found if _fold(page) != fold])
        for page in found:
            if _fold(page) == fold:
                _judge(model, page)
    for name in WEIGHTS:
        kept, right = _figures([page for page in found if page.collection == name])
        print(f"{name:12} kept {kept:.3f} right {right:.3f} (out of fold)")
    write_module(_trained(found), NAMES, TARGET, "training/pictures.py")
    print(f"wrote {TARGET}")


def _labelled(shared: Path) -> list[Labelled]:
    jobs = [(shared, page) for page in pages(shared, *WEIGHTS) if _gold_keys(shared, page)]
    with ProcessPoolExecutor(2) as workers:
        return list(workers.map(_label, jobs, chunksize=8))


def _label(job: tuple[Path, Page]) -> Labelled:
    shared, page = job
    keys = _scorer(shared).img_key
    wanted = _gold_keys(shared, page)
    tree = parse(within_limits(decode_text(page.content, None)[0]))
    signals = read_signals(tree, page.gold["url"])
    headline = find_headline(tree, signals, None).value
    candidates = read_body(tree, signals, headline).candidates
    shows = []
    for candidate in candidates:
        own = {keys(address) for address in _addresses(candidate)}
        shows.append({number for number, one in enumerate(wanted) if one & own})
        candidate.lines.blocks = []  # holds the whole page, too much to send between processes
    slim = [_slim(candidate) for candidate in candidates]
    return Labelled(page.gold["set"], page.gold["domain"], len(wanted), slim, shows)


def _slim(candidate: Candidate) -> Candidate:
    """The candidate without the page that it holds on to."""
    candidate.node = candidate.block = None  # type: ignore[assignment]  # not read here
    return candidate


def _addresses(candidate: Candidate) -> list[str]:
    found = [candidate.picture.url]
    for node in candidate.node.walk():
        found += [node.get(name) for name in ("src", "data-src", "data-original")]
        for name in ("srcset", "data-srcset"):
            found += [entry.split()[0] for entry in node.get(name).split(",") if entry.strip()]
    return [address for address in found if address]


def _gold_keys(shared: Path, page: Page) -> list[set[str]]:
    """The gold pictures of a page, each with the names of its copies."""
    scorer, gold = _scorer(shared), page.gold
    if gold.get("images"):
        found = [{scorer.img_key(url) for url in one["urls"]} for one in gold["images"]]
    elif gold.get("html"):
        found = [{key} for key in scorer.features(scorer.parse(gold["html"]))["images"]]
    else:
        found = [{key} for key in scorer.md_features(gold.get("markdown") or "")["images"]]
    return [keys - {None} for keys in found if keys - {None}]


def _scorer(shared: Path) -> Any:  # Any: a module outside the package
    folder = str(shared / "scoring" / "extract")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import textutil

    return textutil


def _fold(page: Labelled) -> int:
    return int(hashlib.sha256(page.site.encode()).hexdigest(), 16) % FOLDS


def _trained(found: list[Labelled]) -> lightgbm.Booster:
    rows, labels, weights = [], [], []
    for page in found:
        for candidate, shows in zip(page.candidates, page.shows, strict=True):
            rows.append(candidate.values)
            labels.append(bool(shows))
            weights.append(WEIGHTS[page.collection] / len(page.candidates) ** 0.5)
    data = lightgbm.Dataset(np.array(rows), np.array(labels, float), weight=weights)
    return lightgbm.train(SETTINGS, data, TREES)


def _judge(model: lightgbm.Booster, page: Labelled) -> None:
    if page.candidates:
        values = model.predict(np.array([c.values for c in page.candidates]))
        for candidate, value in zip(page.candidates, values, strict=True):
            sure = sure_answer(candidate.values)
            candidate.probability = float(value) if sure is None else sure


def _figures(found: list[Labelled]) -> tuple[float, float]:
    """Share of the gold pictures kept, share of the kept ones that are right."""
    kept, right = [], []
    for page in found:
        chosen = {id(candidate) for candidate in best_copies(page.candidates)}
        shown = [s for c, s in zip(page.candidates, page.shows, strict=True) if id(c) in chosen]
        kept.append(len(set().union(*shown)) / page.wanted)
        right.append(sum(map(bool, shown)) / len(shown) if shown else 0.0)
    return statistics.fmean(kept), statistics.fmean(right)


if __name__ == "__main__":
    main()
