"""The table that knows which blobs there are; the bytes themselves are in the store."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from earmark.db.base import Base, UtcDateTime


class Blob(Base):
    """One blob: named by the SHA-256 of its plain bytes, kept compressed."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_bytes: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    condemned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
