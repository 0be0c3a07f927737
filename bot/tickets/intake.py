"""From what somebody said to a numbered ticket before an office, with a time by which.

Source   北京接诉即办工作条例 (首接负责: what was heard once is not sent away).
The emergency rules may raise urgency above what a caller or a route says; nothing lowers it.
Unsure means a person decides: no office, and the triage desk.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sql
from sqlalchemy import Executable, bindparam, func, literal, select

from bot.tickets import deadlines, history, routing
from bot.tickets.offices import INSPECTION, first_office, nearest, nearest_among, serving
from bot.tickets.routing import Route
from bot.understanding.reading import Reading
from models.actor import Actor
from models.base import aside, db, dialect, insert, run
from models.clock import day_of
from models.errors import Fault, Invalid, _
from models.ids import ticket_number, uuid7
from models.kinds import TicketSource, TicketState, Urgency
from models.listening import Attachment, DayCounter, Office, Ticket

_INSERT = sql.insert(Ticket)
_COLUMNS = tuple(column.name for column in Ticket.__table__.columns)
#: who answers where nobody nearer is set up: the street office, then the residents' committee
LAST_RESORT = ("SO", "RC")


@dataclass(frozen=True, slots=True)
class Decision:
    """What kind of matter it is, how urgent, and whose."""

    category: str
    urgency: Urgency
    route: Route  # whose office and limits: an emergency's, where one was found
    unsure: bool


def open_ticket(  # noqa: PLR0913  # what a ticket is
    text: str,
    reading: Reading,
    *,
    estate_id: UUID | None,
    division: str,
    source: TicketSource,
    requester: UUID | None,
    anonymous: bool,
    by: Actor,
    at: datetime,
    external_id: str | None = None,
    category: str | None = None,
    attachment_ids: Collection[UUID] = (),
) -> Ticket:
    """Write down a request and put it before an office.

    What is given back is a copy to read: who wants to change the ticket looks it up.
    ``division``: of the estate, empty where there is none. ``requester`` is the resident who asked,
    None where nobody is known; ``category`` is what the caller says it is. A work order of another
    system (``external_id``) that is here already is given back. Errors: Invalid for an attachment
    that is not the caller's, or belongs to a ticket.
    """
    earlier = _earlier(source, external_id)
    if earlier is not None:
        return earlier
    decision = decide(reading, category)
    office = None if decision.unsure else nearest(_offices(decision.route), division, at)
    respond_by, due_at, certain = limits(decision, at)
    trail = _trail(decision, office, certain=certain)
    attachments = _own_attachments(attachment_ids, by)
    ticket = Ticket(
        id=uuid7(),
        number=_next_number(at),  # late: its row is what other tickets of the day wait for
        source=source,
        external_id=external_id,
        estate_id=estate_id,
        division=division,
        requester_id=requester,
        anonymous=anonymous,
        text=text,
        category=decision.category,
        urgency=decision.urgency,
        unsure=decision.unsure,
        restricted=routing.route_of(decision.category).restricted,
        reading=_kept(reading),
        office_id=office.id if office else None,
        office=office,
        state=trail[-1][1],
        returns=0,
        supervised=False,
        created_at=at,
        respond_by=respond_by,
        due_at=due_at,
    )
    run(_INSERT, {name: getattr(ticket, name) for name in _COLUMNS})
    history.begin(ticket, trail, by)
    for attachment in attachments:
        attachment.ticket_id = ticket.id
    return ticket


def place(
    ticket: Ticket, estate_id: UUID, division: str, *, note: str, by: Actor, at: datetime
) -> None:
    """Say afterwards where it is; an accepted ticket then goes to the office of that place."""
    ticket.estate_id, ticket.division = estate_id, division
    found = history.Deed(by, at, note, {"estate_id": str(estate_id)})
    history.move(ticket, "place", ticket.state, found)
    office = office_of(standing(ticket).route, ticket.division)
    if office is None or ticket.state is not TicketState.ACCEPTED:
        return
    ticket.office = office
    deed = history.Deed(by, at, None, {"office": office.kind})
    history.move(ticket, "dispatch", TicketState.DISPATCHED, deed)


def remark(ticket: Ticket, note: str, *, by: Actor, at: datetime) -> None:
    """Add what the requester said later; nothing else changes."""
    history.move(ticket, "remark", ticket.state, history.Deed(by, at, note))


def decide(reading: Reading, category: str | None = None) -> Decision:
    """What ``reading`` comes to, or what a caller who named the ``category`` made of it.

    A caller's word is no longer unsure. An emergency that the rules found goes to those who can
    help, whatever the caller calls it.
    """
    if category is None:
        route = routing.route_of(reading.category)
        return Decision(reading.category, reading.urgency, route, reading.unsure)
    route = routing.route_of(category)
    urgency = min(route.level, reading.urgency)
    if reading.urgency is Urgency.P0 and route.level is not Urgency.P0:
        route = routing.route_of(reading.category)
    return Decision(category, urgency, route, unsure=False)


def standing(ticket: Ticket) -> Decision:
    """What a ticket is now, after whatever people put right."""
    route = routing.route_of(ticket.category)
    return Decision(ticket.category, ticket.urgency, route, ticket.unsure)


def office_of(route: Route, division: str) -> Office | None:
    """Who handles it there: the lead, else whom the route falls back to, else the street office.

    What is confided to 纪检 (discipline inspection) goes to nobody else.
    """
    return first_office(_offices(route), division)


def offices_of_routes(routes: Collection[Route], division: str) -> dict[str, Office | None]:
    """As ``office_of``, by category and for several routes in one statement."""
    kinds = {kind for route in routes for kind in _offices(route)}
    found = serving(kinds, [division])
    return {
        route.category: next(iter(nearest_among(found, _offices(route), division)), None)
        for route in routes
    }


def _offices(route: Route) -> tuple[str, ...]:
    others = () if route.lead == INSPECTION else LAST_RESORT
    return (route.lead, *route.fallback, *others)


def limits(decision: Decision, at: datetime) -> tuple[datetime, datetime, bool]:
    """Respond by, due at, and whether both are certain (the holidays are known that far)."""
    route, feedback = decision.route, deadlines.FEEDBACK[decision.urgency]
    respond_by, known = deadlines.until_at_latest(route.ack, at)
    due_at, sure = deadlines.until_at_latest(route.close or feedback, at)
    if decision.urgency < route.level:  # raised above what the route was written for
        due_at = min(due_at, deadlines.until_at_latest(feedback, at)[0])
    return min(respond_by, due_at), due_at, known and sure


def _trail(decision: Decision, office: Office | None, *, certain: bool) -> list[history.Begun]:
    facts: dict[str, Any] = {"category": decision.category, "urgency": decision.urgency}
    if not certain:
        facts["calendar_unknown"] = True
    trail: list[history.Begun] = [("submit", TicketState.SUBMITTED, facts)]
    if decision.unsure:
        return trail
    urgent = {"emergency_transferred": True} if decision.urgency is Urgency.P0 else {}
    trail.append(("accept", TicketState.ACCEPTED, urgent))
    if office is not None:
        trail.append(("dispatch", TicketState.DISPATCHED, {"office": office.kind, **urgent}))
    return trail


def _kept(reading: Reading) -> dict[str, Any]:
    """What the classifier saw, so that a person can check it; the text is sealed elsewhere."""
    return {
        "intent": reading.intent,
        "category": reading.category,
        "urgency": reading.urgency,
        "confidence": round(reading.confidence, 4),
        "words": list(reading.words),
        "building": reading.place.building or "",
        "alternatives": [[name, round(share, 4)] for name, share in reading.alternatives],
    }


def _earlier(source: TicketSource, external_id: str | None) -> Ticket | None:
    if external_id is None:
        return None
    same = (Ticket.source == source, Ticket.external_id == external_id)
    return db.session.scalars(select(Ticket).where(*same)).one_or_none()


def _own_attachments(wanted: Collection[UUID], by: Actor) -> list[Attachment]:
    if not wanted:
        return []
    found = db.session.scalars(
        select(Attachment)
        .where(Attachment.id.in_(wanted), Attachment.sent_by == by.id)
        .where(Attachment.ticket_id.is_(None))
        .with_for_update()
    ).all()
    if len(found) < len(set(wanted)):
        sentence = _("Upload the file first, and name each file once.")
        raise Invalid(Fault("/attachment_ids", "unknown_attachment", sentence))
    return list(found)


def _next_number(at: datetime) -> str:
    """The next number of the day. On PostgreSQL beside the caller's transaction: its row would
    otherwise let one message be written at a time. A number whose ticket came to nothing stays
    unused.
    """
    day = day_of(at)
    count = _count(dialect())
    if dialect() != "postgresql":  # SQLite has one writer anyway
        return ticket_number(day, run(count, {"day": day}).scalar_one())
    with aside() as session:
        counted = session.connection().execute(count, {"day": day}).scalars().first()
    return ticket_number(day, counted or 1)


@cache
def _count(engine: str) -> Executable:
    counted = DayCounter.__table__.c.last
    first = insert(DayCounter).values(day=bindparam("day"), last=1)
    again = first.on_conflict_do_update(index_elements=[DayCounter.day], set_={"last": counted + 1})
    if engine != "postgresql":
        return again.returning(counted)
    # nobody waits for the disk here: the ticket's own commit, which comes later, does
    hasty = func.set_config("synchronous_commit", "off", literal(True))  # noqa: FBT003
    return again.returning(counted, hasty)
