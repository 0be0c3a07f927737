"""The requester says what an unsure ticket is about: it then goes where it belongs."""

from datetime import datetime

from bot.tickets import history, intake, routing
from models.actor import Actor
from models.kinds import TicketState
from models.listening import Ticket


def settle(ticket: Ticket, category: str, *, note: str, by: Actor, at: datetime) -> None:
    """Take the requester's word for the kind of matter, and pass the ticket on.

    The urgency that was found stays if it is higher. A ticket that is no longer unsure, or not yet
    placed, keeps its state.
    """
    facts = {"category_before": ticket.category, "category": category}
    ticket.category, ticket.unsure = category, False
    route = routing.route_of(category)
    ticket.restricted = route.restricted
    ticket.urgency = min(ticket.urgency, route.level)
    ticket.respond_by, ticket.due_at, _certain = intake.limits(intake.standing(ticket), at)
    if ticket.state is not TicketState.SUBMITTED:
        return
    history.move(ticket, "accept", TicketState.ACCEPTED, history.Deed(by, at, note, facts))
    office = intake.office_of(route, ticket.division)
    if office is None:
        return
    ticket.office = office
    sent = history.Deed(by, at, None, {"office": office.kind})
    history.move(ticket, "dispatch", TicketState.DISPATCHED, sent)
