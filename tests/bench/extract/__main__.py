"""How well and how fast pages are read, beside every peer in one run: ``make bench-extract``.

Quality for each set and kind with 95 % bootstrap intervals, and the paired interval of the
difference to each peer; what of pictures, captions, tables and code is kept; fields; CPU
time, memory, and how they grow with the page. Exit status 1 if a gate is missed: better
text than every peer on the news and article pages together, five times trafilatura's speed.
"""

import argparse
import os
import sys
from pathlib import Path
from statistics import fmean

from tests.bench.conditions import conditions, cpu_model, percentile
from tests.bench.extract import intervals, speed
from tests.bench.extract.intervals import Interval
from tests.bench.extract.peers import OURS, PEERS, ROOT, US, Absent, lock_digest
from tests.bench.extract.runs import Key, scored
from tests.quality.corpus import SETS, Json, Score, digest

OUT_OF_FOLD = ROOT / "build" / "training" / "out_of_fold.txt"
"""Where the training leaves its cross-validated figures, as text."""

TIMES_FASTER, GOAL_TIMES_FASTER = 5.0, 7.0
GOAL_P50_MS, GOAL_P95_MS = 4.0, 12.0
IMPORT_MAX_MS = 150.0

HTML_PARTS = ("captions", "embeds", "cells", "items", "code", "quotes", "headings", "images")

Scores = dict[str, dict[Key, Score]]


def main() -> int:
    """Print everything; 1 if a gate is missed."""
    args = _arguments()
    shared = Path(os.environ.get("EARMARK_SHARED", "../shared")).resolve()
    _print_conditions(shared)
    misses: list[str] = []
    if not args.quality_only:  # first: a child's peak of memory begins with its parent's
        misses += _print_speed(shared)
        _print_growth()
    if not args.speed_only:
        misses += _print_quality(shared)
        _print_out_of_fold()
    for miss in misses:
        print(f"MISSED: {miss}")
    return 1 if misses else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--speed-only", action="store_true")
    only.add_argument("--quality-only", action="store_true")
    return parser.parse_args()


def _print_conditions(shared: Path) -> None:
    print(f"{conditions(ROOT)}, {cpu_model()}")
    locks = ", ".join(f"{home} {lock_digest(home)}" for home in sorted({p.home for p in PEERS}))
    print(f"corpus {digest(shared, *SETS)}, peers' locks: {locks}")


def _print_quality(shared: Path) -> list[str]:
    caches: dict[Key, Json] = {}
    scores: Scores = {OURS: scored(shared, US, caches)}
    for peer in PEERS:
        try:
            scores[peer.name] = scored(shared, peer, caches)
        except Absent as exc:
            print(f"ABSENT: {peer.name}: {exc}")
    for title, keys in _groups(scores[OURS]).items():
        _print_group(title, keys, scores)
    return _text_misses(scores)


def _groups(ours: dict[Key, Score]) -> dict[str, list[Key]]:
    """The pages of each set, of the kinds of WCXB, and those that the gate is about."""
    groups = {name: [key for key in ours if key[0] == name] for name in SETS}
    kinds = sorted({ours[key].kind for key in groups["wcxb-dev"]})
    for kind in kinds:
        found = [key for key in groups["wcxb-dev"] if ours[key].kind == kind]
        groups[f"wcxb-dev: {kind}"] = found
    return {**groups, "fundus and wcxb-dev: article": _gated(ours)}


def _gated(ours: dict[Key, Score]) -> list[Key]:
    return [
        k
        for k, s in ours.items()
        if k[0] == "fundus" or (k[0] == "wcxb-dev" and s.kind == "article")
    ]


def _print_group(title: str, keys: list[Key], scores: Scores) -> None:
    print(f"\n## {title} ({len(keys)} pages)")
    for name, found in scores.items():
        cells = [_text_cells(keys, name, found, scores[OURS])]
        cells += [_mean_cell(measure, keys, found) for measure in _SMALL]
        cells += [_mean_cell(f"R_{part}", keys, found) for part in HTML_PARTS]
        print(f"{name:22}" + "".join(cell for cell in cells if cell))


_SMALL = {
    "p4": "P", "r4": "R", "title": "headline", "author": "byline", "date": "date",
    "img_rec": "pictures kept", "img_prec": "right", "cap_rec": "captions",
}  # fmt: skip


def _text_cells(keys: list[Key], name: str, found: dict[Key, Score], ours: dict[Key, Score]) -> str:
    with_f4 = [key for key in keys if "f4" in found[key].measures]
    cells = ""
    if with_f4:
        cells += f" F4 {intervals.of_mean([found[k].measures['f4'] for k in with_f4])}"
        if name != OURS:
            cells += f" ours {_difference(with_f4, ours, found).signed}"
    counted = [key for key in keys if "_tp" in found[key].measures]
    if counted:
        cells += f" segments {intervals.of_segments([_counts(found[key]) for key in counted])}"
    return cells


def _difference(keys: list[Key], ours: dict[Key, Score], theirs: dict[Key, Score]) -> Interval:
    return intervals.of_mean([ours[k].measures["f4"] - theirs[k].measures["f4"] for k in keys])


def _counts(found: Score) -> tuple[int, int, int]:
    right, wrong, lost = (int(found.measures[name]) for name in ("_tp", "_fp", "_fn"))
    return right, wrong, lost


def _mean_cell(measure: str, keys: list[Key], found: dict[Key, Score]) -> str:
    values = [found[k].measures[measure] for k in keys if measure in found[k].measures]
    return f" {_SMALL.get(measure, measure[2:])} {fmean(values):.3f}" if values else ""


def _text_misses(scores: Scores) -> list[str]:
    keys = [key for key in _gated(scores[OURS]) if "f4" in scores[OURS][key].measures]
    misses = []
    for name, found in scores.items():
        if name == OURS:
            continue
        ahead = _difference(keys, scores[OURS], found)
        if ahead.low <= 0:
            misses.append(f"text of news and articles beside {name}: {ahead.signed}")
    return misses


def _print_out_of_fold() -> None:
    print("\n## Out of fold, five folds by site")
    if OUT_OF_FOLD.exists():
        print(OUT_OF_FOLD.read_text(encoding="utf-8").rstrip())
    else:
        print(f"none: the training leaves them in {OUT_OF_FOLD.relative_to(ROOT)}")


def _print_speed(shared: Path) -> list[str]:
    found = speed.costs(shared)
    for name in [peer.name for peer in PEERS if peer.name not in found]:
        print(f"ABSENT: {name}")
    yardstick = found.get(speed.YARDSTICK)
    print(f"\n## CPU time, {speed.SAMPLE} news and article pages, one process each")
    for name, cost in found.items():
        took = cost.took_ms
        times = f"  {fmean(yardstick.took_ms) / fmean(took):5.2f}x" if yardstick else ""
        print(
            f"{name:22} mean {fmean(took):7.2f} ms  p50 {percentile(took, 0.5):7.2f}"
            f"  p95 {percentile(took, 0.95):7.2f}{times}  peak {cost.peak_mb:4.0f} MB"
        )
    print(
        f"goals: p50 {GOAL_P50_MS} ms, p95 {GOAL_P95_MS} ms, {GOAL_TIMES_FASTER}x {speed.YARDSTICK}"
    )
    imported, first = speed.import_ms(), speed.first_page_ms()
    print(f"import earmark.extract {imported:.0f} ms, with a first page {first:.0f} ms")
    misses = [] if imported < IMPORT_MAX_MS else [f"import takes {imported:.0f} ms"]
    if yardstick and fmean(yardstick.took_ms) < TIMES_FASTER * fmean(found[OURS].took_ms):
        misses.append(f"less than {TIMES_FASTER} times as fast as {speed.YARDSTICK}")
    return misses


def _print_growth() -> None:
    print("\n## ms of CPU for each MB of a page, by size (R: refused as no article)")
    print(f"{'shape':16}" + "".join(f"{size_mb:>9} MB" for size_mb in speed.SIZES_MB))
    for row in speed.growth():
        cells = [
            f"{took:10.1f}{'R' if size_mb in row.refused_at_mb else ' '} "
            for size_mb, took in row.ms_for_mb.items()
        ]
        print(f"{row.shape:16}" + "".join(cells))


if __name__ == "__main__":
    sys.exit(main())
