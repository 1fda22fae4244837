"""Five folds by site: how well pages are read by trees that never saw their site."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from earmark.extract.body import find_body
from training.dataset import Example, gold_lines
from training.labels import overlap, tokens
from training.model import Model, train

FOLDS = 5
_RESAMPLES = 2000
_GROUPS = (
    "fundus", "article", "fundus + article", "documentation", "forum", "other", "trafilatura",
    "goose", "postlight",
)  # fmt: skip

Texts = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Result:
    """One page: F1 of four-word shingles of our body and of trafilatura's text."""

    page: tuple[str, str]
    group: str
    ours: float
    theirs: float
    text: str


def fold_of(domain: str) -> int:
    """The fold of a site, the same in every run and set."""
    return int(hashlib.md5(domain.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def read_fold(number: int, examples: list[Example], theirs: Texts) -> list[Result]:
    """The pages of one fold, read by a model of the other four."""
    model = train([e for e in examples if fold_of(e.domain) != number])
    held_out = [e for e in examples if fold_of(e.domain) == number]
    return [_result(e, model, theirs.get((e.collection, e.id), "")) for e in held_out]


def _result(example: Example, model: Model, their_text: str) -> Result:
    body = find_body(example.root, example.about, model.judge)
    text = "\n".join(block.text for block in body.box.blocks())
    gold = [word for line in gold_lines(example.gold) for word in line]
    optional = tokens(example.gold.get("optional") or "")
    return Result(
        (example.collection, example.id), _group(example), overlap(tokens(text), gold, optional),
        overlap(tokens(their_text), gold, optional), text,
    )  # fmt: skip


def _group(example: Example) -> str:
    if example.collection != "wcxb-dev":
        return example.collection
    kind = example.kind
    return kind if kind in ("article", "documentation", "forum") else "other"


def report(results: list[Result]) -> Iterator[str]:
    """A line for each group: pages, both means, the difference with its interval."""
    by_group: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_group[result.group].append(result)
    by_group["fundus + article"] = by_group["fundus"] + by_group["article"]
    for group in _GROUPS:
        yield _line(group, by_group[group])


def _line(group: str, results: list[Result]) -> str:
    ours, theirs = (np.array([getattr(r, side) for r in results]) for side in ("ours", "theirs"))
    rng = np.random.default_rng(1)
    means = (ours - theirs)[rng.integers(0, len(ours), (_RESAMPLES, len(ours)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return (
        f"{group:18} {len(results):4} pages  F4 {ours.mean():.4f}  trafilatura {theirs.mean():.4f}"
        f"  {(ours - theirs).mean():+.4f} [{low:+.4f}, {high:+.4f}]"
    )


def segments(results: list[Result], examples: list[Example], theirs: Texts) -> tuple[float, float]:
    """F1 over snippets that must and must not be there, ours and trafilatura's."""
    texts = {r.page: r.text for r in results}
    pages = [e for e in examples if e.collection == "trafilatura" and (e.collection, e.id) in texts]
    return (
        _segments([(e, texts[e.collection, e.id]) for e in pages]),
        _segments([(e, theirs.get((e.collection, e.id), "")) for e in pages]),
    )


def _segments(pages: list[tuple[Example, str]]) -> float:
    right = wrong = lost = 0
    for example, text in pages:
        squashed = " ".join(text.lower().split())
        wanted = [" ".join(s.lower().split()) in squashed for s in example.gold.get("with") or ()]
        unwanted = [
            " ".join(s.lower().split()) in squashed for s in example.gold.get("without") or ()
        ]
        right, lost, wrong = right + sum(wanted), lost + wanted.count(False), wrong + sum(unwanted)
    return 2 * right / (2 * right + wrong + lost)
