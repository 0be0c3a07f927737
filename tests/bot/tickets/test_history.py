"""The chain of a ticket's events has one last link, whoever else writes at the same moment."""

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.tickets import history
from models.actor import Actor
from models.base import db, transaction
from models.errors import ChangedMeanwhile
from models.ids import uuid7
from models.kinds import Role, TicketState
from models.listening import Ticket, TicketEvent

DESK = Actor(uuid7(), Role.COMMITTEE)


@pytest.fixture
def ticket(world):
    body = {"text": "下水道堵了", "estate_id": str(world.estate)}
    number = world.committee.post("/tickets", body).json["number"]
    return db.session.scalars(select(Ticket).where(Ticket.number == number)).one()


def test_who_comes_second_is_told_so(ticket, at_noon):
    rival = {
        "id": uuid7(),
        "ticket_id": ticket.id,
        "turn": len(history.of(ticket)) + 1,
        "action": "sign",
        "from_state": ticket.state,
        "to_state": TicketState.SIGNED,
        "by": uuid7(),
        "role": Role.OFFICE,
        "at": at_noon,
        "facts": {},
    }

    def slip_in(session, *_rest):
        session.connection().execute(insert(TicketEvent).values(**rival))

    event.listen(db.session, "before_flush", slip_in, once=True)
    with pytest.raises(ChangedMeanwhile), transaction():
        history.move(ticket, "dispute", TicketState.DISPUTED, history.Deed(DESK, at_noon))


def test_what_happened_is_never_changed(ticket):
    mine = TicketEvent.ticket_id == ticket.id
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(update(TicketEvent).where(mine).values(action="nothing"))
