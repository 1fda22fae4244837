"""What search keeps: the index, and the exact terms of each row, by which it is changed.

The FTS5 table holds no text (``content=''``). SQLite before 3.43 (Debian 12 has 3.40) takes
a row out of such a table only if told exactly the terms that went in, so ``search_rows``
keeps them, compressed, with the version of the tokeniser that made them.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from earmark.db.base import Base, UtcDateTime

OrderKey = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite finds a row by it directly only if the column is spelt INTEGER."""

search_rows = Table(
    "search_rows",
    Base.metadata,
    Column("order_key", OrderKey, primary_key=True, autoincrement=False),
    Column("account_id", Integer, nullable=False),
    Column("tokens", LargeBinary, nullable=False),
    Column("tokeniser_version", Integer, nullable=False),
    Column("indexed_at", UtcDateTime, nullable=False),
)

CREATE_INDEX_SQL = (
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        owner, headline, body, own,
        content='', tokenize='ascii', prefix='2'
    )
    """,
)
"""SQLite only. ``ascii`` splits at ASCII spaces and signs alone, so our terms pass unchanged.

``prefix='2'`` keeps ``ab*`` instant, newest first: 0.4 ms, where it took 14 ms at 5,000 rows
and grew with them. It makes the index a third larger. ``'2 3'`` would double it, for nothing:
``abc*`` takes 0.5 ms at 10,000 rows without. ``detail`` stays full: phrases need places.
"""

DROP_INDEX_SQL = ("DROP TABLE search_index",)
