"""The shared corpus of real pages, read once, and extractors scored on it side by side."""

import gzip
import hashlib
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from earmark.errors import Unreadable
from earmark.extract import ExtractedArticle, extract

SETS = ("fundus", "wcxb-dev", "trafilatura", "readability", "defuddle", "goose", "postlight")

Json = dict[str, Any]  # Any: JSON
Extractor = Callable[[bytes, str], Json]


@dataclass(frozen=True)
class Page:
    """A page of the corpus with what a person expects of it."""

    gold: Json
    content: bytes


@dataclass(frozen=True)
class Score:
    """The scorer's measures for one page, and what it took."""

    page_id: str
    kind: str
    measures: Json
    took_ms: float
    output_digest: str


def pages(shared: Path, *sets: str) -> Iterator[Page]:
    """The pages of some sets."""
    for name in sets:
        folder = shared / "corpus" / name
        for line in lines(folder / "gold.jsonl"):
            gold = json.loads(line)
            if isinstance(gold.get("author"), list):
                gold["author"] = ", ".join(gold["author"])
            content = (folder / "html" / f"{gold['id']}.html.gz").read_bytes()
            yield Page(gold, gzip.decompress(content))


def digest(shared: Path, *sets: str) -> str:
    """A short hash of the gold (which names the hash of each page) and of the scorer."""
    files = [shared / "corpus" / name / "gold.jsonl" for name in sets]
    files += [shared / "scoring" / "extract" / name for name in ("score.py", "textutil.py")]
    return hashlib.sha256(b"".join(map(Path.read_bytes, files))).hexdigest()[:12]


def lines(path: Path) -> list[str]:
    """The lines of a JSON Lines file."""
    return path.read_text(encoding="utf-8").strip().split("\n")


def earmark(content: bytes, url: str) -> Json:
    """Our article in the scorer's terms."""
    return as_scored(extract(content, url))


def as_scored(article: ExtractedArticle) -> Json:
    """An article under the names that the scorer reads."""
    return {
        "text": article.body_text,
        "html": article.body_html,
        "title": article.headline,
        "author": ", ".join(article.byline),
        "date": article.published_at.isoformat() if article.published_at else None,
    }


def readability(content: bytes, url: str) -> Json:
    """The peer that the floors are set against."""
    module = importlib.import_module("readability")
    decode, to_text = _scorer("textutil").decode, _scorer("textutil").to_text
    try:
        document = module.Document(decode(content), url=url or None)
        html, title = document.summary(html_partial=True), document.short_title()
    except Exception:  # noqa: BLE001 - a peer may fail in any way; it then has found nothing
        html, title = "", ""
    return {"text": to_text(html), "html": html, "title": title}


@cache
def scores(shared: Path, extractor: Extractor, *sets: str) -> list[Score]:
    """Every page of the sets, extracted and scored in two processes."""
    reach(shared)
    jobs = [(shared, extractor, page) for page in pages(shared, *sets)]
    with ProcessPoolExecutor(2) as workers:
        return list(workers.map(_scored, jobs, chunksize=8))


def mean(found: list[Score], measure: str) -> float:
    """The mean of a measure over the pages that have it."""
    return statistics.fmean(s.measures[measure] for s in found if measure in s.measures)


def segments(found: list[Score]) -> float:
    """F1 of snippets that must and must not be there, over all pages together."""
    right, wrong, lost = (sum(s.measures.get(k, 0) for s in found) for k in ("_tp", "_fp", "_fn"))
    return 2 * right / (2 * right + wrong + lost)


def _scored(job: tuple[Path, Extractor, Page]) -> Score:
    shared, extractor, page = job
    reach(shared)
    began = time.process_time()
    try:
        result = extractor(page.content, page.gold["url"])
    except Unreadable:
        result = {"text": "", "html": ""}
    took_ms = (time.process_time() - began) * 1000
    return score(page.gold, result, took_ms)


def score(gold: Json, result: Json, took_ms: float, cache: Json | None = None) -> Score:
    """The scorer's measures; ``cache`` is one dict for each page, for all that are compared."""
    measures = _scorer("score").score_page(gold, result, {} if cache is None else cache)
    given_out = json.dumps([result.get(name) for name in _GIVEN_OUT], ensure_ascii=False)
    output_digest = hashlib.sha256(given_out.encode("utf-8", "replace")).hexdigest()[:8]
    return Score(gold["id"], gold["kind"] or "", measures, took_ms, output_digest)


_GIVEN_OUT = ("text", "html", "title", "author", "date")


def reach(shared: Path) -> None:
    """Make the scorer's modules importable."""
    folder = str(shared / "scoring" / "extract")
    if folder not in sys.path:
        sys.path.insert(0, folder)


def _scorer(name: str) -> Any:  # Any: a module outside the package
    module = importlib.import_module(name)
    if name == "score":
        module.LCSseq = None  # the longest common subsequence takes most of the time, unused here
    return module
