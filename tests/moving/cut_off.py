"""A move killed at one step after the other, run again each time: ``SOURCE TARGET STRIDE``.

A program of its own, because it forks. Prints how many steps it was killed at.
"""

import sys
from pathlib import Path

from tests.cuts import cut_everywhere
from tests.moving.conftest import move, sums_of

from earmark.db.engine import Database
from earmark.db.schema import find_version, known_versions
from earmark.moving.target import empty


def main() -> None:
    """Kill, look, move again, compare, empty; as often as there are steps."""
    source, target, stride = sys.argv[1], sys.argv[2], int(sys.argv[3])
    expected, rounds = sums_of(source), 0
    for step in cut_everywhere(lambda: _move(source, target), stride):
        rounds += 1
        assert move_again(source, target) == expected, f"cut off at step {step}"
        assert sums_of(target) == expected, f"cut off at step {step}"
        assert find_version(target) == known_versions()[-1]
        _make_empty(target)
    assert sums_of(target) == expected
    assert sums_of(source) == expected
    print(rounds)


def _move(source: str, target: str) -> None:
    move(source, target)


def move_again(source: str, target: str) -> object:
    """Go on; if the cut was behind the very end, what is there counts."""
    if find_version(target) == known_versions()[-1] and sums_of(target) == sums_of(source):
        return sums_of(target)
    return move(source, target)


def _make_empty(target: str) -> None:
    if target.startswith("sqlite"):
        for left in Path(target.removeprefix("sqlite:///")).parent.glob("earmark.db*"):
            left.unlink()
        return
    database = Database(target)
    with database.write() as tx:
        empty(tx)
    database.close()


if __name__ == "__main__":
    main()
