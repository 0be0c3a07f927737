"""评价: what the requester says became of it. "Not resolved" sets the office to work again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.tickets import actions, desks, history, lifecycle, news
from models.actor import Actor
from models.base import db
from models.errors import ActionNotAllowed, AlreadyRated
from models.kinds import TicketState
from models.listening import Rating, Ticket


@dataclass(frozen=True, slots=True)
class Opinion:
    """``satisfaction``: 1 非常不满意 … 3 基本满意 … 5 非常满意."""

    resolved: bool
    satisfaction: int
    comment: str | None = None


def latest(ticket: Ticket) -> Rating | None:
    """What the requester said last; None where they said nothing."""
    said = select(Rating).where(Rating.ticket_id == ticket.id).order_by(Rating.nth.desc())
    return db.session.scalars(said.limit(1)).one_or_none()


def of(ticket: Ticket) -> Sequence[Rating]:
    """Everything the requester said, of the first result first."""
    said = select(Rating).where(Rating.ticket_id == ticket.id)
    return db.session.scalars(said.order_by(Rating.nth)).all()


def may_rate(ticket: Ticket) -> bool:
    """Is there an answer that the requester was not asked about yet?"""
    before = latest(ticket)
    return ticket.state in lifecycle.RATEABLE and (before is None or not before.resolved)


def rate(number: str, opinion: Opinion, *, by: Actor, at: datetime) -> Ticket:
    """Write down the requester's opinion of an answered ticket.

    Once a result: who said "not resolved" is asked again when the office has answered anew; who
    said "resolved" is not. Errors: Unknown for a ticket of somebody else; ActionNotAllowed before
    there is an answer; AlreadyRated; ChangedMeanwhile.
    """
    ticket = desks.one_ticket(number, by=by, lock=True)
    before = latest(ticket)
    if before is not None and not may_rate(ticket):
        raise AlreadyRated
    if ticket.state not in lifecycle.RATEABLE:
        raise ActionNotAllowed(state=ticket.state, allowed=[])
    db.session.add(
        Rating(
            ticket_id=ticket.id,
            nth=before.nth + 1 if before else 1,
            resolved=opinion.resolved,
            satisfaction=opinion.satisfaction,
            comment=opinion.comment,
            rated_by=by.id,
            rated_at=at,
        )
    )
    if opinion.resolved:
        history.move(ticket, "rate", ticket.state, history.Deed(by, at))
        return ticket
    deed = history.Deed(by, at, opinion.comment, actions.reopen(ticket, at))
    event = history.move(ticket, "rework", TicketState.PROCESSING, deed)
    news.tell(ticket, event)
    return ticket
