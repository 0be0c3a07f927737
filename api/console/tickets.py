"""The desk of requests: the queue by due time, and each request with all that is known of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from api.attachments import sent
from api.console import ticket_words
from api.console.door import desk, page
from api.console.ticket_steps import form_of, known_number
from bot.tickets import (
    advice,
    desks,
    history,
    lifecycle,
    masking,
    queue,
    ratings,
    reroute,
    routing,
    same_event,
)
from bot.tickets.news import day_and_hour
from models.actor import Actor
from models.base import db
from models.kinds import Role, TicketState, Urgency
from models.listening import Attachment, Ticket
from models.places import Estate

PAGE = 50


@desk("/tickets", open_to=lifecycle.HANDLERS)
def tickets(*, by: Actor, at: datetime) -> str:
    """My queue: danger first, then what ends first; what has ended comes last."""
    asked = _asked()
    above = by.role is not Role.OFFICE
    wanted = desks.Wanted(
        state=TicketState(asked["state"]) if asked["state"] else None,
        overdue=True if asked["overdue"] else None,
        office=asked["office"] if above and asked["office"] else None,
        estate=asked["estate"] or None,
        number=asked["number"] or None,
    )
    found = queue.listing(wanted, by=by, at=at, offset=asked["offset"], limit=PAGE)
    small = "HX-Request" in request.headers
    return page(
        "ticket_rows.html" if small else "tickets.html",
        queue=found,
        asked=asked,
        above=above,
        page_size=PAGE,
        link=_link,
        words=ticket_words,
        until=day_and_hour,
    )


@desk("/tickets/<number>", open_to=lifecycle.HANDLERS)
def ticket(number: str, *, by: Actor, at: datetime) -> str:
    """A request: what was said, what was understood, what became of it, what can be done now."""
    found = desks.one_ticket(known_number(number), by=by)
    shown = masking.shown_to(by, found)
    helpers = desks.helpers(found)
    allowed = lifecycle.allowed(found, by)
    if not helpers and "co_reply" in allowed:
        allowed.remove("co_reply")  # there is nobody whose part it could be
    danger = found.urgency is Urgency.P0 and found.state not in lifecycle.FINAL
    return page(
        "ticket.html",
        ticket=found,
        text=shown(found.text),
        shown=shown,
        masked=shown is masking.masked,
        late=queue.is_late(found, at),
        advice=advice.advice_for(advice.danger_of(found), found.division) if danger else None,
        estate=db.session.get(Estate, found.estate_id) if found.estate_id else None,
        route=routing.route_of(found.category),
        files=_files(found),
        history=history.of(found),
        helpers=helpers,
        ratings=ratings.of(found),
        merged_into=_into(found, by),
        same=(same := _same(found, by)),
        allowed=allowed,
        form=form_of(found, _chosen(allowed), same, by=by, at=at),
        choices=reroute.choices(found) if reroute.may(found, by) else [],
        takes_back=found.state is TicketState.DISPATCHED,
        words=ticket_words,
        until=day_and_hour,
    )


@desk("/attachments/<uuid:attachment_id>", open_to=lifecycle.HANDLERS)
def ticket_attachment(attachment_id: UUID, *, by: Actor) -> Response:
    """A picture or paper that came with a request."""
    return sent(attachment_id, by)


def _files(found: Ticket) -> Any:
    attached = select(Attachment).where(Attachment.ticket_id == found.id)
    return db.session.scalars(attached.order_by(Attachment.id)).all()


def _same(found: Ticket, by: Actor) -> list[str]:
    """What may be the same event, as far as ``by`` may look at it."""
    near = same_event.near(found)
    seen = select(Ticket.number).where(Ticket.number.in_(near), desks.seen_by(by))
    return list(db.session.scalars(seen.order_by(Ticket.id)).all()) if near else []


def _into(found: Ticket, by: Actor) -> str | None:
    """The number of the ticket it was joined with, as far as ``by`` may look at it."""
    if found.merged_into is None:
        return None
    other = select(Ticket.number).where(Ticket.id == found.merged_into, desks.seen_by(by))
    return db.session.scalar(other)


#: the step a desk takes next, as a rule; the others are a tab away
USUAL = (
    *("sign", "contact", "reply", "co_reply", "audit", "follow_up", "close"),
    *("accept", "dispatch"),
)


def _chosen(allowed: list[str]) -> str | None:
    wanted = request.args.get("step", "")
    if wanted in allowed:
        return wanted
    if "reply" in allowed:  # somebody was called already; "contact" stays possible beside it
        return "reply"
    return next((step for step in (*USUAL, *allowed) if step in allowed), None)


def _asked() -> dict[str, Any]:
    """What the queue is asked for; anything that cannot be is left out."""
    state, office = request.args.get("state", ""), request.args.get("office", "")
    offset = request.args.get("offset", "0")
    return {
        "state": state if state in set(TicketState) else "",
        "overdue": request.args.get("overdue") == "1",
        "office": office if office in routing.office_kinds() else "",
        "estate": _typed("estate", 80),
        "number": _typed("number", 24),
        "offset": int(offset) if offset.isascii() and offset.isdecimal() and len(offset) < 8 else 0,
    }


def _typed(name: str, most: int) -> str:
    """What somebody typed, without what no database keeps."""
    typed = request.args.get(name, "")
    return "".join(letter for letter in typed if letter.isprintable()).strip()[:most]


def _link(**changed: Any) -> str:
    """This queue, asked otherwise."""
    asked = {**_asked(), **changed}
    kept: dict[str, Any]
    kept = {name: "1" if value is True else value for name, value in asked.items() if value}
    return url_for("console.tickets", **kept)
