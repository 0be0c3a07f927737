"""扫楼: from door to door. Which units still have to be asked, and what came of each visit.

A volunteer sees that a unit has answered, never what. Source: reference 3.3 (home visit, paper).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from models.actor import Actor
from models.asking import Delivery, RollEntry
from models.ballots import Ballot, PaperBallot
from models.base import db, insert
from models.errors import Fault, Invalid, NotOnRoll, RoundNotOpen, _
from models.fieldwork import DoorVisit
from models.ids import uuid7
from models.kinds import PaperState, RoundState
from surveys import rounds


def doors(round_id: UUID, place: Mapping[str, str | None], *, by: Actor) -> Select[Any]:
    """Every unit of the roll, for whoever goes from door to door, narrowed to ``place``.

    Columns: unit_id, building, entrance, room, answered, paper_awaiting, delivered, visited_at,
    outcome (of the last visit). Errors: Unknown; OutOfScope.
    """
    rounds.one_round(round_id, by=by)
    here = RollEntry.__table__.c
    last = _last_visits(round_id)
    query = (
        select(
            here.unit_id,
            here.building,
            here.entrance,
            here.room,
            _there_is(Ballot).label("answered"),
            _there_is(PaperBallot, PaperBallot.state == PaperState.AWAITING).label(
                "paper_awaiting"
            ),
            _there_is(Delivery).label("delivered"),
            last.c.visited_at,
            last.c.outcome,
        )
        .outerjoin(last, (last.c.unit_id == here.unit_id) & (last.c.nth == 1))
        .where(here.round_id == round_id)
    )
    for name in ("building", "entrance"):
        if place.get(name) is not None:
            query = query.where(here[name] == place[name])
    return query


def buildings(round_id: UUID, *, by: Actor) -> list[dict[str, Any]]:
    """Each entrance of the roll with its units and how many have answered: where to go next.

    Errors: Unknown; OutOfScope.
    """
    rounds.one_round(round_id, by=by)
    here = RollEntry.__table__.c
    rows = db.session.execute(
        select(
            here.building,
            here.entrance,
            func.count().label("units"),
            func.count().filter(_there_is(Ballot)).label("answered"),
        )
        .where(here.round_id == round_id)
        .group_by(here.building, here.entrance)
    )
    found = [dict(row._mapping) for row in rows]
    return sorted(found, key=lambda row: (_natural(row["building"]), _natural(row["entrance"])))


def visit(
    round_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime
) -> tuple[DoorVisit, bool]:
    """Write down a visit; with it, whether it is new: a phone that was offline may send it twice.

    Errors: Unknown; OutOfScope; RoundNotOpen for a visit outside the round's time; NotOnRoll;
    Invalid for one that lies ahead.
    """
    asked = rounds.one_round(round_id, by=by)
    visited_at = wanted["visited_at"]
    if visited_at > at:
        message = _("A visit cannot lie ahead.")
        raise Invalid(Fault("/visited_at", "in_the_future", message))
    if asked.state is RoundState.DRAFT or not asked.opens_at <= visited_at < asked.closes_at:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    if db.session.get(RollEntry, (round_id, wanted["unit_id"])) is None:
        raise NotOnRoll
    once = {
        "round_id": round_id,
        "unit_id": wanted["unit_id"],
        "entered_by": by.id,
        "visited_at": visited_at,
    }
    new = db.session.scalar(
        insert(DoorVisit)
        .on_conflict_do_nothing()
        .values(id=uuid7(), outcome=wanted["outcome"], entered_at=at, **once)
        .returning(DoorVisit.id)
    )
    written = db.session.scalars(select(DoorVisit).filter_by(**once)).one()
    return written, new is not None


def _there_is(rows: Any, *conditions: Any) -> Any:
    here = RollEntry.__table__.c
    return (
        select(rows.id)
        .where(rows.round_id == here.round_id, rows.unit_id == here.unit_id, *conditions)
        .exists()
    )


def _last_visits(round_id: UUID) -> Any:
    order = (DoorVisit.visited_at.desc(), DoorVisit.id.desc())
    nth = func.row_number().over(partition_by=DoorVisit.unit_id, order_by=order)
    return (
        select(DoorVisit.unit_id, DoorVisit.visited_at, DoorVisit.outcome, nth.label("nth"))
        .where(DoorVisit.round_id == round_id)
        .subquery()
    )


def _natural(name: str) -> tuple[int, str]:
    """Building 2 before building 10."""
    digits = "".join(letter for letter in name if letter.isdigit())
    return (int(digits) if digits else 0, name)
