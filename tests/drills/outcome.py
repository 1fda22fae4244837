"""What a drill found: its figures, and every miss in a sentence."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """The end of one drill. It passed if there are no misses."""

    drill: str
    figures: Mapping[str, Any]  # Any: whatever JSON can hold
    misses: Sequence[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Lines for a person: verdict, misses, figures."""
        verdict = "FAIL" if self.misses else "PASS"
        lines = [f"{verdict} {self.drill}", *(f"  miss: {miss}" for miss in self.misses)]
        lines += [f"  {name}: {_short(value)}" for name, value in self.figures.items()]
        return "\n".join(lines)


def unless(is_met: bool, sentence: str) -> list[str]:
    """The sentence as a miss, or nothing if what it denies is met."""
    return [] if is_met else [sentence]


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
