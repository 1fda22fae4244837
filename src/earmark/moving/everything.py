"""Everything that a database of Earmark's holds, table by table, in an order for inserting.

A slice with tables names its ``models`` here; a test compares the tables with those that
the migrations make.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from earmark.accounts import models as _accounts  # noqa: F401 - the tables make themselves known
from earmark.articles import models as _articles  # noqa: F401
from earmark.blobs import models as _blobs  # noqa: F401
from earmark.db.base import Base
from earmark.db.canonical import Sum, as_line, lines_of, sum_of
from earmark.db.numbers import last_numbers
from earmark.jobs.models import JobRow
from earmark.jobs.queue import kept_jobs
from earmark.library import models as _library  # noqa: F401
from earmark.search import index
from earmark.search import models as _search  # noqa: F401

TABLES: tuple[Table, ...] = tuple(
    table for table in Base.metadata.sorted_tables if table is not JobRow.__table__
)
"""Those that are carried row by row, none before one that it refers to; jobs go by their seam,
and the index of the search is made anew from ``search_rows``."""

HELD = (*(table.name for table in TABLES), "procrastinate_jobs")
"""What is locked on PostgreSQL while it is read."""

Step = Callable[[int], None]
"""Called with how many rows more are done."""


def row_count(tx: Session) -> int:
    """How many rows there are in all."""
    return sum(tx.scalar(select(func.count()).select_from(each)) or 0 for each in _COUNTED)


_COUNTED = (*TABLES, JobRow.__table__)


def sums(tx: Session, step: Step) -> dict[str, Sum]:
    """The sum of each table, of the jobs and of the last numbers given out; equal sums, equal all.

    For the index of the search it is the number of its rows.
    """
    found = {table.name: sum_of(_told(lines_of(tx, table), step)) for table in TABLES}
    jobs = (as_line(asdict(job)) for job in kept_jobs(tx))
    found["jobs"] = sum_of(_told(jobs, step))
    found["last numbers"] = sum_of([as_line(last_numbers(tx, TABLES))])
    found["search index"] = Sum(index.count(tx), "")
    return found


def _told(lines: Generator[str], step: Step) -> Iterator[str]:
    with closing(lines):
        for line in lines:
            step(1)
            yield line
