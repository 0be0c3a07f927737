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
LENGTH = 8  # 31^8 are 850 milliards: with 430,000 doors a guess is right once in 2 million
BATCH = 2_000


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
    printed = prepare(estate_id, unit_ids, by=by)
    keep(estate_id, printed, by=by, at=at)
    return printed


def prepare(estate_id: UUID, unit_ids: Sequence[UUID] | None, *, by: Actor) -> list[PrintedCode]:
    """Codes that are good, but open nothing before they are kept: a letter is printed between.

    Errors: as ``issue``.
    """
    estate = estates.one_estate(estate_id, by=by)
    query = select(Unit.id, Unit.building, Unit.entrance, Unit.room).where(
        Unit.estate_id == estate.id, Unit.retired_at.is_(None)
    )
    if unit_ids is not None:
        query = query.where(Unit.id.in_(set(unit_ids)))
    doors = db.session.execute(query.order_by(Unit.building, Unit.entrance, Unit.room)).all()
    _check_known(unit_ids or (), {door.id for door in doors})
    printed: list[PrintedCode] = []
    for start in range(0, len(doors), BATCH):
        batch = doors[start : start + BATCH]
        printed += [
            PrintedCode(door.id, door.building, door.entrance, door.room, code)
            for door, code in zip(batch, _fresh_codes(len(batch)), strict=True)
        ]
    return printed


def keep(estate_id: UUID, printed: Sequence[PrintedCode], *, by: Actor, at: datetime) -> None:
    """From now on these codes open their doors, and the earlier ones of these units nothing."""
    estates.one_estate(estate_id, by=by)
    estates.hold(estate_id)
    for start in range(0, len(printed), BATCH):
        _replace(printed[start : start + BATCH], by, at)


def unit_of(code: str) -> UUID | None:
    """The unit of the present roster that a code belongs to; blanks, dashes, case do not matter."""
    return db.session.scalar(
        select(HouseCode.unit_id)
        .join(Unit, Unit.id == HouseCode.unit_id)
        .where(HouseCode.code_hash == spoken_hash(KIND, code), Unit.retired_at.is_(None))
    )


def _check_known(wanted: Sequence[UUID], here: set[UUID]) -> None:
    faults = [
        Fault(f"/unit_ids/{n}", "unknown_unit", _("This is no unit of the estate."))
        for n, unit in enumerate(wanted)
        if unit not in here
    ]
    if faults:
        raise Invalid(*faults)


def _fresh_codes(count: int) -> list[str]:
    """Codes that no door has: among 430,000 the chance that two are alike is one in ten."""
    codes: dict[str, str] = {}  # hash → code
    while len(codes) < count:
        tried = [spoken_code(LENGTH) for _n in range(count - len(codes))]
        fresh = {spoken_hash(KIND, code): code for code in tried}
        taken = db.session.scalars(
            select(HouseCode.code_hash).where(HouseCode.code_hash.in_(fresh))
        ).all()
        codes |= {digest: code for digest, code in fresh.items() if digest not in taken}
    return list(codes.values())


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
