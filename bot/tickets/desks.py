"""Which tickets lie before whom? A resident's own, an office's own, a division's all.

Source   济南 12345 条例 art. 32: those complained about never learn who complained, so a ticket
         about misconduct (``restricted``) is for the discipline inspection office, the bureau and
         the administrator alone; to anybody else it does not exist.
A ticket that could not be placed yet has no division: the bureau and the administrator of every
place see it, so that it is somebody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from bot.tickets.lifecycle import FINAL
from bot.tickets.offices import INSPECTION
from models.actor import Actor
from models.base import db
from models.errors import OutOfScope, Unknown
from models.kinds import Role, TicketState
from models.listening import CoHandler, Office, Ticket
from models.people import Membership
from models.places import Estate, Unit

ABOVE = frozenset({Role.BUREAU, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of tickets is asked for; None asks for all."""

    state: TicketState | None = None
    office: str | None = None  # a kind: RC, SO, WS …
    estate_id: UUID | None = None
    overdue: bool | None = None
    number: str | None = None  # a part of it
    estate: str | None = None  # a part of its name


def one_ticket(number: str, *, by: Actor, lock: bool = False) -> Ticket:
    """The ticket of this number, if it is for the eyes of ``by``.

    ``lock``: its row is held until the transaction ends (PostgreSQL; SQLite has one writer).
    Errors: Unknown for no such ticket, another resident's, and a restricted one; OutOfScope for
    staff whose reach or office it is not.
    """
    query = select(Ticket).where(Ticket.number == number)
    if lock:
        query = query.with_for_update(of=Ticket)
    ticket = db.session.scalars(query).one_or_none()
    if ticket is None or not _may_know(ticket, by):
        raise Unknown
    if by.is_staff and not _within(ticket, by):
        raise OutOfScope
    return ticket


def tickets(wanted: Wanted, *, by: Actor, at: datetime) -> Select[Ticket]:
    """The tickets that ``by`` may see and asks for."""
    query = select(Ticket).where(seen_by(by))
    if wanted.state is not None:
        query = query.where(Ticket.state == wanted.state)
    if wanted.estate_id is not None:
        query = query.where(Ticket.estate_id == wanted.estate_id)
    if wanted.office is not None:
        offices = select(Office.id).where(Office.kind == wanted.office)
        query = query.where(Ticket.office_id.in_(offices))
    if wanted.overdue is not None:
        late = and_(Ticket.due_at < at, Ticket.state.not_in(FINAL))
        query = query.where(late if wanted.overdue else ~late)
    if wanted.number:
        query = query.where(Ticket.number.contains(wanted.number, autoescape=True))
    if wanted.estate:
        named = select(Estate.id).where(Estate.name.contains(wanted.estate, autoescape=True))
        query = query.where(Ticket.estate_id.in_(named))
    return query


def seen_by(by: Actor) -> ColumnElement[bool]:
    """The condition on a ticket that ``one_ticket`` puts, for many at once."""
    if not by.is_staff:
        return Ticket.requester_id == by.id
    if by.role is Role.OFFICE:
        if by.office_id is None:
            return false()
        helps = select(CoHandler.ticket_id).where(CoHandler.office_id == by.office_id)
        mine = or_(Ticket.office_id == by.office_id, Ticket.id.in_(helps))
        return and_(mine, _open_or(may_know=_inspects(by)))
    places: list[ColumnElement[bool]] = [Ticket.estate_id.in_(by.reach.estates)]
    if by.reach.division is not None:
        places.append(Ticket.division.startswith(by.reach.division))
    if by.role in ABOVE:
        places.append(Ticket.division == "")
    return and_(or_(*places), _open_or(may_know=by.role in ABOVE))


def helper(ticket: Ticket, office_id: UUID | None) -> CoHandler | None:
    """The part of an office that helps with ``ticket``; None where it does not."""
    return db.session.get(CoHandler, (ticket.id, office_id)) if office_id else None


def helpers(ticket: Ticket) -> Sequence[CoHandler]:
    """The offices that help with ``ticket``, in the order in which they were asked."""
    query = select(CoHandler).where(CoHandler.ticket_id == ticket.id)
    return db.session.scalars(query.order_by(CoHandler.asked_at, CoHandler.office_id)).all()


def check_estate(estate_id: UUID, *, by: Actor) -> Estate:
    """The estate that ``by`` writes a ticket for.

    Errors: Unknown, for a resident also where they have no home, proven or pending; OutOfScope for
    staff outside their reach.
    """
    estate = db.session.get(Estate, estate_id)
    if estate is None or (not by.is_staff and not _lives_there(by, estate)):
        raise Unknown
    if by.is_staff and not by.reach.covers(estate.division, estate.id):
        raise OutOfScope
    return estate


def _lives_there(by: Actor, estate: Estate) -> bool:
    homes = select(Membership.id).join(Unit, Unit.id == Membership.unit_id)
    mine = homes.where(Membership.resident_id == by.id, Unit.estate_id == estate.id)
    return db.session.scalar(mine.limit(1)) is not None


def _may_know(ticket: Ticket, by: Actor) -> bool:
    if not by.is_staff:
        return ticket.requester_id == by.id
    return not ticket.restricted or by.role in ABOVE or _inspects(by)


def _within(ticket: Ticket, by: Actor) -> bool:
    if by.role is Role.OFFICE:
        leads = ticket.office_id is not None and ticket.office_id == by.office_id
        return leads or helper(ticket, by.office_id) is not None
    if not ticket.division:
        return by.role in ABOVE or by.reach.division == ""
    return ticket.estate_id is not None and by.reach.covers(ticket.division, ticket.estate_id)


def _inspects(by: Actor) -> bool:
    office = db.session.get(Office, by.office_id) if by.office_id else None
    return by.role is Role.OFFICE and office is not None and office.kind == INSPECTION


def _open_or(*, may_know: bool) -> ColumnElement[bool]:
    return true() if may_know else Ticket.restricted.is_(false())
