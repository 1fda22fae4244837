"""Labels for pages without gold: blocks on which our trees and trafilatura agree."""

from dataclasses import replace

from earmark.extract.body import likeliest
from training.dataset import Example
from training.labels import Tokens, label, overlap, tokens
from training.model import Model

_MIN_AGREEMENT = 0.8
"""F1 of the two texts from which on a page is taken: seven of eight are."""


def agreed(example: Example, model: Model, other_text: str) -> Example | None:
    """The page with labels where both agree, -1 elsewhere; None if they differ as a whole."""
    judged = model.judge(example.root, example.about)
    chosen = set(map(id, likeliest(judged)[0]))
    ours = [id(block) in chosen for block in judged]
    lines: list[Tokens] = [line for line in map(tokens, other_text.split("\n")) if line]
    theirs = label(example.words, lines)
    words = [word for own, is_in in zip(example.words, ours, strict=True) if is_in for word in own]
    if overlap(words, [word for line in lines for word in line]) < _MIN_AGREEMENT:
        return None
    labels = [float(a) if a == b else -1.0 for a, b in zip(ours, theirs, strict=True)]
    return replace(example, labels=labels)
