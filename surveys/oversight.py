"""The bureau's view: one row an estate, with the standing of each consent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true

from models.actor import Actor, prefix_of
from models.asking import Round
from models.base import db
from models.errors import OutOfScope
from models.kinds import RoundState, UnitUse
from models.places import Estate, Unit
from surveys import estates, results


def within_reach(by: Actor, division: str | None) -> ColumnElement[bool]:
    """Estates that an account may see, narrowed to ``division`` (a prefix).

    Errors: OutOfScope when the division lies outside the account's own.
    """
    reach = by.reach
    division = prefix_of(division) if division else None
    if division and not reach.estates and not division.startswith(reach.division or ""):
        raise OutOfScope
    narrowed = Estate.division.startswith(division, autoescape=True) if division else true()
    return estates.within(reach) & narrowed


def estates_in(asked: Mapping[str, Any], *, by: Actor) -> Select[Estate]:
    """Estates with a round under a rule set (and in a state), or all of them."""
    query = select(Estate).where(within_reach(by, asked.get("division")))
    wanted = [
        column == asked[name]
        for name, column in (("rule_set", Round.rule_set), ("state", Round.state))
        if asked.get(name)
    ]
    if wanted:
        query = query.where(Estate.id.in_(select(Round.estate_id).where(*wanted)))
    return query


def rows(estates: Sequence[Estate], asked: Mapping[str, Any], at: datetime) -> list[dict[str, Any]]:
    """For each estate its households and the newest round of each rule set."""
    ids = [estate.id for estate in estates]
    households = _households(ids)
    consents = _newest_rounds(ids, asked)
    return [
        {
            "estate": {"id": str(e.id), "name": e.name, "division": e.division},
            "households": households.get(e.id, 0),
            "consents": [_consent(each, at) for each in consents[e.id]],
        }
        for e in estates
    ]


def summary(division: str | None, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Estates, households and rounds by state; how many closed consents hold."""
    here = within_reach(by, division)
    ids = select(Estate.id).where(here)
    states = db.session.execute(
        select(Round.state, func.count()).where(Round.estate_id.in_(ids)).group_by(Round.state)
    )
    closed = db.session.scalars(
        select(Round).where(
            Round.estate_id.in_(ids),
            Round.state == RoundState.CLOSED,
            Round.rule_set.is_not(None),
        )
    ).all()
    outcomes = [results.stand(each, at)["outcome"] for each in closed]
    return {
        "estates": db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0,
        "households": sum(_households(None, here).values()),
        "rounds": {str(state): number for state, number in states},
        "consents_closed": len(outcomes),
        "consents_passed": sum(1 for outcome in outcomes if outcome and outcome["passed"]),
    }


def _consent(asked: Round, at: datetime) -> dict[str, Any]:
    counted = results.stand(asked, at)
    outcome = counted["outcome"]
    return {
        "round_id": str(asked.id),
        "kind": asked.kind,
        "title": asked.title,
        "rule_set": asked.rule_set,
        "state": asked.state,
        "closes_at": asked.closes_at,
        "agree": counted["questions"].get("consent", {}).get("agree"),
        "total": {m: counted["roll"][m] for m in ("household", "head", "area")},
        "participating": counted["participating"],
        "passed": outcome["passed"] if outcome else None,
        "missing": outcome["missing"] if outcome else [],
        "shortfall": {
            f"{test['name']}_{test['measure']}": test["shortfall"] for test in outcome["tests"]
        }
        if outcome
        else {},
    }


def _households(
    ids: Sequence[UUID] | None, here: ColumnElement[bool] | None = None
) -> dict[UUID, int]:
    query = select(Unit.estate_id, func.count()).where(
        Unit.use == UnitUse.RESIDENTIAL, Unit.retired_at.is_(None)
    )
    if ids is not None:
        query = query.where(Unit.estate_id.in_(ids))
    if here is not None:
        query = query.join(Estate, Estate.id == Unit.estate_id).where(here)
    return dict(db.session.execute(query.group_by(Unit.estate_id)).all())


def _newest_rounds(ids: Sequence[UUID], asked: Mapping[str, Any]) -> dict[UUID, list[Round]]:
    """The newest opened round of each rule set and kind, an estate."""
    query = select(Round).where(
        Round.estate_id.in_(ids), Round.rule_set.is_not(None), Round.state != RoundState.DRAFT
    )
    if asked.get("rule_set"):
        query = query.where(Round.rule_set == asked["rule_set"])
    if asked.get("state"):
        query = query.where(Round.state == asked["state"])
    newest: dict[UUID, dict[tuple[str | None, str], Round]] = defaultdict(dict)
    for each in db.session.scalars(query.order_by(Round.id)):
        newest[each.estate_id][(each.rule_set, each.kind)] = each
    return defaultdict(list, {estate: list(found.values()) for estate, found in newest.items()})
