"""What a requester is told of a step: a letter, written in the transaction of the step.

The row is how this room speaks to the outbox; `bot.letters` makes a sentence of it and sends it.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from models.base import db
from models.clock import PEOPLES_TIME
from models.letters import Letter
from models.listening import Ticket, TicketEvent

#: action → kind of letter; what is not here is the desk's own business
LETTERS: Mapping[str, str] = {
    "dispatch": "ticket_dispatched",
    "reject": "ticket_rejected",
    "extend": "ticket_extended",
    "reply": "ticket_replied",
    "rework": "ticket_reworked",
    "merge": "ticket_merged",
    "terminate": "ticket_terminated",
    "close": "ticket_closed",
}


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Post the letter that ``event`` calls for, if somebody asked who can be told."""
    kind = LETTERS.get(event.action)
    if kind is None or ticket.requester_id is None:
        return
    values = {
        "number": ticket.number,
        "office": ticket.office.name if ticket.office else "",
        "due": day_and_hour(ticket.due_at),
        "note": event.note or "",
        "into": str(event.facts.get("into", "")),
    }
    db.session.add(
        Letter(
            key=f"ticket:{ticket.number}:{event.turn}",
            resident_id=ticket.requester_id,
            kind=kind,
            values=json.dumps(values, ensure_ascii=False),
            due_at=event.at,
            created_at=event.at,
        )
    )


def day_and_hour(moment: datetime) -> str:
    """``2026-11-27 24:00`` rather than ``2026-11-28 00:00``, which people read as a day more."""
    local = moment.astimezone(PEOPLES_TIME)
    if (local.hour, local.minute) != (0, 0):
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
