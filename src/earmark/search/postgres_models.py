"""The index on PostgreSQL: each row's terms as a set, and its words in their order.

``terms`` is a tsvector without places: the set of all terms of a row with its owner's,
found by the GIN index. Places in a tsvector end at 16,383 and at 255 for each word, which
a long read passes, so what depends on order (phrases) or on one column is looked at in the
words themselves, only in rows that hold all the terms (decisions/0011).
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from earmark.db.base import NAMING

metadata = MetaData(naming_convention=NAMING)

search_index = Table(
    "search_index",
    metadata,
    Column("order_key", BigInteger, primary_key=True, autoincrement=False),
    Column("terms", TSVECTOR, nullable=False),
    Column("headline", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("own", Text, nullable=False),
    Column("term_count", Integer, nullable=False),
    Index(
        "ix_search_index_terms",
        "terms",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
)
"""Without ``fastupdate`` a row costs 3 ms more to put; with it, rows wait in a list that
every search reads through: 2 ms became 110."""
