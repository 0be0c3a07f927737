"""Who uses the service: residents with their homes, staff with their reach."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import MemberRole, MemberState, Role
from models.sealed import Sealed


class Resident(Base):
    """One WeChat user. ``erased_at``: the person asked to be forgotten; the row keeps no data."""

    __tablename__ = "resident"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    openid: Mapped[str | None] = mapped_column(Sealed)
    openid_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Membership(Base):
    """A resident's bond to a unit. ``identity_level`` 1–4 is the ladder of the reference, 3.3."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("resident_id", "unit_id"),
        CheckConstraint("identity_level BETWEEN 1 AND 4", name="level_on_the_ladder"),
        Index("ix_membership_unit", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    resident_id: Mapped[UUID] = mapped_column(ForeignKey("resident.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[MemberRole]
    state: Mapped[MemberState]
    identity_level: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class HouseCode(Base):
    """The code on the letter to a unit's door; stored hashed, the newest one replaces the old."""

    __tablename__ = "house_code"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]


class Staff(Base):
    """An account at the desk. Reach: ``division`` (prefix) or the estates listed beside it."""

    __tablename__ = "staff"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    division: Mapped[str | None] = mapped_column(String(12))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    #: second factor of the console (RFC 6238); None: not enrolled yet
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code works once


class StaffSession(Base):
    """A log-in at the console, known by the fingerprint of what its cookie holds."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_staff", "staff_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    #: False: the password was right, the code of the second factor is still to come
    complete: Mapped[bool]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class StaffEstate(Base):
    """One estate within a staff account's reach."""

    __tablename__ = "staff_estate"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"), primary_key=True)


class Attempt(Base):
    """A failed try (wrong house code, wrong password): counted, then forgotten by retention."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_subject", "kind", "subject", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
