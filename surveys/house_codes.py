"""House codes: the letter to a unit's door that proves who lives behind it. Stored only hashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from models.actor import Actor
from models.base import db
from models.errors import Fault, Invalid, _
from models.ids import spoken_code
from models.people import HouseCode
from models.places import Unit
from models.sealed import spoken_hash
from surveys import estates

KIND = "house_code"
LENGTH = 8  # 31^8: a guess is right once in 850 milliards, and five are allowed an hour


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code and the door it belongs to; shown once."""

    unit_id: UUID
    building: str
    entrance: str
    room: str
    code: str


def issue(
    estate_id: UUID, unit_ids: Sequence[UUID] | None, *, by: Actor, at: datetime
) -> list[PrintedCode]:
    """New codes for some units of an estate, or all; they replace the old ones.

    Errors: Unknown; OutOfScope; Invalid for units of another estate.
    """
    estate = estates.one_estate(estate_id, by=by)
    query = select(Unit.id, Unit.building, Unit.entrance, Unit.room).where(
        Unit.estate_id == estate.id, Unit.retired_at.is_(None)
    )
    rows = db.session.execute(query.order_by(Unit.building, Unit.entrance, Unit.room)).all()
    if unit_ids is not None:
        here = {row.id for row in rows}
        faults = [
            Fault(f"/unit_ids/{n}", "unknown_unit", _("This is no unit of the estate."))
            for n, unit in enumerate(unit_ids)
            if unit not in here
        ]
        if faults:
            raise Invalid(*faults)
        wanted = set(unit_ids)
        rows = [row for row in rows if row.id in wanted]
    printed = [
        PrintedCode(row.id, row.building, row.entrance, row.room, spoken_code(LENGTH))
        for row in rows
    ]
    for start in range(0, len(printed), 2_000):
        _replace(printed[start : start + 2_000], by, at)
    return printed


def unit_of(code: str) -> UUID | None:
    """The unit a code belongs to; blanks, dashes and case do not matter."""
    return db.session.scalar(
        select(HouseCode.unit_id).where(HouseCode.code_hash == spoken_hash(KIND, code))
    )


def _replace(printed: Sequence[PrintedCode], by: Actor, at: datetime) -> None:
    units = [each.unit_id for each in printed]
    db.session.execute(delete(HouseCode).where(HouseCode.unit_id.in_(units)))
    db.session.execute(
        insert(HouseCode),
        [
            {
                "unit_id": each.unit_id,
                "code_hash": spoken_hash(KIND, each.code),
                "issued_at": at,
                "issued_by": by.id,
            }
            for each in printed
        ],
    )
