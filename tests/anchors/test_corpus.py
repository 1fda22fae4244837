"""Quotes of real articles find their place in changed texts, and never a wrong one."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from tests.anchors.changed import (
    furniture_added,
    paragraphs_moved,
    passages,
    plain,
    typography_changed,
)
from tests.quality.corpus import lines

from earmark.anchors import Attached, Target

pytestmark = pytest.mark.check
CHANGES = (furniture_added, paragraphs_moved, typography_changed)


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[list[str]]:
    """The gold texts of news and of the open web, as paragraphs."""
    found = []
    for name in ("fundus", "wcxb-dev"):
        for line in lines(shared / "corpus" / name / "gold.jsonl"):
            text = json.loads(line).get("text") or ""
            paragraphs = [p.strip() for p in text.split("\n") if p.strip()]
            if len(paragraphs) >= 4:
                found.append(paragraphs)
    return found


def outcome(passage, paragraphs, numbers, found) -> str:
    """right, wrong or lost: right is the same letters in the paragraph that it came from."""
    if not isinstance(found, Attached):
        return "lost"
    text = "\n\n".join(paragraphs)
    at = 0
    for paragraph, number in zip(paragraphs, numbers, strict=True):
        end = at + len(paragraph)
        if number == passage.paragraph and at <= found.start and found.end <= end:
            said = plain(text[found.start : found.end])
            return "right" if said == plain(passage.quote.exact) else "wrong"
        at = end + 2
    return "wrong"


def once(paragraphs, chance, count):
    """Passages that the text says once only: of verbatim copies none is the right one."""
    letters = plain("".join(paragraphs))
    found = passages(paragraphs, chance, count)
    return [each for each in found if letters.count(plain(each.quote.exact)) == 1]


def outcomes(articles, *changes, per_article=5):
    chance, counts = random.Random(1), Counter()
    for paragraphs in articles[::2]:
        chosen = once(paragraphs, chance, per_article)
        now, numbers = list(paragraphs), list(range(len(paragraphs)))
        for change in changes:
            now, order = change(now, chance)
            numbers = [numbers[n] if n >= 0 else -1 for n in order]
        target = Target("\n\n".join(now))
        for passage in chosen:
            counts[outcome(passage, now, numbers, target.attach(passage.quote))] += 1
    return counts


@pytest.mark.parametrize("changes", [*((c,) for c in CHANGES), CHANGES], ids=len)
def test_99_of_100_are_attached_again_and_none_wrongly(articles, changes):
    counts = outcomes(articles, *changes)
    assert counts["wrong"] == 0
    assert counts["right"] >= 0.99 * counts.total()


def test_a_passage_that_is_gone_is_an_orphan_and_hardly_ever_goes_to_a_near_twin(articles):
    chance, counts = random.Random(2), Counter()
    for paragraphs in articles[1::4]:
        for passage in once(paragraphs, chance, 5):
            rest = paragraphs[: passage.paragraph] + paragraphs[passage.paragraph + 1 :]
            found = Target("\n\n".join(rest)).attach(passage.quote)
            counts[type(found)] += 1
    assert counts[Attached] <= 0.003 * counts.total()  # 0.0006 of 3,332
