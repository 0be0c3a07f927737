"""What the desk put right: each re-route is a labelled sentence for the classifier.

Restricted tickets teach nothing: what is confided to 纪检 leaves no trace in a model. Numbers are
taken out of the sentences before anybody learns from them.
"""

import re

from sqlalchemy import select

from models.base import db
from models.kinds import Role
from models.listening import Ticket, TicketEvent

_NUMBERS = re.compile(r"\d{5,}")


def lessons() -> list[tuple[str, str]]:
    """(message, category) of every ticket whose category a member of the staff changed.

    The last word counts; it is the category that the ticket bears now.
    """
    corrected = (
        select(TicketEvent.ticket_id, TicketEvent.facts)
        .where(TicketEvent.role != Role.RESIDENT)
        .order_by(TicketEvent.ticket_id, TicketEvent.turn)
    )
    tickets = {
        ticket_id
        for ticket_id, facts in db.session.execute(corrected)
        if "category_before" in facts
    }
    rows = db.session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(tickets), Ticket.restricted.is_(False))
        .order_by(Ticket.id)
    )
    return [(_NUMBERS.sub("", ticket.text), ticket.category) for ticket in rows]
