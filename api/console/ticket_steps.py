"""The forms of the steps: what each asks for, and what is made of what was typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for
from marshmallow import ValidationError
from sqlalchemy import func, select

from api.console.door import desk, gone_to
from api.console.ticket_words import said
from api.field_faults import faults
from api.tickets import ActionIn
from api.words import say
from bot.tickets import actions, desks, lifecycle, replies, reroute, routing
from bot.tickets.replies import Reply
from models.actor import Actor
from models.base import db
from models.clock import PEOPLES_TIME
from models.errors import ActionNotAllowed, Fault, Invalid, OutOfScope, Unknown, _
from models.kinds import Role
from models.listening import Ticket
from models.places import Estate
from surveys import estates

#: what a form asks for besides the note, which every step may bear
FIELDS: Mapping[str, tuple[str, ...]] = {
    "accept": ("category", "estate"),
    "reject": ("reason",),
    "dispatch": ("category", "office", "estate"),
    "extend": ("due_at",),
    "co_handle": ("office",),
    "co_reply": ("office",),
    "follow_up": ("result", "satisfaction"),
    "merge": ("target",),
    "terminate": ("reason",),
}
#: what cannot be taken back by another step is asked about once more
WEIGHTY = frozenset({"reject", "terminate", "merge"})
EXTENDS_BY = timedelta(days=3)
NUMBER = re.compile(r"[0-9-]{1,24}")
MOST_NAMED = 5  # estates that are offered where a name fits several


@dataclass(frozen=True, slots=True)
class Form:
    """A step's form. ``note_needed``: without it the step is refused."""

    step: str
    fields: tuple[str, ...]
    note_needed: bool
    confirm: bool
    replies: Sequence[tuple[Reply, str]]
    same: Sequence[str]
    offices: Sequence[str]
    earliest: str
    due_at: str


def form_of(
    ticket: Ticket, step: str | None, same: Sequence[str], *, by: Actor, at: datetime
) -> Form | None:
    """The form of ``step`` for ``ticket``; None where no step is possible."""
    if step is None:
        return None
    left_out = {"estate"} if ticket.estate_id else set()
    if step == "co_reply" and by.role is Role.OFFICE:
        left_out.add("office")  # it speaks for itself
    return Form(
        step=step,
        fields=tuple(each for each in FIELDS.get(step, ()) if each not in left_out),
        note_needed="note" in lifecycle.STEPS[step].needs,
        confirm=step in WEIGHTY,
        replies=replies.fitting(ticket, step),
        same=same,
        offices=_offices(ticket, step),
        earliest=_local(at),
        due_at=_local(max(at, ticket.due_at) + EXTENDS_BY),
    )


@desk("/tickets/<number>/steps/<step>", open_to=lifecycle.HANDLERS, methods=["POST"])
def take_step(number: str, step: str, *, by: Actor, at: datetime) -> Response:
    """Take a step; whatever hinders it stands above the form."""
    if step not in lifecycle.STEPS:
        raise Unknown
    with _in_words():
        actions.act(known_number(number), step, _payload(step, request.form, by), by=by, at=at)
    return _after(number, by)


@desk("/tickets/<number>/route", open_to=lifecycle.HANDLERS, methods=["POST"])
def send_elsewhere(number: str, *, by: Actor, at: datetime) -> Response:
    """One tap: another kind of matter, and the office that it leads to."""
    sent = {"category": request.form.get("category"), "note": request.form.get("note", "")}
    with _in_words():
        wanted = _loaded("dispatch", sent)
        category, why = wanted["category"], wanted["note"]
        if category is None:
            raise Invalid(Fault("/category", "required", _("Missing data for required field.")))
        reroute.reroute(known_number(number), category, why, by=by, at=at)
    return _after(number, by)


LABELS: Mapping[str, str] = {
    "/note": _("Note"),
    "/category": _("Kind of matter"),
    "/office": _("Office"),
    "/estate": _("Name of the estate"),
    "/estate_id": _("Name of the estate"),
    "/reason": _("Reason"),
    "/due_at": _("New time by which it is due"),
    "/result": _("What the requester says"),
    "/satisfaction": _("How content the requester is"),
    "/target": _("Number of the request that goes on"),
}


@contextmanager
def _in_words() -> Iterator[None]:
    """What hinders a step, in the words of the page: no codes of states, no names of fields."""
    try:
        yield
    except ActionNotAllowed as error:
        state, steps = said(error.facts["state"], "state"), error.facts["allowed"]
        possible = [said(step, "step") for step in steps] if isinstance(steps, list) else []
        raise ActionNotAllowed(state=state, allowed="、".join(possible) or "—") from error
    except Invalid as error:
        named = [replace(f, pointer=say(LABELS.get(f.pointer, f.pointer))) for f in error.faults]
        raise Invalid(*named) from error


def known_number(number: str) -> str:
    """A number that could be one. Errors: Unknown for anything else, before a database sees it."""
    if not NUMBER.fullmatch(number):
        raise Unknown
    return number


def _after(number: str, by: Actor) -> Response:
    """Back to the ticket, or to the queue where it is no longer for one's eyes."""
    try:
        desks.one_ticket(number, by=by)
    except (Unknown, OutOfScope):
        return gone_to(url_for("console.tickets"))
    return gone_to(url_for("console.ticket", number=number))


def _payload(step: str, typed: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """What the step is taken with. Errors: Invalid, naming what cannot be."""
    sent: dict[str, Any] = {
        name: value
        for name in (*FIELDS.get(step, ()), "note")
        if (value := typed.get(name, "").strip())
    }
    if "due_at" in sent:
        sent["due_at"] = _moment(sent["due_at"])
    estate = sent.pop("estate", None)
    wanted = _loaded(step, sent)
    if estate:
        wanted["estate_id"] = _estate(estate, by)
    return wanted


def _loaded(step: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """By the same rules as what comes in by the API."""
    note = str(sent.get("note") or "").replace("\r\n", "\n").strip()
    given = {**sent, "action": step, "note": note}
    try:
        wanted: dict[str, Any] = ActionIn().load({n: v for n, v in given.items() if v})
    except ValidationError as wrong:
        raise Invalid(*faults(wrong)) from wrong
    wanted.pop("action")
    return wanted


def _moment(typed: str) -> str:
    """A local day and hour, as the browser's field gives it, in the people's time."""
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid(Fault("/due_at", "wrong_type", _("Not a valid datetime."))) from None
    return (local if local.tzinfo else local.replace(tzinfo=PEOPLES_TIME)).isoformat()


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(PEOPLES_TIME):%Y-%m-%dT%H:%M}"


def _estate(name: str, by: Actor) -> Any:
    """The estate within reach that is called so, or the only one whose name has this in it."""
    if not name.isprintable():
        raise Unknown
    fits = select(Estate).where(
        estates.within(by.reach), Estate.name.contains(name[:80], autoescape=True)
    )
    found = db.session.scalars(
        fits.order_by(func.length(Estate.name), Estate.name).limit(MOST_NAMED)
    ).all()
    exact = [each for each in found if each.name == name] or found
    if len(exact) == 1:
        return exact[0].id
    if not exact:
        raise Invalid(Fault("/estate", "unknown_estate", _("No estate within your reach is so.")))
    names = "、".join(each.name for each in exact)
    sentence = _("Several estates are called so: {names}. Type more of the name.")
    raise Invalid(Fault("/estate", "several_estates", sentence, (("names", names),)))


def _offices(ticket: Ticket, step: str) -> list[str]:
    """Kinds of office that come first in a select: those that help by the table, or do already."""
    if step == "co_reply":
        return [helper.office.kind for helper in desks.helpers(ticket)]
    return list(routing.route_of(ticket.category).co) if step == "co_handle" else []
