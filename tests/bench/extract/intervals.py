"""Means with 95 % bootstrap intervals: pages are drawn anew, the same for all that is compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2_000
SEED = 7


@dataclass(frozen=True)
class Interval:
    """A mean, and the range that holds it in 95 % of the draws."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f},{self.high:.3f}]"

    @property
    def signed(self) -> str:
        """For a difference: with its sign."""
        return f"{self.mean:+.3f} [{self.low:+.3f},{self.high:+.3f}]"


def of_mean(values: Sequence[float]) -> Interval:
    """The interval of the mean; of differences by page, that is the paired interval."""
    found = np.asarray(values, dtype=float)
    rng = np.random.default_rng(SEED)
    drawn = found[rng.integers(0, len(found), (DRAWS, len(found)))].mean(axis=1)
    return Interval(float(found.mean()), *map(float, np.percentile(drawn, (2.5, 97.5))))


def of_segments(counts: Sequence[tuple[int, int, int]]) -> Interval:
    """F1 over all pages together from (right, wrong, lost) of each page."""
    found = np.asarray(counts, dtype=float)
    rng = np.random.default_rng(SEED)
    sums = found[rng.integers(0, len(found), (DRAWS, len(found)))].sum(axis=1)
    drawn = 2 * sums[:, 0] / np.maximum(2 * sums[:, 0] + sums[:, 1] + sums[:, 2], 1)
    right, wrong, lost = found.sum(axis=0)
    whole = 2 * right / max(2 * right + wrong + lost, 1)
    return Interval(float(whole), *map(float, np.percentile(drawn, (2.5, 97.5))))
