"""Printed ballots: one serial a unit, signed into the QR, and reconciled after the vote.

Source   reference 3.3: paper ballots are numbered; what was issued equals what came back, what is
         void and what is still out. A serial that was not printed here may still be entered (forms
         of an earlier printer), and reconciliation lists it apart.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models.actor import Actor
from models.asking import RollEntry
from models.ballots import Ballot, IssuedBallot, PaperBallot
from models.base import db
from models.errors import PaperOfAnotherUnit, PaperVoid, RoundNotOpen, Unknown
from models.ids import spoken_code
from models.kinds import BallotState, PaperState, RoundState
from models.sealed import fingerprint
from surveys import rounds, standing

SERIAL_LENGTH = 8  # of 31 letters: 850 milliards, so that nobody guesses a neighbour's
SIGNATURE_LENGTH = 16
SCHEME = "SW1"  # the first word of the QR: which way it is written


@dataclass(frozen=True, slots=True)
class PrintedBallot:
    """A ballot for the printer: whose, its serial, and what its QR says."""

    unit_id: UUID
    building: str
    entrance: str
    room: str
    area_dm2: int
    serial: str
    qr: str


def prepare(round_id: UUID, unit_ids: Sequence[UUID], *, by: Actor) -> list[PrintedBallot]:
    """Ballots for units of the roll, in the order of the doors; counted as issued once kept.

    Errors: Unknown; OutOfScope; RoundNotOpen.
    """
    asked = rounds.one_round(round_id, by=by)
    if asked.state is not RoundState.OPEN:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    doors = db.session.scalars(
        select(RollEntry)
        .where(RollEntry.round_id == round_id, RollEntry.unit_id.in_(unit_ids))
        .order_by(RollEntry.building, RollEntry.entrance, RollEntry.room)
    )
    printed = []
    for door in doors:
        serial = spoken_code(SERIAL_LENGTH)
        qr = text_of(round_id, door.unit_id, serial)
        place = door.building, door.entrance, door.room, door.area_dm2
        printed.append(PrintedBallot(door.unit_id, *place, serial, qr))
    return printed


def keep(round_id: UUID, printed: Sequence[PrintedBallot], *, by: Actor, at: datetime) -> None:
    """Write down that these were issued. Errors: Unknown; OutOfScope."""
    rounds.one_round(round_id, by=by)
    db.session.add_all(
        IssuedBallot(
            round_id=round_id,
            serial=each.serial,
            unit_id=each.unit_id,
            issued_at=at,
            issued_by=by.id,
        )
        for each in printed
    )
    db.session.flush()


def text_of(round_id: UUID, unit_id: UUID, serial: str) -> str:
    """What the QR says: ``SW1:round:unit:serial:signature``; no name, nothing to guess from."""
    return f"{SCHEME}:{round_id}:{unit_id}:{serial}:{_signature(round_id, unit_id, serial)}"


def read(text: str) -> tuple[UUID, UUID, str]:
    """Round, unit and serial of a QR that we signed. Errors: Unknown for any other text."""
    parts = text.strip().split(":")
    if len(parts) == 5 and parts[0] == SCHEME:
        try:
            round_id, unit_id, serial = UUID(parts[1]), UUID(parts[2]), parts[3]
        except ValueError as no_id:
            raise Unknown from no_id
        if hmac.compare_digest(parts[4], _signature(round_id, unit_id, serial)):
            return round_id, unit_id, serial
    raise Unknown


def check(round_id: UUID, serial: str, unit_id: UUID) -> None:
    """May a form with this serial speak for this unit? One that was not printed here may.

    Errors: PaperOfAnotherUnit; PaperVoid.
    """
    printed = db.session.get(IssuedBallot, (round_id, serial))
    if printed is None:
        return
    if printed.unit_id != unit_id:
        (place,) = standing.labels_of(round_id, [printed.unit_id])
        door = "-".join(place[name] for name in ("building", "entrance", "room") if place[name])
        raise PaperOfAnotherUnit(form_serial=serial, door=door)
    if printed.voided_at is not None:
        raise PaperVoid(form_serial=serial)


def declare_void(
    round_id: UUID, serial: str, reason: str, *, by: Actor, at: datetime
) -> IssuedBallot:
    """A spoiled or lost form counts no more; another may be printed for the unit.

    Errors: Unknown; OutOfScope; PaperVoid when it is already; PaperNotAwaiting is not raised here:
    a form that was counted is set right by the unit's conflict, not by its paper.
    """
    rounds.one_round(round_id, by=by)
    printed = db.session.get(IssuedBallot, (round_id, serial), with_for_update=True)
    if printed is None:
        raise Unknown
    if printed.voided_at is not None:
        raise PaperVoid(form_serial=serial)
    printed.void_because, printed.voided_at, printed.voided_by = reason, at, by.id
    db.session.flush()
    return printed


def reconcile(round_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Issued = returned + void + still out; and what came back beside what was issued.

    Errors: Unknown; OutOfScope.
    """
    rounds.one_round(round_id, by=by)
    issued, returned, voided = _printed(round_id)
    states = dict(
        db.session.execute(
            select(PaperBallot.state, func.count())
            .where(PaperBallot.round_id == round_id)
            .group_by(PaperBallot.state)
        ).all()
    )
    entered = sum(states.values())
    conflicted = [s for s in standing.standings_of(round_id) if s.conflicted]
    return {
        "issued": issued,
        "returned": returned,
        "void": voided,
        "out": issued - returned - voided,
        "not_printed_here": entered - returned,
        "counted": states.get(PaperState.COUNTED, 0),
        "awaiting": states.get(PaperState.AWAITING, 0),
        "rejected": states.get(PaperState.REJECTED, 0),
        "conflicted": len(conflicted),
        "paper_ballots": db.session.scalar(
            select(func.count()).where(
                Ballot.round_id == round_id,
                Ballot.paper_id.is_not(None),
                Ballot.state == BallotState.COUNTED,
            )
        ),
    }


def _printed(round_id: UUID) -> tuple[int, int, int]:
    """How many were issued; of them came back; and were declared void without coming back."""
    came_back = (
        select(PaperBallot.id)
        .where(
            PaperBallot.round_id == IssuedBallot.round_id,
            PaperBallot.form_serial == IssuedBallot.serial,
        )
        .exists()
    )
    void = IssuedBallot.voided_at.is_not(None)
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(came_back),
            func.count().filter(void & ~came_back),
        ).where(IssuedBallot.round_id == round_id)
    ).one()
    return row[0], row[1], row[2]


def out(round_id: UUID, limit: int, *, by: Actor) -> list[Any]:
    """Printed ballots that have not come back, in the order of the doors: where to ask."""
    rounds.one_round(round_id, by=by)
    entered = (
        select(PaperBallot.id)
        .where(
            PaperBallot.round_id == IssuedBallot.round_id,
            PaperBallot.form_serial == IssuedBallot.serial,
        )
        .exists()
    )
    here = RollEntry
    return list(
        db.session.execute(
            select(IssuedBallot.serial, here.building, here.entrance, here.room)
            .join(
                here,
                (here.round_id == IssuedBallot.round_id) & (here.unit_id == IssuedBallot.unit_id),
            )
            .where(IssuedBallot.round_id == round_id, IssuedBallot.voided_at.is_(None), ~entered)
            .order_by(here.building, here.entrance, here.room)
            .limit(limit)
        )
    )


def _signature(round_id: UUID, unit_id: UUID, serial: str) -> str:
    told = f"{round_id}\0{unit_id}\0{serial}"
    return fingerprint("paper_qr", told)[:SIGNATURE_LENGTH]
