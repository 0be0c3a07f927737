"""One step of a person that puts a wrong route right: another kind of matter, another office.

What the table of steps wants in between (to accept it, or to take it back from its office) is
done and written down as well. Taking it back counts as a return: the second is decided above.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.tickets import actions, desks, intake, lifecycle, routing
from models.actor import Actor
from models.errors import ActionNotAllowed, Fault, Invalid, NotYourRole, _
from models.kinds import TicketState as S
from models.listening import Office, Ticket

WAYS: Mapping[S, tuple[str, ...]] = {
    S.SUBMITTED: ("accept", "dispatch"),
    S.ACCEPTED: ("dispatch",),
    S.DISPUTED: ("dispatch",),
    S.EMERGENCY_TRANSFERRED: ("dispatch",),
    S.DISPATCHED: ("dispute", "dispatch"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What it may be instead, how likely, and whose it would be there."""

    category: str
    share: float
    office: Office | None


def choices(ticket: Ticket) -> list[Choice]:
    """The classifier's other guesses, the likeliest first.

    Where no office has it yet, the guess that the ticket bears is one of them.
    """
    read = ticket.reading
    guesses = [[read.get("category"), read.get("confidence", 0)], *read.get("alternatives", [])]
    wanted = {
        name: share
        for name, share in guesses
        if name in routing.categories() and (ticket.office_id is None or name != ticket.category)
    }
    routes = [routing.route_of(name) for name in wanted]
    offices = intake.offices_of_routes(routes, ticket.division)
    return [Choice(name, share, offices[name]) for name, share in wanted.items()]


def may(ticket: Ticket, by: Actor) -> bool:
    """Can ``by`` send it elsewhere in one step as it stands?"""
    try:
        check_may(ticket, by)
    except (NotYourRole, ActionNotAllowed):
        return False
    return True


def check_may(ticket: Ticket, by: Actor) -> tuple[str, ...]:
    """The steps on the way. Errors: NotYourRole; ActionNotAllowed with those that are possible."""
    if by.role not in lifecycle.DESK:
        raise NotYourRole
    way = WAYS.get(ticket.state, ())
    if not way:
        raise ActionNotAllowed(state=ticket.state, allowed=lifecycle.allowed(ticket, by))
    lifecycle.check_may(ticket, way[0], by)
    taken_back = ticket.returns + way.count("dispute")
    if taken_back >= lifecycle.RETURNS_DECIDED_ABOVE and by.role not in lifecycle.OVERSEERS:
        raise NotYourRole
    return way


def reroute(number: str, category: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Send the ticket to the office of ``category``, saying why.

    Errors: those of ``actions.act`` and ``check_may``; Invalid without a reason.
    """
    if not reason:
        raise Invalid(Fault("/note", "required", _("Say why it goes elsewhere.")))
    ticket = desks.one_ticket(number, by=by, lock=True)
    for action in check_may(ticket, by):
        said = {"category": category} if action == "dispatch" else {}
        note = {} if action == "accept" else {"note": reason}
        actions.act(number, action, {**said, **note}, by=by, at=at)
