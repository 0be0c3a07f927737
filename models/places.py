"""Where people live: divisions, estates, units and who owns them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import Tenure, UnitUse
from models.sealed import Sealed


class Division(Base):
    """A place on the administrative map: GB/T 2260 (6 digits), street 9, community 12."""

    __tablename__ = "division"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Estate(Base):
    """小区. ``built_on`` is what the funnel of the programme asks for; None until proven."""

    __tablename__ = "estate"
    __table_args__ = (
        UniqueConstraint("division", "name"),
        Index("ix_estate_division_id", "division", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(80))
    division: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(200), default="")
    built_on: Mapped[str | None] = mapped_column(String(10))  # "1998", "1998-06" or "1998-06-01"
    #: "the other names people use", for messages that say 教师公寓 and mean 双清中路98号教师公寓
    aliases: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime]


class Unit(Base):
    """专有部分: one separately registrable part. Its place in the estate is its name."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("estate_id", "building", "entrance", "room", name="uq_unit_place"),
        CheckConstraint("area_dm2 > 0", name="has_area"),
        Index("ix_unit_phone", "phone_hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    estate_id: Mapped[UUID] = mapped_column(ForeignKey("estate.id"))
    building: Mapped[str] = mapped_column(String(20))
    entrance: Mapped[str] = mapped_column(String(20), default="")
    room: Mapped[str] = mapped_column(String(20))
    area_dm2: Mapped[int]
    use: Mapped[UnitUse] = mapped_column(default=UnitUse.RESIDENTIAL)
    tenure: Mapped[Tenure] = mapped_column(default=Tenure.DELIVERED)
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    #: fingerprint of everything the roster said of this unit: a second import is a diff
    roster_hash: Mapped[str] = mapped_column(String(64), default="")
    retired_at: Mapped[datetime | None]  # gone from a later roster; rolls frozen before keep it


class UnitOwner(Base):
    """业主 of a unit, in the roster's order. The identity number itself is never kept."""

    __tablename__ = "unit_owner"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Sealed)
    id_hash: Mapped[str | None] = mapped_column(String(64))
    id_last4: Mapped[str | None] = mapped_column(Sealed)
    #: who this is for counting heads (SPC interpretation art. 9); None: cannot be told apart
    identity: Mapped[str | None] = mapped_column(String(64))
