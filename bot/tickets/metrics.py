"""How well were people answered? 响应率, 解决率, 满意率, 按时办结率, each with both its numbers.

Units    Tickets written down in the period, as integers: part and whole, never a percentage.
Source   北京接诉即办工作条例 (the three rates); the formulas are this house's:
         assessed   = dispatched − (rejected, emergencies handed over at once, terminated)
         response   = contacted within the limit / assessed
         resolution = answered "resolved" / answers that were definite
         satisfied  = 基本满意 or better / the same
         on time    = closed on time / due in the period and assessed
Who could not be reached is told apart, and never counts as content.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from bot.tickets.actions import DEFINITE
from bot.tickets.desks import seen_by
from models.actor import Actor
from models.base import db
from models.errors import OutOfScope
from models.kinds import TicketState, Urgency
from models.listening import Rating, Ticket, TicketEvent

BASICALLY_SATISFIED = 3  # 基本满意, of five

Share = dict[str, int]


@dataclass(frozen=True, slots=True)
class Period:
    """Tickets created from ``begins`` until before ``ends``; None: no bound."""

    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a requester said last of one ticket."""

    result: str
    satisfaction: int | None


def rates(division: str | None, period: Period, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The figures of ``division``, or of the caller's whole reach.

    Errors: OutOfScope for a division that lies not within the reach of ``by``.
    """
    scope = _scope(division, period, by)
    counts = _counts(scope, at)
    answers = Counter[str]()
    satisfied = 0
    for answer in _answers(scope):
        answers[answer.result] += 1
        content = answer.satisfaction or 0
        satisfied += answer.result in DEFINITE and content >= BASICALLY_SATISFIED
    definite = answers["resolved"] + answers["unresolved"]
    return {
        "received": counts["received"],
        "assessed": counts["assessed"],
        "response": _share(counts["responded"], counts["assessed"]),
        "resolution": _share(answers["resolved"], definite),
        "satisfaction": _share(satisfied, definite),
        "on_time": _share(counts["on_time"], counts["due"]),
        "not_assessed": {
            name: counts[name]
            for name in ("rejected", "emergency_transferred", "terminated", "not_dispatched")
        },
        "no_definite_answer": answers.total() - definite,
    }


def _scope(division: str | None, period: Period, by: Actor) -> ColumnElement[bool]:
    within = [seen_by(by)]
    if division is not None:
        if by.reach.division is None or not division.startswith(by.reach.division):
            raise OutOfScope
        within.append(Ticket.division.startswith(division))
    if period.begins is not None:
        within.append(Ticket.created_at >= period.begins)
    if period.ends is not None:
        within.append(Ticket.created_at < period.ends)
    return and_(*within)


def _counts(scope: ColumnElement[bool], at: datetime) -> dict[str, int]:
    """Each ticket falls into exactly one of assessed, rejected, … not_dispatched."""
    fate = case(
        (Ticket.state == TicketState.REJECTED, "rejected"),
        (Ticket.state == TicketState.TERMINATED, "terminated"),
        (Ticket.urgency == Urgency.P0, "emergency_transferred"),
        (Ticket.office_id.is_(None), "not_dispatched"),
        else_="assessed",
    ).label("fate")
    assessed = fate == "assessed"
    due = and_(assessed, Ticket.due_at <= at)
    closed = and_(due, Ticket.state == TicketState.CLOSED, Ticket.closed_at <= Ticket.due_at)
    rows = db.session.execute(
        select(
            fate,
            func.count().label("tickets"),
            _sum(and_(assessed, Ticket.contacted_at <= Ticket.respond_by)).label("responded"),
            _sum(due).label("due"),
            _sum(closed).label("on_time"),
        )
        .where(scope)
        .group_by(fate)
    ).all()
    counts = Counter({row.fate: row.tickets for row in rows})
    counts["received"] = sum(row.tickets for row in rows)
    for name in ("responded", "due", "on_time"):
        counts[name] = sum(getattr(row, name) for row in rows)
    return counts


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _answers(scope: ColumnElement[bool]) -> Iterable[Answer]:
    """One a ticket: the last definite one, by rating or by telephone (回访)."""
    calls = db.session.execute(
        select(TicketEvent.at, TicketEvent.ticket_id, TicketEvent.facts)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(scope, TicketEvent.action == "follow_up")
    )
    ratings = db.session.execute(
        select(Rating.rated_at, Rating.ticket_id, Rating.resolved, Rating.satisfaction)
        .join(Ticket, Ticket.id == Rating.ticket_id)
        .where(scope)
    )
    heard = [
        (at, ticket_id, Answer(facts["result"], facts["satisfaction"]))
        for at, ticket_id, facts in calls
    ]
    heard += [
        (at, ticket_id, Answer("resolved" if resolved else "unresolved", satisfaction))
        for at, ticket_id, resolved, satisfaction in ratings
    ]
    said: dict[UUID, Answer] = {}
    for _at, ticket_id, answer in sorted(heard, key=itemgetter(0)):
        if answer.result in DEFINITE or ticket_id not in said:
            said[ticket_id] = answer
    return said.values()


def _share(numerator: int, denominator: int) -> Share:
    return {"numerator": numerator, "denominator": denominator}
