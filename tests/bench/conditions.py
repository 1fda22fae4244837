"""Under what conditions figures were measured; a figure without them says nothing."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from statistics import median


def conditions(folder: Path) -> str:
    """One line: processors, versions, load, and the file system that ``folder`` is on."""
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return (
        f"{len(os.sched_getaffinity(0))} of {os.cpu_count()} CPUs, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}, load {load},"
        f" {_file_system(folder)}"
    )


def cpu_model() -> str:
    """The processor's name as the system gives it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of the values do not exceed.

    >>> percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 1.0)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, round(share * len(ordered) + 0.499) - 1)]


def spread(values: Sequence[float], unit: str, digits: int = 2) -> str:
    """Median and range: ``1.20 s (1.10 to 1.40, 5 runs)``."""
    low, middle, high = (f"{v:.{digits}f}" for v in (min(values), median(values), max(values)))
    return f"{middle} {unit} ({low} to {high}, {len(values)} runs)"


def _file_system(folder: Path) -> str:
    """Kind and device of the mount with the longest path above the folder."""
    mounts = [line.split()[:3] for line in Path("/proc/mounts").read_text().splitlines()]
    above = [m for m in mounts if folder.resolve().is_relative_to(m[1])]
    device, _, kind = max(above, key=lambda mount: len(mount[1]))
    return f"{kind} on {device}"
