"""What was answered. Appended, never changed: the database refuses UPDATE and DELETE.

A unit's ballots in a round form a chain: turn 1, 2, 3 … The unique index on
(round, unit, turn) is the promise that the chain has one last link, and the last link is where the
unit stands: ``counted`` with its answers, or ``conflicted`` until somebody settles it. Superseding
a ballot, contradicting it and settling the contradiction are each one more link.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import BallotState, Channel, Choice, PaperState


class Ballot(Base):
    """One link of a unit's chain: an answer, or (``settles``) the decision of a conflict."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id", "turn", name="uq_ballot_one_current"),
        UniqueConstraint("receipt"),
        CheckConstraint("turn >= 1", name="turns_from_one"),
        CheckConstraint("state IN ('counted', 'conflicted')", name="stands_somehow"),
        ForeignKeyConstraint(
            ["round_id", "unit_id"], ["roll_entry.round_id", "roll_entry.unit_id"], name="on_roll"
        ),
        ForeignKeyConstraint(["paper_id"], ["paper_ballot.id"]),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    turn: Mapped[int]
    state: Mapped[BallotState]
    channel: Mapped[Channel]
    choice: Mapped[Choice | None]  # answers["consent"], where the round asks for it
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    cast_by: Mapped[UUID]  # the resident; on paper, who entered it
    cast_at: Mapped[datetime]
    paper_id: Mapped[UUID | None]
    #: why a conflict was decided so (call-back, signed statement); None for an ordinary ballot
    settles: Mapped[str | None] = mapped_column(String(400))
    request_key: Mapped[str | None] = mapped_column(String(64))  # hash of the Idempotency-Key
    receipt: Mapped[str] = mapped_column(String(16))
    salt: Mapped[str] = mapped_column(String(32))
    leaf_hash: Mapped[str] = mapped_column(String(64))


class PaperBallot(Base):
    """A paper form typed in by one person, counted once another has confirmed it."""

    __tablename__ = "paper_ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "form_serial"),
        CheckConstraint("confirmed_by <> entered_by", name="two_people"),
        Index("ix_paper_ballot_unit", "round_id", "unit_id"),
        Index("ix_paper_ballot_scan", "scan_id"),
        ForeignKeyConstraint(
            ["round_id", "unit_id"], ["roll_entry.round_id", "roll_entry.unit_id"], name="on_roll"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    form_serial: Mapped[str] = mapped_column(String(40))
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    channel: Mapped[Channel] = mapped_column(default=Channel.PAPER)
    collected_at: Mapped[datetime]
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]
    state: Mapped[PaperState] = mapped_column(default=PaperState.AWAITING)
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    rejected_because: Mapped[str | None] = mapped_column(String(200))


class IssuedBallot(Base):
    """A paper ballot that was printed for a unit, by its serial; void once it was spoiled."""

    __tablename__ = "issued_ballot"
    __table_args__ = (
        Index("ix_issued_ballot_unit", "round_id", "unit_id"),
        ForeignKeyConstraint(
            ["round_id", "unit_id"], ["roll_entry.round_id", "roll_entry.unit_id"], name="on_roll"
        ),
    )

    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    void_because: Mapped[str | None] = mapped_column(String(200))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]


#: tables whose rows the database refuses to change or delete (triggers of the migrations)
APPEND_ONLY = ("ballot", "delivery", "door_visit", "objection", "resolution", "ticket_event")
