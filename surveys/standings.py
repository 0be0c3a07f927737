"""The list of all consents, kept counted: an exact count of each, at most some seconds old.

A bureau looks at 1,339 estates at once. Each count is exact, but takes some statements, so the
clock counts a round anew when something happened to it and the list reads what was counted last,
with its moment. One estate in depth, a certificate, an API's answer are always counted there and
then.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true

from models.actor import Actor
from models.asking import Notice, Round
from models.ballots import Ballot
from models.base import db, insert
from models.ids import first_id_at
from models.kinds import RoundState, UnitUse
from models.places import Estate, Unit
from models.standings import ConsentStanding
from surveys import notices, oversight, results, rounds

#: looks back over this much: a ballot whose id is older may have been committed later
OVERLAP = timedelta(minutes=2)
#: counted anew after so long even if nothing happened: publicity ends, objections are answered
STALE = timedelta(minutes=5)
BATCH = 40

SORTS = ("name", "missing", "closes_at", "objections", "turnout")


def due(at: datetime) -> list[UUID]:
    """Rounds whose last count may be out of date, the never counted first. Two statements."""
    kept = ConsentStanding
    since = first_id_at(at - OVERLAP)
    busy = set(db.session.scalars(select(Ballot.round_id).where(Ballot.id > since).distinct()))
    shown = select(Notice.id).where(Notice.round_id == Round.id, Notice.ends_at > at - STALE * 2)
    waits = or_(Round.state == RoundState.OPEN, shown.exists())
    query = (
        select(Round.id)
        .outerjoin(kept, kept.round_id == Round.id)
        .where(
            Round.rule_set.is_not(None),
            Round.state != RoundState.DRAFT,
            or_(
                kept.round_id.is_(None),
                kept.counted_at < Round.closed_at,
                and_(waits, kept.counted_at < at - STALE),
                and_(Round.id.in_(busy), kept.counted_at < at - timedelta(seconds=1)),
            ),
        )
        .order_by(kept.counted_at.asc().nulls_first())
        .limit(BATCH)
    )
    return list(db.session.scalars(query))


def recount(round_ids: Sequence[UUID], at: datetime) -> int:
    """Count these rounds and keep what was found; how many."""
    for round_id in round_ids:
        asked = db.session.get_one(Round, round_id)
        facts = _counted(asked, at)
        statement = insert(ConsentStanding).values(round_id=asked.id, **facts)
        db.session.execute(statement.on_conflict_do_update(index_elements=["round_id"], set_=facts))
    return len(round_ids)


def listing(
    asked: Mapping[str, Any], *, by: Actor, offset: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """One row for each estate and consent, sorted and cut, and how many there are in all.

    ``asked``: division, q (part of a name), rule_set, state, only ("missing", "reached",
    "objections"), sort (SORTS), down (True: the largest first). Estates without a consent come
    too, unless a consent is asked for. Four statements, however many estates.
    """
    query = _rows(asked, by)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = _order(str(asked.get("sort") or "name"), down=bool(asked.get("down")))
    rows = db.session.execute(query.order_by(*order).offset(offset).limit(limit)).all()
    homes = _households({row.Estate.id for row in rows})
    return [
        {
            "estate": row.Estate,
            "round": row.Round,
            "standing": row.ConsentStanding,
            "households": homes.get(row.Estate.id, 0),
        }
        for row in rows
    ], total


def _rows(asked: Mapping[str, Any], by: Actor) -> Select[Estate, Round, ConsentStanding]:
    newest = (
        select(func.max(Round.id))
        .where(Round.rule_set.is_not(None), Round.state != RoundState.DRAFT)
        .group_by(Round.estate_id, Round.rule_set, Round.kind)
    )
    if db.engine.dialect.name == "postgresql":  # which knows no max() of a uuid
        ranked = select(
            Round.id,
            func.row_number()
            .over(
                partition_by=(Round.estate_id, Round.rule_set, Round.kind),
                order_by=Round.id.desc(),
            )
            .label("nth"),
        ).where(Round.rule_set.is_not(None), Round.state != RoundState.DRAFT)
        numbered = ranked.subquery()
        newest = select(numbered.c.id).where(numbered.c.nth == 1)
    query = (
        select(Estate, Round, ConsentStanding)
        .select_from(Estate)
        .outerjoin(Round, and_(Round.estate_id == Estate.id, Round.id.in_(newest)))
        .outerjoin(ConsentStanding, ConsentStanding.round_id == Round.id)
        .where(oversight.within_reach(by, asked.get("division")))
    )
    if asked.get("q"):
        query = query.where(Estate.name.contains(asked["q"], autoescape=True))
    for name, column in (("rule_set", Round.rule_set), ("state", Round.state)):
        if asked.get(name):
            query = query.where(column == asked[name])
    return query.where(_only(str(asked.get("only") or "")))


def _only(wanted: str) -> Any:
    if wanted == "missing":
        return ConsentStanding.reached.is_(False)
    if wanted == "reached":
        return ConsentStanding.reached.is_(True)
    if wanted == "objections":
        return ConsentStanding.objections > 0
    return true()


def _order(sort: str, *, down: bool) -> list[Any]:
    column: Any = {
        "name": Estate.name,
        "missing": ConsentStanding.missing,
        "closes_at": Round.closes_at,
        "objections": ConsentStanding.objections,
        "turnout": ConsentStanding.turnout,
    }.get(sort, Estate.name)
    first = column.desc().nulls_last() if down else column.asc().nulls_last()
    return [first, Estate.id, Round.id]


def _households(estate_ids: set[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Unit.estate_id, func.count())
        .where(
            Unit.estate_id.in_(estate_ids),
            Unit.use == UnitUse.RESIDENTIAL,
            Unit.retired_at.is_(None),
        )
        .group_by(Unit.estate_id)
    )
    return dict(rows.all())


def _counted(asked: Round, at: datetime) -> dict[str, Any]:
    counted = results.stand(asked, at)
    outcome = counted["outcome"]
    tests = outcome["tests"] if outcome else []
    shares = [
        -(-test["shortfall"] * 1000 // test["denominator"]) for test in tests if test["denominator"]
    ]
    roll, took_part = counted["roll"], counted["participating"]
    publicity = notices.standing(asked, rounds.rule_of(asked), at)
    return {
        "estate_id": asked.estate_id,
        "passed": bool(outcome and outcome["passed"]),
        "reached": bool(tests) and all(test["passed"] for test in tests),
        "missing": max(shares, default=0),
        "objections": publicity.open + publicity.disputes,
        "turnout": took_part["household"] * 1000 // roll["household"] if roll["household"] else 0,
        "facts": {
            "agree": counted["questions"].get("consent", {}).get("agree"),
            "roll": {m: roll[m] for m in ("household", "head", "area")},
            "participating": took_part,
            "tests": [
                {name: test[name] for name in ("name", "measure", "passed", "shortfall")}
                for test in tests
            ],
            "missing": outcome["missing"] if outcome else [],
        },
        "counted_at": at,
    }
