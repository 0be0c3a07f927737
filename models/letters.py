"""The outbox: what must be told to whom. Written in the transaction of what it tells about."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.sealed import Sealed


class LetterState(StrEnum):
    DUE = "due"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Letter(Base):
    """One thing to tell one person, once: ``key`` keeps a second request from telling it twice."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_due", "state", "due_at"),
        Index("ix_letter_resident", "resident_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    resident_id: Mapped[UUID] = mapped_column(ForeignKey("resident.id"))
    kind: Mapped[str] = mapped_column(String(32))
    values: Mapped[str] = mapped_column(Sealed)  # JSON: what fills the sentence
    state: Mapped[LetterState] = mapped_column(default=LetterState.DUE)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))
    account: Mapped[str | None] = mapped_column(String(16))  # over which it was sent
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
