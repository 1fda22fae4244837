"""Learn the block model: ``python -m training`` (see README.md beside this file)."""

import argparse
import gzip
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from training.dataset import load
from training.emit import write_lexicon, write_trees
from training.folds import FOLDS, Texts, read_fold, report, segments
from training.model import train

_EXTRACT = Path(__file__).parent.parent / "src" / "earmark" / "extract"


def main() -> None:
    """Print the out-of-fold figures, or with ``--write`` learn from all and write the model."""
    asked = _arguments()
    examples = load(asked.shared, asked.cache)
    theirs = _texts(asked.trafilatura)
    if asked.write:
        model = train(examples)
        write_lexicon(model.shares, _EXTRACT / "lexicon.txt")
        write_trees(model.booster, _EXTRACT / "block_trees.py")
        return
    with ProcessPoolExecutor(asked.processes) as workers:
        work = partial(_read_fold, asked)
        results = [result for fold in workers.map(work, range(FOLDS)) for result in fold]
    print(*report(results), sep="\n")
    print("segments {:.4f}, trafilatura {:.4f}".format(*segments(results, examples, theirs)))


def _read_fold(asked: argparse.Namespace, number: int) -> list:
    return read_fold(number, load(asked.shared, asked.cache), _texts(asked.trafilatura))


def _texts(path: Path) -> Texts:
    """What trafilatura found, by set and page."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return {(page["set"], page["id"]): page.get("text") or "" for page in found}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with corpus/")
    parser.add_argument("--trafilatura", type=Path, required=True, help="its stored run, .jsonl.gz")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the cut pages")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the model into the package")
    return parser.parse_args()


main()
