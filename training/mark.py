"""Mark the lines of a page that are its article: ``python -m training.mark``.

show SET ID[,ID ...]  the page's lines, "+" before those that the extractor keeps today
mark SET ID BODY      store the marks; BODY like 12-40,45 or "none"
     [--optional 8-9] [--kind article] [--note TEXT]
check [SET]           every mark against the collection's snippets
open SET              the pages that no one has marked yet
"""

import argparse
import fcntl
import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from earmark.errors import Unreadable
from earmark.extract import extract
from training.lines import Line, read_lines

Json = dict[str, Any]  # Any: JSON
_SHARED = Path(os.environ.get("EARMARK_SHARED", "../shared"))
_GOLD = Path(__file__).parent / "gold"
_SHOWN_CHARS = 90
_NEAR = 10
"""Lines this close to what the extractor keeps are shown however short."""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("action", choices=["show", "mark", "check", "open"])
    parser.add_argument("set")
    parser.add_argument("id", nargs="?", default="")
    parser.add_argument("body", nargs="?", default="")
    parser.add_argument("--optional", default="")
    parser.add_argument("--kind", default="article")
    parser.add_argument("--note", default="")
    asked = parser.parse_args()
    {"show": _show, "mark": _mark, "check": _check, "open": _open}[asked.action](asked)


def content_of(name: str, page_id: str, shared: Path = _SHARED) -> bytes:
    """A page of the shared corpus as it was received."""
    return gzip.decompress((shared / "corpus" / name / "html" / f"{page_id}.html.gz").read_bytes())


def collection(name: str) -> dict[str, Json]:
    """The collection's own gold by page id."""
    path = _SHARED / "corpus" / name / "gold.jsonl"
    found = map(json.loads, path.read_text(encoding="utf-8").strip().split("\n"))
    return {gold["id"]: gold for gold in found}


def marks(name: str) -> dict[str, Json]:
    """Our marks of a set by page id."""
    path = _GOLD / f"{name}.jsonl"
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    found = map(json.loads, (line for line in written.split("\n") if line))
    return {mark["id"]: mark for mark in found}


def marked_text(mark: Json, lines: list[Line], field: str = "body") -> str:
    """The text that a mark means, a line each."""
    numbers = [n for first, last in mark[field] for n in range(first, last + 1)]
    return "\n".join(lines[n].text for n in numbers)


def _show(asked: argparse.Namespace) -> None:
    for page_id in asked.id.split(","):
        _show_page(asked.set, page_id)


def _show_page(name: str, page_id: str) -> None:
    gold, content = collection(name)[page_id], content_of(name, page_id)
    print(f"== {page_id} {gold['url']} | {gold.get('title')}")
    print("with:", gold.get("with"), "without:", gold.get("without"), "prefix:", gold.get("prefix"))
    kept, lines = _kept(content, gold["url"]), read_lines(content)
    near = {n for line in lines if squeezed(line.text) in kept for n in _around(line.number)}
    passed: list[Line] = []
    for line in lines:
        is_kept = squeezed(line.text) in kept
        if not is_kept and (line.link_share > 0.9 or _is_far(line, near)):
            passed.append(line)
            continue
        _show_passed(passed)
        passed = []
        print(f"{line.number}{'+' if is_kept else ' '}[{line.place[-34:]}] {_short(line.text)}")
    _show_passed(passed)


def _kept(content: bytes, url: str) -> set[str]:
    try:
        return {squeezed(line) for line in extract(content, url).body_text.split("\n")}
    except Unreadable:
        return set()


def _around(number: int) -> range:
    return range(number - _NEAR, number + _NEAR + 1)


def _is_far(line: Line, near: set[int]) -> bool:
    return line.number not in near and len(line.text) < _SHOWN_CHARS


def _show_passed(passed: list[Line]) -> None:
    if passed:
        ends = " … ".join(line.text[:24] for line in dict.fromkeys((passed[0], passed[-1])))
        print(f"{passed[0].number}-{passed[-1].number} links or far: {ends}")


def _short(text: str) -> str:
    if len(text) <= _SHOWN_CHARS:
        return text
    return f"{text[:60]} … {text[-24:]} ({len(text)})"


def squeezed(text: str) -> str:
    """A line without white space, to be compared."""
    return "".join(text.split())


def _mark(asked: argparse.Namespace) -> None:
    content = content_of(asked.set, asked.id)
    lines = read_lines(content)
    mark = {
        "set": asked.set, "id": asked.id, "sha": hashlib.sha1(content).hexdigest(),
        "lines": len(lines), "body": _ranges(asked.body, len(lines)),
        "optional": _ranges(asked.optional, len(lines)), "kind": asked.kind, "note": asked.note,
    }  # fmt: skip
    _store(mark)
    _say_faults(mark, collection(asked.set)[asked.id], lines)


def _store(mark: Json) -> None:
    """Put a mark into its set's file; several people may mark at once."""
    with (_GOLD / f"{mark['set']}.jsonl").open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = marks(mark["set"]) | {mark["id"]: mark}
        file.truncate(0)
        for key in sorted(found):
            file.write(json.dumps(found[key], ensure_ascii=False) + "\n")


def _ranges(written: str, count: int) -> list[list[int]]:
    if written in ("", "none"):
        return []
    ends = [part.partition("-") for part in written.split(",")]
    found = sorted([int(first), int(last or first)] for first, _, last in ends)
    if any(not 0 <= first <= last < count for first, last in found):
        raise SystemExit(f"The page has the lines 0-{count - 1}; {written} goes beyond.")
    return found


def _say_faults(mark: Json, gold: Json, lines: list[Line]) -> int:
    body = squeezed(marked_text(mark, lines)).lower()
    both = body + squeezed(marked_text(mark, lines, "optional")).lower()
    faults = [f"lacks {w!r}" for w in gold.get("with") or [] if squeezed(w).lower() not in both]
    faults += [f"holds {w!r}" for w in gold.get("without") or [] if squeezed(w).lower() in body]
    for fault in faults:
        print(f"{mark['set']} {mark['id']}: {fault}")
    return len(faults)


def _check(asked: argparse.Namespace) -> None:
    gold, faults = collection(asked.set), 0
    found = marks(asked.set)
    for mark in found.values():
        lines = read_lines(content_of(asked.set, mark["id"]))
        if len(lines) != mark["lines"]:
            raise SystemExit(
                f"{mark['id']} has {len(lines)} lines, was marked with {mark['lines']}."
            )
        faults += _say_faults(mark, gold[mark["id"]], lines)
    print(f"{len(found)} pages marked, {faults} snippets against their marks")


def _open(asked: argparse.Namespace) -> None:
    print(*(sorted(collection(asked.set).keys() - marks(asked.set).keys())), sep="\n")


if __name__ == "__main__":
    main()
