"""A migration killed at one step after the other: ``URL``; what it prints is read by its test.

A program of its own, because it forks, run with an Earmark that has a further migration.
For each step: the version that was left, and a hash of the tables, their columns and rows.
"""

import hashlib
import json
import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from tests.cuts import cut_everywhere
from tests.databases import all_rows, columns_by_table

from earmark.db.migrate import upgrade
from earmark.db.schema import find_version


def main() -> None:
    """Look before, after each cut, and at the end."""
    url = sys.argv[1]
    seen = [_look(url)]
    for _ in cut_everywhere(lambda: upgrade(url)):
        seen.append(_look(url))
    upgrade(url)
    seen.append(_look(url))
    print(json.dumps(seen))


def _look(url: str) -> tuple[str | None, str]:
    engine = create_engine(url)
    with Session(engine) as tx:
        all_of_it = repr((columns_by_table(tx), all_rows(tx, {"alembic_version"})))
    engine.dispose()
    return find_version(url), hashlib.sha256(all_of_it.encode()).hexdigest()


if __name__ == "__main__":
    main()
