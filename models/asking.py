"""What was asked: forms, rounds, the frozen roll, deliveries, publicity."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import (
    DayUnit,
    DeliveryMethod,
    Revote,
    RoundKind,
    RoundState,
)


class Form(Base):
    """A version of a form. Versions are added, never edited; built-in forms live in YAML."""

    __tablename__ = "form"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    form_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    division: Mapped[str] = mapped_column(String(12), default="")
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]


class Round(Base):
    """一次征询: one form put to one roll between two moments.

    Opening freezes form, rule set and roll by content hash: later edits touch later rounds only.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("min_identity_level BETWEEN 1 AND 4", name="level_on_the_ladder"),
        Index("ix_round_estate", "estate_id", "id"),
        Index("ix_round_due", "state", "closes_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"))
    kind: Mapped[RoundKind]
    title: Mapped[str] = mapped_column(String(120))
    form_id: Mapped[str] = mapped_column(String(64))
    rule_set: Mapped[str | None] = mapped_column(String(64))
    scope_building: Mapped[str | None] = mapped_column(String(20))
    scope_entrance: Mapped[str | None] = mapped_column(String(20))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    revote: Mapped[Revote] = mapped_column(default=Revote.NONE)
    min_identity_level: Mapped[int] = mapped_column(default=1)
    #: a tenant may not answer: the rule counts owners (heads, area), or it is an owners' vote
    owners_only: Mapped[bool] = mapped_column(default=False)
    #: 议事规则 or 管理规约 clause that lets silence follow the majority (从多); None: it may not
    follow_clause: Mapped[str | None] = mapped_column(String(400))
    scheme_version: Mapped[str | None] = mapped_column(String(80))
    scheme_hash: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[RoundState] = mapped_column(default=RoundState.DRAFT)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    form_hash: Mapped[str | None] = mapped_column(String(64))
    rule_hash: Mapped[str | None] = mapped_column(String(64))
    roll_hash: Mapped[str | None] = mapped_column(String(64))
    roll_units: Mapped[int] = mapped_column(default=0)
    roll_household: Mapped[int] = mapped_column(default=0)
    roll_head: Mapped[int] = mapped_column(default=0)
    roll_area: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]

    @property
    def scope(self) -> dict[str, str | None]:
        """The part of the estate that is asked; all None: the whole of it."""
        return {"building": self.scope_building, "entrance": self.scope_entrance}

    def is_open(self, at: datetime) -> bool:
        """May an answer be given at ``at``? The clock may be late; the moment decides."""
        return self.state is RoundState.OPEN and self.opens_at <= at < self.closes_at


class FrozenDocument(Base):
    """A form or rule set as it stood when a round opened, under its content hash."""

    __tablename__ = "frozen_document"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # "form" | "rule_set"
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class RollEntry(Base):
    """A unit as it stood when the round opened; denominators come from here and nowhere else."""

    __tablename__ = "roll_entry"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    building: Mapped[str] = mapped_column(String(20))
    entrance: Mapped[str] = mapped_column(String(20))
    room: Mapped[str] = mapped_column(String(20))
    household: Mapped[int]  # 1 for a dwelling, 0 for a shop
    head: Mapped[int]  # number of the owner group; equal numbers are one head
    area_dm2: Mapped[int]
    #: answers are taken for this unit. Who casts one holds this row (FOR SHARE), who closes the
    #: round changes it: so a ballot and the closing meet at the unit, and nowhere else
    is_open: Mapped[bool] = mapped_column(default=True)


class Delivery(Base):
    """送达: a ballot was brought to a unit, and how we know. Appended only."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_unit", "round_id", "unit_id"),
        Index("ix_delivery_evidence", "evidence_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    method: Mapped[DeliveryMethod]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    consequence_shown: Mapped[bool]
    delivered_at: Mapped[datetime]
    entered_by: Mapped[UUID]


class Notice(Base):
    """公示 of a round's result, for days counted as 民法典 art. 200–204 counts them."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("days > 0", name="lasts"),
        Index("ix_notice_round", "round_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    starts_on: Mapped[date]
    days: Mapped[int]
    day_unit: Mapped[DayUnit]
    last_day: Mapped[date]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]


class Objection(Base):
    """异议 raised during a notice. Its answer is a row of its own: what was said stays said."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_notice", "notice_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    text: Mapped[str] = mapped_column(Text)
    raised_by: Mapped[UUID]
    raised_at: Mapped[datetime]


class Resolution(Base):
    """The answer to an objection; one each, by the database's promise."""

    __tablename__ = "resolution"

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    resolved_by: Mapped[UUID]
    resolved_at: Mapped[datetime]
