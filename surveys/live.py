"""The picture for the big screen of a meeting: turnout against what the rule needs, never choices.

While a round is open nobody in the hall learns how anyone voted: there are no figures of agreement,
only whether the rule's numbers are reached.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models.actor import Actor
from models.asking import Round
from models.ballots import Ballot, PaperBallot
from models.base import db
from models.kinds import Measure, RoundState
from surveys import results, rounds
from surveys.counting.requirement import Denominator
from surveys.counting.ruleset import RuleSet

MEASURES = (Measure.HOUSEHOLD, Measure.HEAD, Measure.AREA)


def picture(round_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """What the screen shows now.

    For each measure: ``part`` of ``whole`` took part, and ``needed``, the least part with which the
    rule can pass at all (None where it asks for none). ``reached``: every number that the rule
    demands is there; None without a rule. Errors: Unknown; OutOfScope.
    """
    asked = rounds.one_round(round_id, by=by)
    counted = results.stand(asked, at)
    rule = rounds.rule_of(asked)
    outcome = counted["outcome"]
    return {
        "round_id": str(asked.id),
        "title": asked.title,
        "state": asked.state,
        "closes_at": asked.closes_at.isoformat(),
        "units": counted["roll"]["units"],
        "answered": sum(counted["by_channel"].values()) + len(counted["conflicted"]),
        "measures": {
            str(measure): {
                "part": counted["participating"][measure],
                "whole": counted["roll"][measure],
                "needed": _needed(rule, measure, counted["roll"][measure]),
            }
            for measure in MEASURES
        },
        "reached": all(test["passed"] for test in outcome["tests"]) if outcome else None,
    }


def version(round_id: UUID) -> str:
    """Something that differs as soon as the picture may: one statement, however many ballots."""
    ballots, last, papers = db.session.execute(
        select(
            select(func.count()).where(Ballot.round_id == round_id).scalar_subquery(),
            select(Round.state).where(Round.id == round_id).scalar_subquery(),
            select(func.count())
            .where(PaperBallot.round_id == round_id, PaperBallot.confirmed_at.is_not(None))
            .scalar_subquery(),
        )
    ).one()
    return f"{ballots}.{papers}.{last}"


def is_over(state: object) -> bool:
    """Does the picture of a round in this state change no more?"""
    return state == RoundState.CLOSED


def _needed(rule: RuleSet | None, measure: Measure, whole: int) -> int | None:
    """The least turnout in ``measure`` that meets every test against the whole roll."""
    if rule is None:
        return None
    needed = [
        test.threshold.least(whole)
        for test in rule.requirements
        if test.measure is measure and test.denominator is Denominator.ALL and test.scope is None
    ]
    return max(needed, default=None)
