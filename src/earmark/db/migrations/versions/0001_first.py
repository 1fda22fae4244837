"""The first schema, every table in one step, and so long: a migration is not cut in two.

Accounts, articles, saved lists, blobs, jobs and the search. On PostgreSQL the jobs are
procrastinate's.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from earmark.db.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=256), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name_key", name=op.f("uq_accounts_name_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_accounts_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("merged_into", sa.String(length=36), nullable=True),
        sa.Column("public_capture_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["articles.id"], name=op.f("fk_articles_merged_into")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_bytes", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("condemned_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "search_rows",
        sa.Column(
            "order_key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("tokeniser_version", sa.Integer(), nullable=False),
        sa.Column("indexed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("order_key", name=op.f("pk_search_rows")),
    )
    op.create_table(
        "sign_in_limits",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("clear_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_limits")),
    )
    op.create_index(
        op.f("ix_sign_in_limits_clear_at"), "sign_in_limits", ["clear_at"], unique=False
    )
    op.create_table(
        "addresses",
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_addresses_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("canonical_url", name=op.f("pk_addresses")),
    )
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_api_tokens_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "capture_failures",
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_capture_failures_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "account_id", name=op.f("pk_capture_failures")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("is_for_owner", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["accounts.id"],
            name=op.f("fk_invitations_created_by"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitations_secret_hash")),
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("requested_url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("hops", sa.JSON(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=True),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("body_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_snapshots_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_snapshots_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )
    op.create_index("ix_snapshots_account_id", "snapshots", ["account_id"], unique=False)
    op.create_index(
        "ix_snapshots_article_id_taken_at", "snapshots", ["article_id", "taken_at"], unique=False
    )
    op.create_table(
        "tags",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tags_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_tags")),
    )
    op.create_index("uq_tags_name_key", "tags", ["account_id", "name_key"], unique=True)
    op.create_index("uq_tags_number", "tags", ["account_id", "number"], unique=True)
    op.create_table(
        "extractions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("snapshot_id", sa.String(length=36), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("extractor_version", sa.String(length=20), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("verdict_reason", sa.String(length=40), nullable=True),
        sa.Column("verdict_message", sa.String(length=500), nullable=True),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("byline", sa.JSON(), nullable=False),
        sa.Column("agency", sa.JSON(), nullable=False),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("modified_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("body_words", sa.Integer(), nullable=False),
        sa.Column("body_html_sha256", sa.String(length=64), nullable=False),
        sa.Column("body_text_sha256", sa.String(length=64), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("same_copy_print", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_extractions_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshots.id"],
            name=op.f("fk_extractions_snapshot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractions")),
    )
    op.create_index("ix_extractions_article_id", "extractions", ["article_id"], unique=False)
    op.create_index("ix_extractions_snapshot_id", "extractions", ["snapshot_id"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("order_key", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("starred_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_reason", sa.String(length=40), nullable=True),
        sa.Column("state_message", sa.String(length=500), nullable=True),
        sa.Column("best_extraction_id", sa.String(length=36), nullable=True),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("body_words", sa.Integer(), nullable=False),
        sa.Column("lead_picture", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_bookmarks_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_bookmarks_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["best_extraction_id"],
            ["extractions.id"],
            name=op.f("fk_bookmarks_best_extraction_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_bookmarks")),
    )
    op.create_index(
        "ix_bookmarks_account_id_order_key", "bookmarks", ["account_id", "order_key"], unique=False
    )
    op.create_index(
        "ix_bookmarks_account_id_state", "bookmarks", ["account_id", "state"], unique=False
    )
    op.create_index("ix_bookmarks_article_id", "bookmarks", ["article_id"], unique=False)
    op.create_index("uq_bookmarks_article", "bookmarks", ["account_id", "article_id"], unique=True)
    op.create_index("uq_bookmarks_number", "bookmarks", ["account_id", "number"], unique=True)
    op.create_index("uq_bookmarks_order_key", "bookmarks", ["order_key"], unique=True)
    op.create_table(
        "list_counters",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_list_counters_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_list_counters")),
    )
    op.create_table(
        "pictures",
        sa.Column("extraction_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("credit", sa.JSON(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=True),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.Column("reading_sha256", sa.String(length=64), nullable=True),
        sa.Column("thumb_sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["extraction_id"],
            ["extractions.id"],
            name=op.f("fk_pictures_extraction_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("extraction_id", "position", name=op.f("pk_pictures")),
    )
    op.create_table(
        "bookmark_tags",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("bookmark_id", sa.String(length=36), nullable=False),
        sa.Column("tag_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "bookmark_id"],
            ["bookmarks.account_id", "bookmarks.id"],
            name=op.f("fk_bookmark_tags_account_id_bookmark_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "tag_id"],
            ["tags.account_id", "tags.id"],
            name=op.f("fk_bookmark_tags_account_id_tag_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "bookmark_id", "tag_id", name=op.f("pk_bookmark_tags")
        ),
    )
    op.create_index(
        "ix_bookmark_tags_account_id_tag_id",
        "bookmark_tags",
        ["account_id", "tag_id"],
        unique=False,
    )
    op.create_index("ix_snapshots_body_sha256", "snapshots", ["body_sha256"])
    op.create_index("ix_extractions_body_html_sha256", "extractions", ["body_html_sha256"])
    op.create_index("ix_extractions_body_text_sha256", "extractions", ["body_text_sha256"])
    op.create_index("ix_pictures_original_sha256", "pictures", ["original_sha256"])
    op.create_index("ix_pictures_reading_sha256", "pictures", ["reading_sha256"])
    op.create_index("ix_pictures_thumb_sha256", "pictures", ["thumb_sha256"])
    if op.get_bind().dialect.name == "sqlite":
        _make_jobs()
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(owner, headline, body, own,"
            " content='', tokenize='ascii', prefix='2')"
        )
    else:
        _make_jobs_on_procrastinate()
        _for_postgres()


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("run_at", UtcDateTime(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_wanted_again", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=120), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    op.create_index(
        "ix_jobs_running", "jobs", ["host"], unique=False, sqlite_where=sa.text("state='running'")
    )
    op.create_index(
        "ix_jobs_due",
        "jobs",
        [sa.text("priority DESC"), "run_at"],
        sqlite_where=sa.text("state='waiting'"),
    )


def _make_jobs_on_procrastinate() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a % in these
    for name in ("procrastinate_3_10.sql", "jobs_on_procrastinate.sql"):
        script = Path(__file__).parent.parent / name
        connection.exec_driver_sql(script.read_text("utf-8"))


def _for_postgres() -> None:
    """What PostgreSQL keeps in another way."""
    # A B-tree takes 2.7 kB at most, an address may have 8: a hash keeps it unique instead.
    op.drop_constraint("pk_addresses", "addresses")
    op.execute(
        "ALTER TABLE addresses ADD CONSTRAINT uq_addresses_canonical_url"
        " EXCLUDE USING hash (canonical_url WITH =)"
    )
    op.create_table(
        "search_index",
        sa.Column("order_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terms", TSVECTOR(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("term_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_key", name=op.f("pk_search_index")),
    )
    op.create_index(
        "ix_search_index_terms",
        "search_index",
        ["terms"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )


def downgrade() -> None:
    """Drop everything."""
    op.execute("DROP TABLE search_index")
    op.drop_table("bookmark_tags")
    op.drop_table("pictures")
    op.drop_table("list_counters")
    op.drop_table("bookmarks")
    op.drop_table("extractions")
    op.drop_table("tags")
    op.drop_table("snapshots")
    op.drop_table("sessions")
    op.drop_table("invitations")
    op.drop_table("capture_failures")
    op.drop_table("api_tokens")
    op.drop_table("addresses")
    op.drop_table("sign_in_limits")
    op.drop_table("search_rows")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("jobs")
    else:
        op.execute(_DROP_JOBS)
    op.drop_table("hosts")
    op.drop_table("blobs")
    op.drop_table("articles")
    op.drop_table("accounts")


_DROP_JOBS = """
DROP VIEW jobs;
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
    procrastinate_workers;
DO $$ DECLARE made text; BEGIN
    FOR made IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'procrastinate_%' LOOP
        EXECUTE 'DROP FUNCTION ' || made;
    END LOOP;
END $$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status
"""
