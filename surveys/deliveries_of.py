"""How far a round's ballots were delivered, and deliveries for many units at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models.actor import Actor
from models.asking import Delivery, RollEntry
from models.base import db
from models.errors import RoundNotOpen
from models.kinds import RoundState
from surveys import rounds


def count(round_id: UUID) -> dict[str, int]:
    """Units on the roll, units that were reached, and those with proof and warning."""
    units = select(func.count()).where(RollEntry.round_id == round_id).scalar_subquery()
    reached = select(func.count(Delivery.unit_id.distinct())).where(Delivery.round_id == round_id)
    proven = reached.where(Delivery.evidence_id.is_not(None), Delivery.consequence_shown.is_(True))
    row = db.session.execute(
        select(
            units.label("units"),
            reached.scalar_subquery().label("reached"),
            proven.scalar_subquery().label("proven"),
        )
    ).one()
    return dict(row._mapping)


def record_building(round_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    """The same delivery for every unit of a building (all of them without one); how many.

    A unit that was delivered by this method already is left as it is.
    Errors: Unknown; OutOfScope; RoundNotOpen.
    """
    asked = rounds.one_round(round_id, by=by)
    if asked.state is not RoundState.OPEN:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    had = (
        select(Delivery.id)
        .where(
            Delivery.round_id == round_id,
            Delivery.unit_id == RollEntry.unit_id,
            Delivery.method == wanted["method"],
        )
        .exists()
    )
    query = select(RollEntry.unit_id).where(RollEntry.round_id == round_id, ~had)
    if wanted.get("building"):
        query = query.where(RollEntry.building == wanted["building"])
    units = db.session.scalars(query).all()
    db.session.add_all(
        Delivery(
            round_id=round_id,
            unit_id=unit,
            method=wanted["method"],
            consequence_shown=wanted["consequence_shown"],
            delivered_at=at,
            entered_by=by.id,
        )
        for unit in units
    )
    db.session.flush()
    return len(units)
