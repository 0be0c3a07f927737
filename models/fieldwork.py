"""What happens at the doors, at meetings and on the site, beside the votes themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import Stage, VisitOutcome
from models.sealed import Sealed


class DoorVisit(Base):
    """扫楼: somebody rang at a unit's door, and what came of it. Appended only.

    ``visited_at`` is the visitor's own clock: a phone without a signal sends it later, maybe twice,
    and the unique constraint takes it once.
    """

    __tablename__ = "door_visit"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id", "entered_by", "visited_at", name="uq_visit_once"),
        ForeignKeyConstraint(
            ["round_id", "unit_id"], ["roll_entry.round_id", "roll_entry.unit_id"], name="on_roll"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    outcome: Mapped[VisitOutcome]
    visited_at: Mapped[datetime]
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]


class Meeting(Base):
    """坝坝会: residents meet about a round or about the estate; they sign in by a code shown there.

    ``code`` is what the QR on the wall holds; who knows it stands in front of it.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_estate", "estate_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"))
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id"))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(Sealed)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]


class Attendance(Base):
    """A unit was present at a meeting; once, however often it signs in."""

    __tablename__ = "attendance"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    signed_by: Mapped[UUID]  # the resident, or who wrote them down
    signed_at: Mapped[datetime]


class SiteBoard(Base):
    """公示牌: the stage, and the seven facts that hang at the gate of a site (三个一)."""

    __tablename__ = "site_board"

    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"), primary_key=True)
    stage: Mapped[Stage]
    project: Mapped[str] = mapped_column(String(120), default="")
    client: Mapped[str] = mapped_column(String(120), default="")
    contractor: Mapped[str] = mapped_column(String(120), default="")
    period: Mapped[str] = mapped_column(String(80), default="")
    works: Mapped[str] = mapped_column(String(1000), default="")
    manager: Mapped[str] = mapped_column(String(80), default="")
    hotline: Mapped[str] = mapped_column(String(40), default="")
    updated_by: Mapped[UUID]
    updated_at: Mapped[datetime]
