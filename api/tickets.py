"""Tickets: a request, what became of it, and how well people were answered."""

from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from api.cursors import PageIn, page, page_of
from api.edge import EVERYBODY, FIELD, OVERSEERS, RESIDENTS, Blueprint
from api.fields import In, Instant, Text
from api.words import say
from bot.tickets import (
    actions,
    desks,
    history,
    intake,
    lifecycle,
    masking,
    metrics,
    ratings,
    routing,
    same_event,
)
from bot.tickets.advice import advice_for
from bot.understanding.read import read
from models.actor import STAFF, Actor
from models.base import db
from models.clock import end_of
from models.kinds import Role, TicketSource, TicketState, Urgency
from models.listening import Attachment, Ticket

blp = Blueprint("tickets", __name__, url_prefix="/api/v1", description=__doc__)

CATEGORIES = sorted(routing.categories())
OFFICE_KINDS = sorted(routing.office_kinds())
NOTE = validate.Length(1, 2000)
DAY = validate.Range(date(2000, 1, 1), date(2100, 1, 1))
ONE_DAY = timedelta(days=1)


class TicketIn(In):
    text = Text(required=True, validate=validate.Length(1, 2000))
    estate_id = fields.UUID(required=True)
    category = fields.Str(load_default=None, validate=validate.OneOf(CATEGORIES))
    attachment_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=9))
    anonymous = fields.Bool(load_default=False)


class OfficeOut(Schema):
    kind = fields.Str(required=True)
    name = fields.Str(required=True)
    phone = fields.Str(required=True)


class CallOut(Schema):
    name = fields.Str(required=True)
    number = fields.Str(required=True)


class AdviceOut(Schema):
    text = fields.Str(required=True)
    numbers = fields.List(fields.Nested(CallOut), required=True)


class TicketRowOut(Schema):
    number = fields.Str(required=True)
    category = fields.Str(required=True)
    urgency = fields.Enum(Urgency, by_value=True, required=True)
    office = fields.Nested(OfficeOut, allow_none=True, required=True)
    state = fields.Enum(TicketState, by_value=True, required=True)
    source = fields.Enum(TicketSource, by_value=True, required=True)
    estate_id = fields.UUID(allow_none=True, required=True)
    unsure = fields.Bool(required=True)
    supervised = fields.Bool(required=True)
    created_at = Instant(required=True)
    respond_by = Instant(allow_none=True, required=True)
    due_at = Instant(required=True)
    closed_at = Instant(allow_none=True, required=True)


class OpenedOut(Schema):
    number = fields.Str(required=True)
    category = fields.Str(required=True)
    urgency = fields.Enum(Urgency, by_value=True, required=True)
    office = fields.Nested(OfficeOut, allow_none=True, required=True)
    due_at = Instant(required=True)
    state = fields.Enum(TicketState, by_value=True, required=True)
    advice = fields.Nested(AdviceOut, allow_none=True, required=True)


class EventOut(Schema):
    action = fields.Str(required=True)
    from_state = fields.Enum(TicketState, by_value=True, allow_none=True, required=True)
    to_state = fields.Enum(TicketState, by_value=True, required=True)
    at = Instant(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    note = fields.Str(allow_none=True, required=True)


class RatingOut(Schema):
    resolved = fields.Bool(required=True)
    satisfaction = fields.Int(required=True)
    comment = fields.Str(allow_none=True, required=True)
    rated_at = Instant(required=True)


class CoHandlerOut(Schema):
    office = fields.Nested(OfficeOut, required=True)
    asked_at = Instant(required=True)
    answered_at = Instant(allow_none=True, required=True)


class TicketOut(TicketRowOut):
    text = fields.Str(required=True)
    anonymous = fields.Bool(required=True)
    attachment_ids = fields.List(fields.UUID(), required=True)
    rating = fields.Nested(RatingOut, allow_none=True, required=True)
    merged_into = fields.Str(allow_none=True, required=True)
    co_handlers = fields.List(fields.Nested(CoHandlerOut), required=True)
    may_help = fields.List(
        fields.Str(), required=True, metadata={"description": "kinds of office: 协办 by the table"}
    )
    maybe_the_same = fields.List(
        fields.Str(), required=True, metadata={"description": "numbers, for a person to look at"}
    )
    allowed = fields.List(fields.Str(), required=True)
    history = fields.List(fields.Nested(EventOut), required=True)


class TicketsIn(PageIn):
    state = fields.Enum(TicketState, by_value=True, load_default=None)
    office = fields.Str(load_default=None, validate=validate.OneOf(OFFICE_KINDS))
    overdue = fields.Bool(load_default=None)
    estate_id = fields.UUID(load_default=None)


class ActionIn(In):
    action = fields.Str(required=True, validate=validate.OneOf(list(lifecycle.STEPS)))
    note = Text(load_default=None, validate=NOTE)
    reason = fields.Str(load_default=None, validate=validate.OneOf(lifecycle.REASONS))
    due_at = Instant(load_default=None)
    office = fields.Str(load_default=None, validate=validate.OneOf(OFFICE_KINDS))
    category = fields.Str(load_default=None, validate=validate.OneOf(CATEGORIES))
    estate_id = fields.UUID(load_default=None)
    target = fields.Str(load_default=None, validate=validate.Length(1, 24))
    result = fields.Str(load_default=None, validate=validate.OneOf(actions.RESULTS))
    satisfaction = fields.Int(load_default=None, validate=validate.Range(1, 5))


class RatingIn(In):
    resolved = fields.Bool(required=True)
    satisfaction = fields.Int(required=True, validate=validate.Range(1, 5))
    comment = Text(load_default=None, allow_none=True, validate=validate.Length(max=1000))


class PeriodIn(Schema):
    division = fields.Str(load_default=None, validate=validate.Regexp(r"^\d{2,12}$"))
    begins = fields.Date(load_default=None, data_key="from", validate=DAY)
    ends = fields.Date(load_default=None, data_key="to", validate=DAY)


class ShareOut(Schema):
    numerator = fields.Int(required=True)
    denominator = fields.Int(required=True)


class RatesOut(Schema):
    received = fields.Int(required=True)
    assessed = fields.Int(required=True)
    response = fields.Nested(ShareOut, required=True)
    resolution = fields.Nested(ShareOut, required=True)
    satisfaction = fields.Nested(ShareOut, required=True)
    on_time = fields.Nested(ShareOut, required=True)
    not_assessed = fields.Dict(fields.Str(), fields.Int(), required=True)
    no_definite_answer = fields.Int(required=True)


@blp.route("/tickets", methods=["POST"], open_to=RESIDENTS | FIELD)
@blp.arguments(TicketIn)
@blp.response(201, OpenedOut)
def post_ticket(payload: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Ask for something. Danger is answered with whom to call, and written down all the same."""
    estate = desks.check_estate(payload.pop("estate_id"), by=by)
    reading = read(payload["text"])
    ticket = intake.open_ticket(
        payload.pop("text"),
        reading,
        estate_id=estate.id,
        division=estate.division,
        source=TicketSource.STAFF if by.is_staff else TicketSource.MINI_PROGRAM,
        requester=None if by.is_staff else by.id,
        by=by,
        at=at,
        **payload,
    )
    return _opened(ticket, reading.category)


@blp.route("/tickets", open_to=EVERYBODY)
@blp.arguments(TicketsIn, location="query")
@blp.response(200, page_of(TicketRowOut))
def list_tickets(asked: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """One's own; an office's; those within one's reach. The newest first."""
    paging = {name: asked.pop(name) for name in ("limit", "cursor")}
    query = desks.tickets(desks.Wanted(**asked), by=by, at=at)
    query = query.options(selectinload(Ticket.office))
    return page(query, Ticket.id, paging, newest_first=True)


@blp.route("/tickets/<string:number>", open_to=EVERYBODY)
@blp.response(200, TicketOut)
def get_ticket(number: str, *, by: Actor) -> dict[str, Any]:
    """One ticket with its history. Who asked is never told."""
    return _whole(desks.one_ticket(number, by=by), by)


@blp.route("/tickets/<string:number>/actions", methods=["POST"], open_to=STAFF)
@blp.arguments(ActionIn)
@blp.response(200, TicketOut)
def post_action(payload: dict[str, Any], number: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Take a step; 409 `action_not_allowed` names the steps that are possible."""
    return _whole(actions.act(number, payload.pop("action"), payload, by=by, at=at), by)


@blp.route("/tickets/<string:number>/rating", methods=["POST"], open_to=RESIDENTS)
@blp.arguments(RatingIn)
@blp.response(201, TicketOut)
def post_rating(payload: dict[str, Any], number: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The requester's opinion. "Not resolved" sets the office to work again."""
    return _whole(ratings.rate(number, ratings.Opinion(**payload), by=by, at=at), by)


@blp.route("/oversight/tickets", open_to=OVERSEERS)
@blp.arguments(PeriodIn, location="query")
@blp.response(200, RatesOut)
def get_rates(asked: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Response, resolution and satisfaction of the tickets of a period, both days included."""
    begins, ends = asked["begins"], asked["ends"]
    period = metrics.Period(
        end_of(begins - ONE_DAY) if begins else None, end_of(ends) if ends else None
    )
    return metrics.rates(asked["division"], period, by=by, at=at)


def _opened(ticket: Ticket, heard: str) -> dict[str, Any]:
    found = {name: getattr(ticket, name) for name in OpenedOut().fields if name != "advice"}
    if ticket.urgency is not Urgency.P0:
        return {**found, "advice": None}
    advice = advice_for(heard, ticket.division)
    numbers = [{"name": say(name), "number": number} for name, number in advice.numbers]
    return {**found, "advice": {"text": say(advice.text), "numbers": numbers}}


def _whole(ticket: Ticket, by: Actor) -> dict[str, Any]:
    into = db.session.get(Ticket, ticket.merged_into) if ticket.merged_into else None
    shown = masking.shown_to(by, ticket)
    files = select(Attachment.id).where(Attachment.ticket_id == ticket.id)
    return {
        **{name: getattr(ticket, name) for name in TicketRowOut().fields},
        "text": shown(ticket.text),
        "anonymous": ticket.anonymous,
        "attachment_ids": db.session.scalars(files.order_by(Attachment.id)).all(),
        "rating": ratings.latest(ticket),
        "merged_into": into.number if into else None,
        "co_handlers": desks.helpers(ticket),
        "may_help": list(routing.route_of(ticket.category).co) if by.is_staff else [],
        "maybe_the_same": same_event.near(ticket) if by.is_staff else [],
        "allowed": lifecycle.allowed(ticket, by),
        "history": [
            {**vars(event), "note": shown(event.note) if event.note else None}
            for event in history.of(ticket)
        ],
    }
