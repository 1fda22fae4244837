"""The training pages, cut into blocks and labelled by their gold; kept in a file between runs."""

import gzip
import json
import pickle
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from earmark.errors import Unreadable
from earmark.extract.about import About, read_about
from earmark.extract.blocks import Block, Box, cut
from earmark.extract.features import read_rows
from earmark.extract.headline import find_headline
from earmark.extract.hints import names_of
from earmark.extract.lexicon import NOTHING_KNOWN
from earmark.extract.limits import within_limits
from earmark.extract.signals import read_signals
from earmark.extract.tree import parse
from earmark.fetch.charset import decode_text
from training.labels import Tokens, label, shingles, tokens
from training.lines import read_lines
from training.mark import content_of, marked_text, marks

SETS = ("fundus", "wcxb-dev", "readability", "trafilatura", "goose", "postlight")

_FEW_LETTERS = 600
_STACK_BYTES = 512 * 2**20

Json = dict[str, Any]  # Any: JSON


@dataclass
class Example:
    """A page: its boxes, and for each block worth judging its words, letters, names and label.

    Labels are 1 for article, 0 for furniture, -1 for unknown or optional; names are the
    words of classes and ids around the block.
    """

    collection: str
    id: str
    domain: str
    kind: str
    gold: Json
    root: Box
    about: About
    words: list[Tokens]
    letters: list[int]
    labels: list[float]
    names: list[set[str]]


def load(shared: Path, cache: Path, sets: tuple[str, ...] = SETS) -> list[Example]:
    """All pages of some sets that can be read and hold text."""
    cache.mkdir(parents=True, exist_ok=True)
    return [example for name in sets for example in _load_set(shared, cache, name)]


def _load_set(shared: Path, cache: Path, name: str) -> list[Example]:
    kept = cache / f"{name}.pickle"
    if kept.exists():
        return _with_deep_stack(lambda: pickle.loads(kept.read_bytes()))
    examples = [e for e in (_read(shared, name, gold) for gold in _golds(shared, name)) if e]
    _with_deep_stack(lambda: kept.write_bytes(pickle.dumps(examples)))
    return examples


def _with_deep_stack(work: Callable[[], Any]) -> Any:  # Any: whatever the work gives
    """Do the work with room for deep trees, which pickle follows by recursion."""
    results: list[Any] = []
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]


def _golds(shared: Path, name: str) -> list[Json]:
    lines = (shared / "corpus" / name / "gold.jsonl").read_text(encoding="utf-8").split("\n")
    golds, own = [json.loads(line) for line in lines if line], marks(name)
    return [
        gold | _marked(shared, name, own[gold["id"]]) if gold["id"] in own else gold
        for gold in golds
    ]


def _marked(shared: Path, name: str, mark: Json) -> Json:
    """Text and optional text of a page whose lines were marked by hand."""
    lines = read_lines(content_of(name, mark["id"], shared))
    return {
        "text": marked_text(mark, lines), "optional": marked_text(mark, lines, "optional"),
    }  # fmt: skip


def _read(shared: Path, name: str, gold: Json) -> Example | None:
    """One page as an example; None when it cannot be read or has no text."""
    packed = shared / "corpus" / name / "html" / f"{gold['id']}.html.gz"
    try:
        page = parse(within_limits(decode_text(gzip.decompress(packed.read_bytes()), None)[0]))
    except Unreadable:
        return None
    signals = read_signals(page, gold["url"])
    headline = find_headline(page, signals, signals.first("og:site_name") or None).value
    root = cut(page.root)
    if root.letters < _FEW_LETTERS:
        root = cut(page.root, frozenset({"noscript"}))
    about = read_about(signals, headline)
    blocks = read_rows(root, about, NOTHING_KNOWN).blocks
    if not blocks:
        return None
    words = [tokens(block.text) for block in blocks]
    example = Example(
        name, gold["id"], gold["domain"], gold["kind"] or "", gold, root, about, words,
        [block.letters for block in blocks], _labels(gold, words),
        [_names(block) for block in blocks],
    )  # fmt: skip
    _slim(root)
    return example


def gold_lines(gold: Json) -> list[Tokens]:
    """The lines that a person would keep, as words; none where the set has no gold text."""
    text = gold.get("text")
    if text is None and gold.get("html"):
        text = "\n".join(lxml.html.fromstring(gold["html"]).itertext())
    lines = [tokens(line) for line in (text or "").split("\n")]
    return [line for line in lines if line]


def _labels(gold: Json, words: list[Tokens]) -> list[float]:
    lines = gold_lines(gold)
    if not lines:
        return [-1.0] * len(words)
    labels = [float(is_in) for is_in in label(words, lines)]
    optional = shingles(tokens(gold.get("optional") or ""))
    for i, own in enumerate(map(shingles, words)):
        if not labels[i] and (own & optional).total() >= max(1, 0.5 * own.total()):
            labels[i] = -1.0
    return labels


def _names(block: Block) -> set[str]:
    boxes = [block.box, *block.box.ancestors()]
    return {name for box in boxes for name in names_of(box.node)}


def _slim(root: Box) -> None:
    """Let go of what features do not look at."""
    for block in root.all_blocks():
        block.content = []
    for box in root.boxes():
        box.node.children = []
        box.node.parent = None
