"""Where a person has stopped reading."""

import sqlalchemy as sa
from alembic import op

from earmark.db.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has begun anything."""
    op.add_column(
        "bookmarks", sa.Column("position_quote", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "bookmarks", sa.Column("position_share", sa.Float(), nullable=False, server_default="0")
    )
    op.add_column("bookmarks", sa.Column("position_at", UtcDateTime(), nullable=True))
    stopped = sa.text("position_at IS NOT NULL")
    op.create_index(
        "ix_bookmarks_account_id_position_at",
        "bookmarks",
        ["account_id", "position_at"],
        sqlite_where=stopped,
        postgresql_where=stopped,
    )
