"""Open311 GeoReport v2 over the same tickets, read and written, as JSON and as XML.

Source   wiki.open311.org/GeoReport_v2. ``api_key`` is one of our tokens, or comes as Bearer.
Privacy  Without a key nothing is told that somebody wrote: kind, place, office, state and times.
         With one, the description of those tickets that its bearer may see.
Places   ``address_id`` is an estate's id, ``address_string`` its name. Coordinates alone are
         refused: no map is kept here, and a ticket without a place would reach nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement, and_, func, select

from api.edge import FIELD, JSON_MOST, actor_of
from api.open311_words import FORMATS, Fields, Problem, answer, moment
from bot.tickets import desks, intake, masking, routing
from bot.tickets.lifecycle import FINAL
from bot.understanding.categories import categories
from bot.understanding.estates import EstateNames, keys_of
from bot.understanding.read import read
from models import clock
from models.actor import Actor, Reach
from models.base import db, transaction
from models.errors import SanwenError, Unauthenticated
from models.kinds import Role, TicketSource
from models.listening import Office, Ticket, TicketEvent
from models.places import Estate
from surveys import estates

pages = Blueprint("open311", __name__, url_prefix="/open311/v2")

MOST = 1000  # of one list, as the standard says
USUALLY = timedelta(days=90)
LONGEST = 2000
WRITERS = FIELD | {Role.RESIDENT}

View = Callable[..., tuple[str, str, Sequence[Fields], int]]


def served(rule: str, methods: Sequence[str] = ("GET",), *, writes: bool = False) -> Any:
    """Register a view for both formats: one transaction, errors in the standard's form."""

    def register(view: View) -> View:
        def at_the_door(format_: str, **parts: str) -> Response:
            if format_ not in FORMATS:
                return _refused("json", 404, "no such format")
            request.max_content_length = JSON_MOST
            try:
                with transaction(reads_only=not writes):
                    many, one, found, status = view(at=clock.now(), **parts)
            except Problem as problem:
                return _refused(format_, problem.status, str(problem))
            except Unauthenticated:
                return _refused(format_, 403, "api_key: a valid one is needed")
            except SanwenError as refused:
                return _refused(format_, 400, f"{refused.code}: {refused.title}")
            return answer(format_, many, one, found, status)

        pages.add_url_rule(f"{rule}.<format_>", view.__name__, at_the_door, methods=list(methods))
        return view

    return register


@served("/discovery")
def discovery(*, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """Where what is served."""
    here = request.url_root.rstrip("/") + "/open311/v2"
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": here,
        "changeset": moment(at),
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    told = {"changeset": moment(at), "contact": "12345", "key_service": "/api/v1/sessions"}
    return "discovery", "", [{**told, "endpoints": [endpoint]}], 200


@served("/services")
def services(*, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """The kinds of matter that may be reported; misconduct among them."""
    del at
    return "services", "service", [_service(code) for code in sorted(categories())], 200


@served("/services/<code>")
def service(code: str, *, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """One kind of matter: it asks for nothing beside the description and the place."""
    del at
    if code not in categories():
        raise Problem(404, "service_code: there is no such service")
    return "service_definition", "", [{"service_code": code, "attributes": []}], 200


@served("/requests")
def requests(*, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """What was reported, the newest first; of the last 90 days unless dates are given."""
    by = _bearer(at)
    wanted = _wanted(request.args, at)
    query = select(Ticket).where(and_(*wanted, _told_of(by))).order_by(Ticket.id.desc())
    found = db.session.scalars(query.limit(MOST)).all()
    return "service_requests", "request", _shown(found, by), 200


@served("/requests/<number>")
def one_request(number: str, *, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """One report."""
    by = _bearer(at)
    query = select(Ticket).where(Ticket.number == number, _told_of(by))
    found = db.session.scalars(query).all()
    if not found:
        raise Problem(404, "service_request_id: there is no such request")
    return "service_requests", "request", _shown(found, by), 200


@served("/requests", ["POST"], writes=True)
def post_request(*, at: datetime) -> tuple[str, str, Sequence[Fields], int]:
    """Report a matter; a ticket like any other."""
    by = _bearer(at)
    if by is None:
        raise Problem(403, "api_key: is needed to report")
    if by.role not in WRITERS:
        raise Problem(403, "api_key: this account does not report")
    code, text = request.form.get("service_code", ""), request.form.get("description", "").strip()
    if code not in categories():
        raise Problem(400, "service_code: name one of /services")
    text += "".join(f"\n{link}" for link in request.form.getlist("media_url") if link.strip())
    if not 0 < len(text) <= LONGEST or "\0" in text:
        raise Problem(400, f"description: 1 to {LONGEST} characters are needed")
    estate = desks.check_estate(_estate_id(request.form), by=by)
    ticket = intake.open_ticket(
        text,
        read(text),
        estate_id=estate.id,
        division=estate.division,
        source=TicketSource.STAFF if by.is_staff else TicketSource.MINI_PROGRAM,
        requester=None if by.is_staff else by.id,
        anonymous=False,
        by=by,
        at=at,
        category=code,
    )
    office = ticket.office.name if ticket.office else ""
    told = {"service_request_id": ticket.number, "service_notice": office, "account_id": ""}
    return "service_requests", "request", [told], 201


def _service(code: str) -> Fields:
    kind = categories()[code]
    return {
        "service_code": code,
        "service_name": kind.zh,
        "description": kind.en,
        "metadata": False,
        "type": "realtime",
        "keywords": kind.zh,
        "group": routing.office_kinds()[routing.route_of(code).lead].zh,
    }


def _bearer(at: datetime) -> Actor | None:
    """Whose key was sent; None without one. Errors: Unauthenticated."""
    key = request.values.get("api_key") or request.headers.get("Authorization", "")[7:]
    return actor_of(key, at) if key else None


def _told_of(by: Actor | None) -> ColumnElement[bool]:
    """All are told of what has a place and is not confided; who has a key, of what is theirs."""
    public = and_(Ticket.restricted.is_(False), Ticket.estate_id.is_not(None))
    return public if by is None else desks.seen_by(by)


def _wanted(asked: Mapping[str, str], at: datetime) -> list[ColumnElement[bool]]:
    if asked.get("service_request_id"):
        numbers = asked["service_request_id"].split(",")[:MOST]
        return [Ticket.number.in_([number.strip() for number in numbers])]
    begins, ends = _moment(asked, "start_date"), _moment(asked, "end_date")
    conditions = [
        Ticket.created_at >= (begins or (ends or at) - USUALLY),
        Ticket.created_at <= (ends or at),
    ]
    if asked.get("service_code"):
        conditions.append(Ticket.category.in_(asked["service_code"].split(",")))
    states = set(filter(None, asked.get("status", "").split(",")))
    if states - {"open", "closed"}:
        raise Problem(400, "status: open or closed")
    if len(states) == 1:
        ended = Ticket.state.in_(FINAL)
        conditions.append(ended if states == {"closed"} else ~ended)
    return conditions


def _moment(asked: Mapping[str, str], name: str) -> datetime | None:
    told = asked.get(name, "").replace(" ", "+")  # a plus that nobody escaped
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise Problem(400, f"{name}: a moment such as 2026-06-30T08:00:00+08:00") from None
    if found.tzinfo is None or not 1990 < found.year < 2100:
        raise Problem(400, f"{name}: a moment with its zone is needed")
    return found


def _estate_id(told: Mapping[str, str]) -> UUID:
    try:
        if told.get("address_id"):
            return UUID(told["address_id"])
    except ValueError:
        raise Problem(400, "address_id: the id of an estate") from None
    named = EstateNames(estates.names_within(Reach(division="")))
    keys = keys_of(named.find(told.get("address_string", "")))
    if len(keys) != 1:
        raise Problem(400, "address_id or address_string: name one estate")
    return UUID(keys[0])


def _shown(tickets: Sequence[Ticket], by: Actor | None) -> list[Fields]:
    """Three statements, however many tickets."""
    ids = [ticket.id for ticket in tickets]
    latest = (
        select(TicketEvent.ticket_id, func.max(TicketEvent.at))
        .where(TicketEvent.ticket_id.in_(ids))
        .group_by(TicketEvent.ticket_id)
    )
    changed = {row[0]: row[1] for row in db.session.execute(latest)}
    places = {ticket.estate_id for ticket in tickets}
    names: dict[UUID | None, str] = {
        estate.id: estate.name
        for estate in db.session.scalars(select(Estate).where(Estate.id.in_(places)))
    }
    offices = {ticket.office_id for ticket in tickets}
    known: dict[UUID | None, str] = {
        office.id: office.name
        for office in db.session.scalars(select(Office).where(Office.id.in_(offices)))
    }
    kind = _kind_of(by)
    return [
        {
            "service_request_id": ticket.number,
            "status": "closed" if ticket.state in FINAL else "open",
            "status_notes": str(ticket.state),
            "service_name": categories()[ticket.category].zh,
            "service_code": ticket.category,
            "description": _description(ticket, by, kind),
            "agency_responsible": known.get(ticket.office_id, ""),
            "service_notice": "",
            "requested_datetime": moment(ticket.created_at),
            "updated_datetime": moment(changed.get(ticket.id, ticket.created_at)),
            "expected_datetime": moment(ticket.due_at),
            "address": names.get(ticket.estate_id, ""),
            "address_id": str(ticket.estate_id or ""),
            "zipcode": "",
            "lat": "",
            "long": "",
            "media_url": "",
        }
        for ticket in tickets
    ]


def _description(ticket: Ticket, by: Actor | None, office_kind: str | None) -> str:
    if by is None:
        return ""
    hidden = masking.conceals(ticket, by, office_kind)
    return masking.masked(ticket.text) if hidden else ticket.text


def _kind_of(by: Actor | None) -> str | None:
    office = db.session.get(Office, by.office_id) if by and by.office_id else None
    return office.kind if office else None


def _refused(format_: str, status: int, told: str) -> Response:
    error = {"code": str(status), "description": told}
    return answer(format_, "errors", "error", [error], status)
