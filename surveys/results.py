"""How a round stands: the tally of its ballots held against its rule. Read only, always recounted.

Nothing here is stored: the figures come from the frozen roll and the append-only ballots each time,
so that they can be recomputed by anyone who holds both.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.actor import Actor
from models.asking import Round
from models.base import db
from models.kinds import Choice, RoundKind, RoundState
from surveys import notices, roll, rounds, standing
from surveys.counting.follow import follow_majority
from surveys.counting.outcome import Conditions, Count, Outcome, decide
from surveys.counting.ranking import Demand, count_rankings, place_items
from surveys.counting.ruleset import RuleSet
from surveys.counting.satisfaction import count_levels, score
from surveys.counting.tally import (
    RollLine,
    Tally,
    count_options,
    count_votes,
    weigh,
    weigh_silent,
)
from surveys.counting.weights import Weights

MANAGEMENT_AGREED = "long_term_mgmt_consensus"  # the prerequisite of 青建房〔2023〕268号 第二(3)
SECRET_WHILE_OPEN = "questions", "outcome", "deemed", "satisfaction"


def tally(round_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The contract's tally. Residents and volunteers see choices once the round has closed.

    Errors: Unknown; OutOfScope.
    """
    asked = rounds.one_round(round_id, by=by)
    counted = stand(asked, at)
    if not by.is_staff:
        counted["conflicted"] = len(counted["conflicted"])
    may_look = by.is_staff and by.role not in {"volunteer", "office"}
    if asked.state is RoundState.OPEN and not may_look:
        counted |= dict.fromkeys(SECRET_WHILE_OPEN)
    return counted


Answers = list[tuple[UUID, dict[str, Any]]]


def stand(asked: Round, at: datetime) -> dict[str, Any]:
    """All figures of a round as they are now."""
    rule = rounds.rule_of(asked)
    lines = roll.lines_of(asked.id)
    votes = count_votes(lines, standing.standings_of(asked.id))
    answers = standing.answers_of(asked.id)
    deemed = _deemed(asked, rule, lines, votes)
    papers = standing.paper_counts(asked.id)
    scored = None
    if asked.kind is RoundKind.SATISFACTION:
        scored = score(count_levels([a["overall"] for _unit, a in answers]), votes.roll.household)
    participating = (
        votes.participating if votes.participating else weigh(lines, {u for u, _a in answers})
    )
    count = None
    if rule is not None:
        count = scored.count() if scored else _counts(asked, rule, lines, votes, deemed)
    outcome = _outcome(asked, rule, count, at)
    return {
        "round_id": str(asked.id),
        "state": asked.state,
        "roll": {"units": votes.units, **votes.roll.as_dict(), "hash": asked.roll_hash},
        "participating": participating.as_dict(),
        "by_channel": standing.by_channel(asked.id),
        "questions": _questions(rounds.form_of(asked), lines, votes, answers),
        "conflicted": [str(unit) for unit in votes.conflicted],
        "mixed_heads": votes.mixed_heads,
        "invalid": papers.rejected,
        "paper_awaiting": papers.awaiting,
        "deemed": {str(c): w.as_dict() for c, w in deemed.items()} if deemed is not None else None,
        "satisfaction": scored.as_dict() if scored else None,
        "outcome": outcome.as_dict() if outcome else None,
    }


def _deemed(
    asked: Round, rule: RuleSet | None, lines: list[RollLine[UUID]], votes: Tally[UUID]
) -> Mapping[Choice, Weights] | None:
    """从多: only where the rule permits it and a clause of the covenant is named."""
    if rule is None or not rule.permits_follow_majority or asked.follow_clause is None:
        return None
    answered = {s.unit for s in standing.standings_of(asked.id)}
    silent = weigh_silent(lines, answered, standing.deemed_units(asked.id))
    return follow_majority(votes.roll, votes.cast, silent).votes


def _outcome(
    asked: Round, rule: RuleSet | None, count: Count | Mapping[str, Count] | None, at: datetime
) -> Outcome | None:
    if rule is None or count is None:
        return None
    publicity = notices.standing(asked, rule, at)
    also_passed = {MANAGEMENT_AGREED} if _management_agreed(asked, rule, at) else set()
    conditions = Conditions(
        publicity.open + publicity.disputes, frozenset(also_passed), publicity.done
    )
    return decide(rule, count, conditions)


def _counts(
    asked: Round, rule: RuleSet, lines: list[RollLine[UUID]], votes: Tally[UUID], deemed: Any
) -> Count | Mapping[str, Count]:
    """The count a rule is held against; one a scope where it joins the estate and a building."""
    whole = votes.count(deemed)
    if len(rule.scopes) < 2:
        return whole
    inside = standing.units_in_building(asked.id, asked.scope_building or "")
    part = count_votes(
        [line for line in lines if line.unit in inside],
        [s for s in standing.standings_of(asked.id) if s.unit in inside],
    )
    return {"estate": whole, "building": part.count()}


def _management_agreed(asked: Round, rule: RuleSet, at: datetime) -> bool:
    """Has the estate agreed on its long-term management? Its last closed round on it says."""
    last = last_management_round(asked) if MANAGEMENT_AGREED in rule.also_requires else None
    outcome = stand(last, at)["outcome"] if last is not None else None
    return outcome is not None and bool(outcome["passed"])


def last_management_round(asked: Round) -> Round | None:
    """The estate's newest closed round on management, other than ``asked``."""
    return db.session.scalars(
        select(Round)
        .where(
            Round.estate_id == asked.estate_id,
            Round.kind == RoundKind.MANAGEMENT,
            Round.state == RoundState.CLOSED,
            Round.id != asked.id,
        )
        .order_by(Round.closed_at.desc())
        .limit(1)
    ).one_or_none()


def _questions(
    form: Mapping[str, Any], lines: list[RollLine[UUID]], votes: Tally[UUID], answers: Answers
) -> dict[str, Any]:
    """Every question's result; free text is read by people, not counted."""
    results: dict[str, Any] = {}
    for question in form["questions"]:
        key, kind = question["key"], question["type"]
        given = [(unit, each[key]) for unit, each in answers if key in each]
        if key == "consent":
            results[key] = {str(choice): w.as_dict() for choice, w in votes.cast.items()}
        elif kind == "ranking":
            results[key] = _rankings(question, [values for _unit, values in given])
        elif kind != "text":
            results[key] = _options(question, lines, given)
    return results


def _options(
    question: Mapping[str, Any], lines: list[RollLine[UUID]], given: list[tuple[UUID, Any]]
) -> dict[str, Any]:
    """Each option's measures; an option with a class also bears its place in the class."""
    options = question.get("options", [])
    values = [(unit, v if isinstance(v, list) else (v,)) for unit, v in given]
    counted = count_options(lines, values, [option["value"] for option in options])
    results: dict[str, Any] = {str(value): w.as_dict() for value, w in counted.items()}
    classed = [
        Demand(option["value"], option["class"], counted[option["value"]])
        for option in options
        if "class" in option
    ]
    for placed in place_items(classed):
        results[placed.key] |= {"class": placed.class_code, "place": placed.place}
    return results


def _rankings(question: Mapping[str, Any], given: list[list[str]]) -> dict[str, Any]:
    items = [option["value"] for option in question.get("options", [])]
    return {
        item: {
            "ranked": counted.ranked,
            "first_places": counted.first_places,
            "rank_sum": counted.rank_sum,
        }
        for item, counted in count_rankings(given, items).items()
    }
