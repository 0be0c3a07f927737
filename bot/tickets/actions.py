"""Taking a step with a ticket: the table says whether, this module says what else changes.

Errors of every step: Unknown and OutOfScope (`desks.one_ticket`), NotYourRole and ActionNotAllowed
(`lifecycle.check_may`), Invalid for what it lacks, ChangedMeanwhile when another step came first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.tickets import desks, history, intake, lifecycle, news, routing
from bot.tickets.offices import INSPECTION, office_for
from models.actor import Actor
from models.base import db
from models.errors import ActionNotAllowed, Fault, Invalid, OutOfScope, Unknown, _
from models.kinds import Role
from models.listening import CoHandler, Office, Ticket

#: an extension of more than a year is a slip of the pen
FURTHEST = timedelta(days=366)
#: 回访: what a call to the requester brought; the first two are answers
RESULTS = ("resolved", "unresolved", "unreachable", "refused")
DEFINITE = frozenset(RESULTS[:2])
#: who may be told of misconduct: 纪检, or the bureau's own inspection where there is none
CONFIDANTS = frozenset({INSPECTION, "HB"})

Facts = dict[str, Any]
Effect = Callable[[Ticket, Mapping[str, Any], Actor, datetime], Facts]


def act(number: str, action: str, payload: Mapping[str, Any], *, by: Actor, at: datetime) -> Ticket:
    """Take one step with the ticket of this number; its requester is told where it concerns them.

    ``payload`` holds what the step needs: note, reason, due_at, office, category, estate_id,
    target, result, satisfaction.
    """
    ticket = desks.one_ticket(number, by=by, lock=True)
    step = lifecycle.check_may(ticket, action, by)
    lifecycle.check_needs(step, payload)
    facts = EFFECTS[action](ticket, payload, by, at) if action in EFFECTS else {}
    if payload.get("reason"):
        facts["reason"] = payload["reason"]
    deed = history.Deed(by, at, payload.get("note"), facts)
    event = history.move(ticket, action, step.to or ticket.state, deed)
    news.tell(ticket, event)
    return ticket


def _accept(ticket: Ticket, payload: Mapping[str, Any], by: Actor, at: datetime) -> Facts:
    """A person has read it: what it is about, and where, is no longer in doubt."""
    facts = _place(ticket, payload, by) | _reclassify(ticket, payload, at)
    ticket.unsure = False
    return facts


def _dispatch(ticket: Ticket, payload: Mapping[str, Any], by: Actor, at: datetime) -> Facts:
    facts = _place(ticket, payload, by) | _reclassify(ticket, payload, at)
    office = _office(ticket, payload.get("office"))
    if ticket.restricted and office.kind not in CONFIDANTS:
        raise _fault("office", "not_confidential", _("Only discipline inspection may be told."))
    facts["office"] = office.kind
    ticket.office = office
    return facts


def _dispute(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, _at: datetime) -> Facts:
    ticket.returns += 1
    return {"returns": ticket.returns}


def _transfer(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, _at: datetime) -> Facts:
    ticket.unsure = False  # a person has taken it for what it is
    return {}


def _co_handle(ticket: Ticket, payload: Mapping[str, Any], _by: Actor, at: datetime) -> Facts:
    office = _office(ticket, payload["office"])
    if ticket.restricted and office.kind not in CONFIDANTS:
        raise _fault("office", "not_confidential", _("Only discipline inspection may be told."))
    if office.id == ticket.office_id or desks.helper(ticket, office.id) is not None:
        raise _fault("office", "handles_already", _("This office handles the ticket already."))
    db.session.add(CoHandler(ticket_id=ticket.id, office_id=office.id, asked_at=at))
    return {"office": office.kind}


def _co_reply(ticket: Ticket, payload: Mapping[str, Any], by: Actor, at: datetime) -> Facts:
    """A helping office adds its part; for one without an account the desk names the office."""
    office_id = by.office_id if by.role is Role.OFFICE else None
    if office_id is None and payload.get("office"):
        office_id = _office(ticket, payload["office"]).id
    helper = desks.helper(ticket, office_id)
    if helper is None:
        raise _fault("office", "no_co_handler", _("Name an office that helps with the ticket."))
    helper.answered_at = at
    return {"office": helper.office.kind}


def _supervise(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, _at: datetime) -> Facts:
    ticket.supervised = True
    return {}


def _contact(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, at: datetime) -> Facts:
    ticket.contacted_at = ticket.contacted_at or at
    return {}


def _extend(ticket: Ticket, payload: Mapping[str, Any], _by: Actor, at: datetime) -> Facts:
    due_at: datetime = payload["due_at"]
    if not at <= due_at <= at + FURTHEST:
        raise _fault("due_at", "out_of_range", _("Name a moment from now on, within a year."))
    facts = {"due_before": ticket.due_at.isoformat(), "due_at": due_at.isoformat()}
    ticket.due_at = due_at
    return facts


def _follow_up(_ticket: Ticket, payload: Mapping[str, Any], _by: Actor, _at: datetime) -> Facts:
    """Without a definite answer the call counts for nothing; it is never taken for content."""
    result, satisfaction = payload.get("result") or "unreachable", payload.get("satisfaction")
    if result in DEFINITE and satisfaction is None:
        raise _fault("satisfaction", "required", _("Missing data for required field."))
    return {"result": result, "satisfaction": satisfaction if result in DEFINITE else None}


def _rework(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, at: datetime) -> Facts:
    return reopen(ticket, at)


def _merge(ticket: Ticket, payload: Mapping[str, Any], by: Actor, at: datetime) -> Facts:
    number = payload["target"]
    try:
        target = desks.one_ticket(number, by=by)
    except (Unknown, OutOfScope):
        raise _fault("target", "unknown_ticket", _("There is no such ticket.")) from None
    same_place = target.estate_id is not None and target.estate_id == ticket.estate_id
    if target.id == ticket.id or not same_place or target.restricted != ticket.restricted:
        raise _fault("target", "not_the_same", _("Name another ticket of the same estate."))
    if target.state in lifecycle.FINAL:
        raise _fault("target", "already_final", _("That ticket has ended. Name one that runs."))
    ticket.merged_into = target.id
    return {"into": number} | _end(ticket, payload, by, at)


def _close(ticket: Ticket, payload: Mapping[str, Any], by: Actor, at: datetime) -> Facts:
    """Who said that nothing is resolved is not closed over their head: the office works again."""
    last = history.last(ticket, "follow_up")
    if last is not None and last.facts.get("result") == "unresolved":
        raise ActionNotAllowed(state=ticket.state, allowed=["rework", "supervise", "terminate"])
    return _end(ticket, payload, by, at)


def _end(ticket: Ticket, _payload: Mapping[str, Any], _by: Actor, at: datetime) -> Facts:
    ticket.closed_at = at
    return {}


EFFECTS: Mapping[str, Effect] = {
    "accept": _accept,
    "reject": _end,
    "dispatch": _dispatch,
    "emergency_transfer": _transfer,
    "dispute": _dispute,
    "co_handle": _co_handle,
    "co_reply": _co_reply,
    "supervise": _supervise,
    "contact": _contact,
    "extend": _extend,
    "follow_up": _follow_up,
    "rework": _rework,
    "merge": _merge,
    "terminate": _end,
    "close": _close,
}


def reopen(ticket: Ticket, at: datetime) -> Facts:
    """Work on it begins anew, with the time its kind of matter has."""
    before = ticket.due_at
    decision = intake.standing(ticket)
    _respond_by, ticket.due_at, _certain = intake.limits(decision, at)
    ticket.closed_at = None
    return {"due_before": before.isoformat(), "due_at": ticket.due_at.isoformat()}


def _reclassify(ticket: Ticket, payload: Mapping[str, Any], at: datetime) -> Facts:
    """A person puts the category right; the office's time runs from then on.

    Both categories stay in the event: the classifier learns from them.
    """
    category = payload.get("category")
    if not category or category == ticket.category:
        return {}
    facts = {"category_before": ticket.category, "urgency_before": ticket.urgency}
    ticket.category = category
    route = routing.route_of(category)
    ticket.restricted = route.restricted
    ticket.urgency = route.level  # a person may lower it; the classifier may not
    ticket.respond_by, ticket.due_at, _certain = intake.limits(intake.standing(ticket), at)
    return {**facts, "category": category, "urgency": ticket.urgency}


def _place(ticket: Ticket, payload: Mapping[str, Any], by: Actor) -> Facts:
    """Where nobody knew the place, the desk finds it out and says so."""
    estate_id = payload.get("estate_id")
    if not estate_id or ticket.estate_id is not None:
        return {}
    estate = desks.check_estate(estate_id, by=by)
    ticket.estate_id, ticket.division = estate.id, estate.division
    return {"estate_id": str(estate.id)}


def _office(ticket: Ticket, kind: str | None) -> Office:
    """The office that was named, or that the route leads to."""
    if kind:
        office = office_for(kind, ticket.division)
    else:
        office = intake.office_of(intake.standing(ticket).route, ticket.division)
    if office is None:
        sentence = _("No office of this kind is set up for this place. Name another.")
        raise _fault("office", "unknown_office", sentence)
    return office


def _fault(field: str, code: str, sentence: str) -> Invalid:
    return Invalid(Fault(f"/{field}", code, sentence))
