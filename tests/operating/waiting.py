"""Waiting for what another process does."""

import time
from collections.abc import Callable


def wait_until(is_true: Callable[[], object], limit_s: float = 30.0) -> None:
    """Return as soon as it is true; fails after ``limit_s``."""
    until = time.monotonic() + limit_s
    while not is_true():
        assert time.monotonic() < until, f"not true after {limit_s:.0f} s"
        time.sleep(0.02)
