"""What reading gives on every page of the corpus, pinned, so that a change shows all it does.

    python -m tests.quality.pins          what changed against the pinned figures
    python -m tests.quality.pins --renew  the same, then pin what is now

``pins/<set>.jsonl`` holds a line for each page: its id, its figures, and a digest of what
was given out; never a word of the page. ``pins/summary.txt`` holds each set's means and one
digest over all its pages.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tests.quality.corpus import SETS, Score, earmark, scores

FOLDER = Path(__file__).parent / "pins"
SUMMARY = FOLDER / "summary.txt"

FIGURES = {
    "f4": "f4", "_tp": "right", "_fp": "wrong", "_fn": "lost", "title": "headline",
    "author": "byline", "date": "date", "img_rec": "pictures", "img_prec": "pictures_right",
    "cap_rec": "captions", "R_captions": "kept_captions", "R_embeds": "kept_embeds",
    "R_cells": "kept_cells", "R_items": "kept_items", "R_code": "kept_code",
}  # fmt: skip
"""The scorer's names of the figures that are pinned, and ours."""

LESS_IS_BETTER = frozenset({"wrong", "lost"})
SHOWN = 12
"""How many of the pages that got worse, and better, are named for each set."""


@dataclass(frozen=True)
class Pin:
    """A page's figures by name, and a digest of what was given out."""

    output: str
    figures: dict[str, float]


Pins = dict[str, Pin]


def measured(shared: Path, name: str) -> Pins:
    """What reading gives now on the pages of a set, by id."""
    return {score.page_id: _pin(score) for score in scores(shared, earmark, name)}


def _pin(score: Score) -> Pin:
    found = {ours: score.measures[name] for name, ours in FIGURES.items() if name in score.measures}
    return Pin(score.output_digest, {name: round(float(v), 3) for name, v in found.items()})


def pinned(name: str) -> Pins:
    """What was pinned; of two lines for a page, which a merge leaves, the later."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row.pop("id"): Pin(row.pop("output"), row) for row in rows}


def summary(found: dict[str, Pins]) -> str:
    """For each set its pages, its digest and the means of its figures."""
    return "".join(f"{_summed_up(name, pins)}\n" for name, pins in found.items())


def difference(name: str, before: Pins, now: Pins) -> list[str]:
    """What changed in a set, for a person; empty when nothing did."""
    changed = {page for page in now.keys() | before.keys() if now.get(page) != before.get(page)}
    if not changed:
        return []
    lines = [f"## {name}: {len(changed)} of {len(now)} pages come out differently"]
    lines += _moved_means(before, now)
    both = changed & now.keys() & before.keys()
    moves = sorted((_gain(before[page], now[page]), page) for page in both)
    worse = [page for gain, page in moves if gain < 0]
    better = [page for gain, page in reversed(moves) if gain > 0]
    for word, found in (("worse", worse), ("better", better)):
        lines.append(f"{len(found)} {word}")
        lines += [f"  {page}: {_moved(before[page], now[page])}" for page in found[:SHOWN]]
    return lines


def renew(found: dict[str, Pins]) -> None:
    """Pin what is now."""
    FOLDER.mkdir(exist_ok=True)
    for name, pins in found.items():
        rows = [
            {"id": page, "output": pin.output, **pin.figures} for page, pin in sorted(pins.items())
        ]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (FOLDER / f"{name}.jsonl").write_text(text, encoding="utf-8")
    SUMMARY.write_text(summary(found), encoding="utf-8")


def _summed_up(name: str, pins: Pins) -> str:
    outputs = "".join(f"{page}{pin.output}" for page, pin in sorted(pins.items()))
    digest = hashlib.sha256(outputs.encode()).hexdigest()[:12]
    figures = " ".join(f"{figure} {mean:.3f}" for figure, mean in _means(pins).items())
    return f"{name} {len(pins)} pages {digest} {figures}"


def _means(pins: Pins) -> dict[str, float]:
    by_name = {
        name: [p.figures[name] for p in pins.values() if name in p.figures] for name in _NAMES
    }
    return {name: fmean(values) for name, values in by_name.items() if values}


_NAMES = tuple(FIGURES.values())


def _moved_means(before: Pins, now: Pins) -> Iterator[str]:
    old = _means(before)
    for name, mean in _means(now).items():
        if name in old and abs(mean - old[name]) >= 0.0005:
            yield f"mean {name} {old[name]:.3f} -> {mean:.3f}"


def _gain(before: Pin, now: Pin) -> float:
    """Above 0 if the page is better on balance, F4 counting as all other figures together."""
    gain = 0.0
    for name in before.figures.keys() & now.figures.keys():
        step = now.figures[name] - before.figures[name]
        gain += (-step if name in LESS_IS_BETTER else step) * (5 if name == "f4" else 1)
    return round(gain, 6)


def _moved(before: Pin, now: Pin) -> str:
    names = [name for name in _NAMES if before.figures.get(name) != now.figures.get(name)]
    return ", ".join(f"{n} {before.figures.get(n)} -> {now.figures.get(n)}" for n in names)


def main() -> int:
    """Print what changed; 1 if something did and was not renewed."""
    shared = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve()
    found = {name: measured(shared, name) for name in SETS}
    lines = [line for name, pins in found.items() for line in difference(name, pinned(name), pins)]
    print("\n".join(lines) or "nothing comes out differently")
    if "--renew" in sys.argv[1:]:
        renew(found)
        return 0
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
