"""What is read of a round's ballots: where each unit stands now, and who got theirs delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from models.asking import Delivery, RollEntry
from models.ballots import Ballot, PaperBallot
from models.base import db
from models.kinds import BallotState, PaperState
from surveys.counting.tally import Standing


@dataclass(frozen=True, slots=True)
class PaperCounts:
    """Paper forms of a round: waiting for the second person, and set aside as invalid."""

    awaiting: int
    rejected: int


def standings_of(round_id: UUID) -> list[Standing[UUID]]:
    """The last link of every unit's chain, as the count needs it."""
    columns = select(Ballot.unit_id, Ballot.choice, Ballot.channel, Ballot.state)
    rows = db.session.execute(_last_links(columns, round_id))
    return [
        Standing(unit, choice, channel, state is BallotState.CONFLICTED)
        for unit, choice, channel, state in rows
    ]


def answers_of(round_id: UUID) -> list[tuple[UUID, dict[str, Any]]]:
    """The answers of every unit that counts; conflicted ones are left out."""
    query = _last_links(select(Ballot.unit_id, Ballot.answers), round_id)
    rows = db.session.execute(query.where(Ballot.state == BallotState.COUNTED))
    return [(unit, answers) for unit, answers in rows]


def delivered_units(round_id: UUID, *conditions: ColumnElement[bool]) -> set[UUID]:
    """Units with a delivery that fulfils the conditions."""
    query = select(Delivery.unit_id).where(Delivery.round_id == round_id, *conditions)
    return set(db.session.scalars(query.distinct()))


def deemed_units(round_id: UUID) -> set[UUID]:
    """Units delivered with proof and told what silence means: those that 从多 may count."""
    return delivered_units(
        round_id, Delivery.evidence_id.is_not(None), Delivery.consequence_shown.is_(True)
    )


def paper_counts(round_id: UUID) -> PaperCounts:
    """How many paper forms do not count, and why."""
    rows = db.session.execute(
        select(PaperBallot.state, func.count())
        .where(PaperBallot.round_id == round_id)
        .group_by(PaperBallot.state)
    )
    counts = dict(rows.all())
    return PaperCounts(counts.get(PaperState.AWAITING, 0), counts.get(PaperState.REJECTED, 0))


def units_in_building(round_id: UUID, building: str) -> set[UUID]:
    """The units of the roll that lie in one building."""
    return set(
        db.session.scalars(
            select(RollEntry.unit_id).where(
                RollEntry.round_id == round_id, RollEntry.building == building
            )
        )
    )


def labels_of(round_id: UUID, units: Sequence[UUID]) -> list[dict[str, str]]:
    """Units as people call them; no owner, no name (reference 2.6)."""
    rows = db.session.execute(
        select(RollEntry.unit_id, RollEntry.building, RollEntry.entrance, RollEntry.room)
        .where(RollEntry.round_id == round_id, RollEntry.unit_id.in_(units))
        .order_by(RollEntry.building, RollEntry.entrance, RollEntry.room)
    )
    return [
        {"unit_id": str(r.unit_id), "building": r.building, "entrance": r.entrance, "room": r.room}
        for r in rows
    ]


def by_channel(round_id: UUID) -> dict[str, int]:
    """How many counting units answered by each channel."""
    query = _last_links(select(Ballot.channel, func.count()), round_id)
    counted = query.where(Ballot.state == BallotState.COUNTED).group_by(Ballot.channel)
    return {str(channel): number for channel, number in db.session.execute(counted)}


def _last_links(query: Any, round_id: UUID) -> Any:
    later = aliased(Ballot)
    superseded = (
        select(later.id)
        .where(
            later.round_id == Ballot.round_id,
            later.unit_id == Ballot.unit_id,
            later.turn > Ballot.turn,
        )
        .exists()
    )
    return query.where(Ballot.round_id == round_id, ~superseded)
