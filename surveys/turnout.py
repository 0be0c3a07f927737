"""Who has answered, building by building, and what supports the count: never how they answered."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models.asking import Delivery, RollEntry
from models.ballots import Ballot, PaperBallot
from models.base import db
from models.kinds import PaperState


def by_building(round_id: UUID) -> list[dict[str, Any]]:
    """For each building: its units on the roll, and how many have answered."""
    here = RollEntry.__table__.c
    answered = (
        select(Ballot.id)
        .where(Ballot.round_id == here.round_id, Ballot.unit_id == here.unit_id)
        .exists()
    )
    rows = db.session.execute(
        select(
            here.building,
            func.count().label("units"),
            func.count().filter(answered).label("answered"),
        )
        .where(here.round_id == round_id)
        .group_by(here.building)
    )
    found = [dict(row._mapping) for row in rows]
    return sorted(found, key=lambda row: (len(row["building"]), row["building"]))


def evidence(round_id: UUID) -> dict[str, int]:
    """What lies behind the count: scans, proofs of delivery, settled conflicts, forms set aside."""
    papers = select(func.count()).where(PaperBallot.round_id == round_id)
    deliveries = select(func.count()).where(Delivery.round_id == round_id)
    counts = {
        "papers": papers,
        "papers_counted": papers.where(PaperBallot.state == PaperState.COUNTED),
        "papers_with_scan": papers.where(PaperBallot.scan_id.is_not(None)),
        "papers_rejected": papers.where(PaperBallot.state == PaperState.REJECTED),
        "deliveries": deliveries,
        "deliveries_with_proof": deliveries.where(Delivery.evidence_id.is_not(None)),
        "settlements": select(func.count()).where(
            Ballot.round_id == round_id, Ballot.settles.is_not(None)
        ),
    }
    row = db.session.execute(
        select(*(query.scalar_subquery().label(name) for name, query in counts.items()))
    ).one()
    return dict(row._mapping)
