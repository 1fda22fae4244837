"""``powercut.py`` of the shared drills, fed with lines that it can read.

When threads of a service work at the same moment, as ours do, strace writes one call as two
lines (``pwrite64(..., 24, 82432 <unfinished ...>`` and ``<... pwrite64 resumed>)  = 24``);
the tool puts them together but stumbles over the blanks between. Here the blanks are taken
out as the trace is read; nothing else is different. First argument: the folder of the
tool; the others are the tool's own.
"""

import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any

PADDING = re.compile(r"(?<=\)) +(?= = )| (?=<unfinished)")


def read(path: Any, *args: Any, **options: Any) -> Any:  # Any: as ``open``, which it replaces
    """``open``, but a text file comes as its lines without strace's padding."""
    file = open(path, *args, **options)  # noqa: SIM115, PTH123 - stands for it
    return _unpadded(file) if options.get("encoding") == "ascii" else file


def _unpadded(file: Any) -> Iterator[str]:
    with file:
        for line in file:
            yield PADDING.sub("", line)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv.pop(1))
    powercut = importlib.import_module("powercut")
    setattr(powercut, "open", read)  # noqa: B010 - mypy: a module has no such name
    powercut.main()
