"""Runs of extractors over the corpus, and their scores; what a peer gave is kept.

A peer's run is kept under ``build/bench-extract/runs`` by the digests of its lock and of
the corpus, so that only ours runs anew. Times are never kept: see ``speed``.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.extract.peers import BUILD, US, Peer, command, lock_digest
from tests.quality.corpus import SETS, Json, Score, digest, pages, reach, score

Key = tuple[str, str]
"""A page: its set and its id there."""


@dataclass(frozen=True)
class Cost:
    """What a run took: CPU time of each page, and the peak of memory without the pages."""

    took_ms: list[float]
    peak_mb: float


def scored(shared: Path, peer: Peer, caches: dict[Key, Json]) -> dict[Key, Score]:
    """The peer's scores for every page of the corpus. Raises Absent."""
    reach(shared)
    found = results(shared, peer)
    missing: Json = {"text": "", "html": ""}
    return {
        key: score(gold, found.get(key, missing), 0.0, caches.setdefault(key, {}))
        for key, gold in _golds(shared)
    }


def results(shared: Path, peer: Peer) -> dict[Key, Json]:
    """What the peer made of every page: from the kept run, else from a new one. Raises Absent."""
    if peer is US:
        with tempfile.TemporaryDirectory() as out:
            return _run_all(shared, peer, Path(out))
    out = (
        BUILD
        / "runs"
        / f"{peer.name.replace(' ', '_')}-{lock_digest(peer.home)}-{digest(shared, *SETS)}"
    )
    done = out / "done"
    if not done.exists():
        _run_all(shared, peer, out)
        done.touch()
    return _read_all(peer, out)


def timed(shared: Path, peer: Peer, ids: Path, out: Path) -> Cost:
    """One run over the named pages, for its cost; only the first adapter is timed."""
    adapter = peer.adapters[0]
    _run(shared, peer, adapter, out, ("--ids", str(ids)))
    stat = json.loads((out / f"{adapter}.stat.json").read_text())
    held_mb = 0.0 if peer.is_javascript else stat["mb"]  # the Python runner holds all pages
    took = [line.get("cpu_ms", line["ms"]) for line in _read(out, adapter)]
    return Cost(took, stat["rss_mb"] - held_mb)


def _run_all(shared: Path, peer: Peer, out: Path) -> dict[Key, Json]:
    first, *others = peer.adapters
    _run(shared, peer, first, out, ())
    for other in others:
        failed = [line for line in _read(out, first) if line["error"] or not line.get("html")]
        (out / "failed").write_text("\n".join(f"{line['set']}/{line['id']}" for line in failed))
        _run(shared, peer, other, out, ("--ids", str(out / "failed")))
    return _read_all(peer, out)


def _run(shared: Path, peer: Peer, adapter: str, out: Path, more: Iterable[str]) -> None:
    start = command(shared, peer, adapter)
    out.mkdir(parents=True, exist_ok=True)
    words = (*start.words, "--corpus", str(shared / "corpus"), "--sets", ",".join(SETS))
    done = subprocess.run(
        (*words, "--out", str(out), *more), capture_output=True, text=True,
        env={**os.environ, **start.environ},
    )  # fmt: skip
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        done.check_returncode()


def _read_all(peer: Peer, out: Path) -> dict[Key, Json]:
    return {(r["set"], r["id"]): r for adapter in peer.adapters for r in _read(out, adapter)}


def _read(out: Path, adapter: str) -> Iterator[Json]:
    with gzip.open(out / f"{adapter}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _golds(shared: Path) -> list[tuple[Key, Json]]:
    return [((page.gold["set"], page.gold["id"]), page.gold) for page in pages(shared, *SETS)]
