"""What happened to a ticket: its chain of events, appended and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from models.actor import Actor
from models.base import db, run
from models.errors import ChangedMeanwhile
from models.ids import uuid7
from models.kinds import TicketState
from models.listening import Ticket, TicketEvent


@dataclass(frozen=True, slots=True)
class Deed:
    """Who takes a step and when, what they say to it, and what else it changed."""

    by: Actor
    at: datetime
    note: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


_BEGIN = insert(TicketEvent)
#: an action, the state it led to, and what it changed
Begun = tuple[str, TicketState, Mapping[str, Any]]


def begin(ticket: Ticket, trail: Sequence[Begun], by: Actor) -> None:
    """The first events of a new ticket."""
    states = [None, *(to for _action, to, _facts in trail)]
    first_events = [
        {
            "id": uuid7(),
            "ticket_id": ticket.id,
            "turn": turn,
            "action": action,
            "from_state": before,
            "to_state": to,
            "by": by.id,
            "role": by.role,
            "at": ticket.created_at,
            "note": None,
            "facts": dict(facts),
        }
        for turn, (before, (action, to, facts)) in enumerate(zip(states, trail, strict=False), 1)
    ]
    run(_BEGIN, first_events)


def move(ticket: Ticket, action: str, to: TicketState, deed: Deed) -> TicketEvent:
    """Append one event and put ``ticket`` where it leads.

    Errors: ChangedMeanwhile when another step was taken at the same moment; the database's unique
    (ticket, turn) decides which of the two came first.
    """
    last = db.session.scalar(
        select(func.max(TicketEvent.turn)).where(TicketEvent.ticket_id == ticket.id)
    )
    event = TicketEvent(
        ticket_id=ticket.id,
        turn=(last or 0) + 1,
        action=action,
        from_state=ticket.state,
        to_state=to,
        by=deed.by.id,
        role=deed.by.role,
        at=deed.at,
        note=deed.note,
        facts=dict(deed.facts),
    )
    ticket.state = to
    db.session.flush()  # whatever else waits to be written is not the race we look for
    db.session.add(event)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise ChangedMeanwhile from twice
    return event


def last(ticket: Ticket, action: str) -> TicketEvent | None:
    """The last event of this action; None where it never happened."""
    query = select(TicketEvent).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.action == action
    )
    return db.session.scalars(query.order_by(TicketEvent.turn.desc()).limit(1)).one_or_none()


def of(ticket: Ticket) -> Sequence[TicketEvent]:
    """Every event of ``ticket``, the first one first."""
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)
    return db.session.scalars(query.order_by(TicketEvent.turn)).all()
