"""Who did what, when, from where; and which requests were answered already."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import Role
from models.sealed import Sealed


class AuditEntry(Base):
    """One thing a staff account did. ``subject`` is the address of what it was done to."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    by: Mapped[UUID]
    role: Mapped[Role]
    division: Mapped[str | None] = mapped_column(String(12))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64))


class RequestKey(Base):
    """An Idempotency-Key and the answer it got; ``status`` None: the first request still runs."""

    __tablename__ = "request_key"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Sealed)  # JSON [media type, body]
    created_at: Mapped[datetime]


class Installation(Base):
    """What this database has been used for. Demo mode refuses one that ever held live data."""

    __tablename__ = "installation"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
