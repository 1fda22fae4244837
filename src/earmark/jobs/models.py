"""The tables of the embedded queue: jobs, and when each host may be asked again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from earmark.db.base import Base, UtcDateTime


def _only(state: str) -> dict[str, Any]:  # Any: arguments of an Index by name
    """Index the rows of one state alone."""
    condition = text(f"state='{state}'")
    return {"sqlite_where": condition, "postgresql_where": condition}


class JobRow(Base):
    """One piece of work. Done work has no row; given-up work stays, with its reason."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    args: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: each kind has its own ids
    host: Mapped[str | None] = mapped_column(String(255))
    priority: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    losses: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    is_wanted_again: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(40))
    message: Mapped[str | None] = mapped_column(String(500))
    request_id: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index("ix_jobs_due", text("priority DESC"), "run_at", **_only("waiting")),
        Index("ix_jobs_running", "host", **_only("running")),
    )


class HostRow(Base):
    """When a host may be asked again: after a pause we owe it, or one that it asked for."""

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
