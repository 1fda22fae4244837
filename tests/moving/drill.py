"""The long form of a move: ``python -m tests.moving.drill [ARTICLES]``, 10,000 unless said.

SQLite to PostgreSQL and back without a difference, then a move killed at every step, there
and back. Exit status 1 if anything differs.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.databases import postgres_databases
from tests.moving.conftest import move, sums_of
from tests.whole_world import live

from earmark.blobs.folder import FolderStore
from earmark.blobs.store import Blobs
from earmark.db.engine import Database
from earmark.db.schema import bring_up_to_date
from earmark.moving.database import total_of


def main() -> None:
    """Run both parts and print what was measured."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as made, postgres_databases() as servers:
        folder = Path(made)
        big, small = filled(folder / "big", articles), filled(folder / "small", 12)
        with servers.lent(folder) as between:
            there_and_back(big, between, f"sqlite:///{folder / 'back' / 'earmark.db'}")
        with servers.lent(folder) as between:
            kill_everywhere(small, between)
            kill_everywhere(between, f"sqlite:///{folder / 'cut' / 'earmark.db'}")


def filled(folder: Path, articles: int) -> str:
    """The address of a new SQLite database with so many articles."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'earmark.db'}"
    bring_up_to_date(url, folder)
    database = Database(url)
    live(database, Blobs(database, FolderStore(folder / "blobs")), articles)
    database.close()
    return url


def there_and_back(first: str, between: str, last: str) -> None:
    """Two moves; all three places have the same sums."""
    began = time.monotonic()
    there = move(first, between)
    halfway = time.monotonic()
    back = move(between, last)
    print(f"there in {halfway - began:.1f} s, back in {time.monotonic() - halfway:.1f} s:")
    for name, part in there.items():
        print(f"  {name:<18} {part.rows:>8,}  {part.sha256[:16]}")
    if not there == back == sums_of(first) == sums_of(between) == sums_of(last):
        sys.exit("The sums differ.")
    print(f"  0 differences; sum of all {total_of(there)[:16]}", flush=True)


def kill_everywhere(source: str, target: str) -> None:
    """Kill at each step, move again, compare."""
    command = [sys.executable, "-m", "tests.moving.cut_off", source, target, "1"]
    rounds = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"killed at each of {rounds} steps and run again: 0 differences", flush=True)


if __name__ == "__main__":
    main()
