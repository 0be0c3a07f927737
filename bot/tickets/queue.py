"""The queue of a desk: danger first, then what ends first, and what has ended last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import SQLColumnExpression, and_, case, func, select
from sqlalchemy.orm import defer, joinedload

from bot.tickets import desks
from bot.tickets.advice import Advice, advice_for_all, danger_of
from bot.tickets.lifecycle import FINAL
from models.actor import Actor
from models.base import db
from models.kinds import Urgency
from models.listening import Ticket
from models.places import Estate

#: running, and a danger to life
DANGER = and_(Ticket.urgency == Urgency.P0, Ticket.state.not_in(FINAL))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue. ``advice``: whom to call, where it is a danger that still runs."""

    ticket: Ticket
    estate: str | None
    late: bool
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class Queue:
    """Some rows of a queue of ``total``; ``dangers`` run in all that one sees, asked for or not."""

    rows: list[Waiting]
    total: int
    dangers: int


def listing(wanted: desks.Wanted, *, by: Actor, at: datetime, offset: int, limit: int) -> Queue:
    """What lies before ``by``, in the order in which it should be done."""
    asked = desks.tickets(wanted, by=by, at=at)
    of_all = select(func.count(Ticket.id)).where(desks.seen_by(by), DANGER)
    total, dangers = db.session.execute(
        select(
            asked.with_only_columns(func.count(Ticket.id)).scalar_subquery(),
            of_all.scalar_subquery(),
        )
    ).one()
    # the ids are sorted alone: a database would carry every column of every row through its sort
    some = asked.with_only_columns(Ticket.id).order_by(*_by_due()).offset(offset).limit(limit)
    found = db.session.execute(
        select(Ticket, Estate.name)
        .outerjoin(Estate, Estate.id == Ticket.estate_id)
        .where(Ticket.id.in_(some.subquery().select()))
        .options(joinedload(Ticket.office), defer(Ticket.text, raiseload=True))
        .order_by(*_by_due())
    ).all()
    matters = {_matter(row.Ticket) for row in found if _is_danger(row.Ticket)}
    advice = advice_for_all(matters)
    rows = [
        Waiting(t, name, is_late(t, at), advice[_matter(t)] if _is_danger(t) else None)
        for t, name in found
    ]
    return Queue(rows, total, dangers)


def is_late(ticket: Ticket, at: datetime) -> bool:
    """Did its time run out while somebody should still do something?"""
    return ticket.due_at < at and ticket.state not in FINAL


def _by_due() -> tuple[SQLColumnExpression[Any], ...]:
    ended = Ticket.state.in_(FINAL)
    return (
        case((DANGER, 0), (ended, 2), else_=1),
        case((~ended, Ticket.due_at)),
        Ticket.closed_at.desc(),
        Ticket.id,
    )


def _is_danger(ticket: Ticket) -> bool:
    return ticket.urgency is Urgency.P0 and ticket.state not in FINAL


def _matter(ticket: Ticket) -> tuple[str, str]:
    return danger_of(ticket), ticket.division
