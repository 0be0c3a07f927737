"""What a requester is told of a step: a letter, written in the transaction of the step.

The row is how this room speaks to the outbox; `bot.letters` makes a sentence of it and sends it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

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
#: what those are told as well whose tickets were merged into this one
FOR_ALL = frozenset({"extend", "reply", "rework", "terminate", "close"})


def tell(ticket: Ticket, event: TicketEvent) -> None:
    """Post the letter that ``event`` calls for, if somebody asked who can be told."""
    kind = LETTERS.get(event.action)
    if kind is None:
        return
    values = {
        "number": ticket.number,
        "office": ticket.office.name if ticket.office else "",
        "due": day_and_hour(ticket.due_at),
        "note": event.note or "",
        "into": str(event.facts.get("into", "")),
    }
    if ticket.requester_id is not None:
        _post(ticket.requester_id, ticket.number, kind, values, event)
    for requester_id, number in _joined(ticket) if event.action in FOR_ALL else ():
        _post(requester_id, number, kind, {**values, "number": number}, event)


def _joined(ticket: Ticket) -> Sequence[tuple[UUID, str]]:
    """Who asked the same and was told that it is handled together, and their own numbers."""
    same = select(Ticket.requester_id, Ticket.number).where(
        Ticket.merged_into == ticket.id, Ticket.requester_id.is_not(None)
    )
    return [(row.requester_id, row.number) for row in db.session.execute(same)]


def _post(
    reader: UUID, number: str, kind: str, values: Mapping[str, str], event: TicketEvent
) -> None:
    db.session.add(
        Letter(
            key=f"ticket:{number}:{event.ticket_id.hex[:12]}:{event.turn}",
            resident_id=reader,
            kind=kind,
            values=json.dumps(dict(values), ensure_ascii=False),
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
