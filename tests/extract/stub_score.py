"""How well stand-in pages are told from articles, by kind and by language.

    python -m tests.extract.stub_score          the score, and the pages that are read wrongly

``stub_pages/`` holds invented pages, ``expected.json`` says what each is. They were written
by somebody else than the author of the rules, from what such pages say in the world. The
languages in ``never_tuned`` are there to see whether the rules reach beyond what they were
made with: no rule or word list may be changed because of one of their pages.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from earmark.extract import extract

FOLDER = Path(__file__).with_name("stub_pages")
URL = "https://news.example/world/story"


@dataclass(frozen=True)
class Reading:
    """A page: what it is, and what it was taken for; a reason is None for an article."""

    name: str
    language: str
    verdict: str
    reason: str | None
    found_verdict: str
    found_reason: str | None

    @property
    def kind(self) -> str:
        return self.reason or self.verdict


@lru_cache(maxsize=1)
def expected() -> dict[str, Any]:
    """What ``expected.json`` holds: pages, languages never tuned with, floors."""
    plain: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    return plain


def readings() -> Iterator[Reading]:
    """Every page, read."""
    for name, page in expected()["pages"].items():
        found = extract((FOLDER / name).read_bytes(), URL)
        yield Reading(name, **page, found_verdict=found.verdict, found_reason=found.verdict_reason)


def score(read: list[Reading]) -> dict[str, dict[str, int]]:
    """Pages with the right verdict and with the right reason, by kind and by language."""
    verdicts, reasons = Counter[str](), Counter[str]()
    for each in read:
        for group in (each.kind, each.language):
            verdicts[group] += each.found_verdict == each.verdict
            reasons[group] += each.found_reason == each.reason
    return {"verdict": dict(verdicts), "reason": dict(reasons)}


def main() -> None:
    """Print the score, then what is read wrongly."""
    read = list(readings())
    found, sizes = score(read), Counter(n for each in read for n in (each.kind, each.language))
    print(f"{'':14} {'pages':>5} {'verdict':>8} {'reason':>7}")
    for group, size in sizes.items():
        mark = " never tuned with" if group in expected()["never_tuned"] else ""
        right = f"{found['verdict'][group]:>8} {found['reason'][group]:>7}"
        print(f"{group:14} {size:>5} {right}{mark}")
    for each in read:
        if each.found_reason != each.reason or each.found_verdict != each.verdict:
            print(f"{each.name}: {each.found_reason or each.found_verdict}")


if __name__ == "__main__":
    main()
