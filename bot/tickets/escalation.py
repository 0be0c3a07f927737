"""督办 by the clock: what nobody took on, or did not answer in time, comes before those above."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.tickets import history
from bot.tickets.lifecycle import ANSWERED, RUNNING
from models.actor import CLOCK
from models.base import db
from models.kinds import TicketState as S
from models.listening import Ticket

NOT_TAKEN_ON = frozenset({S.SUBMITTED, S.ACCEPTED, S.DISPATCHED, S.DISPUTED})
IN_WORK = RUNNING - ANSWERED


def supervise_overdue(at: datetime, limit: int = 200) -> int:
    """Put under supervision what is late at ``at``; how many tickets. Each is once.

    Late is what was not taken on by its ``respond_by``, or not answered by its ``due_at``.
    """
    late = db.session.scalars(
        select(Ticket)
        .where(
            Ticket.supervised.is_(False),
            or_(
                and_(Ticket.state.in_(NOT_TAKEN_ON), Ticket.respond_by < at),
                and_(Ticket.state.in_(IN_WORK), Ticket.due_at < at),
            ),
        )
        .order_by(Ticket.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for ticket in late:
        missed = "due_at" if ticket.due_at < at else "respond_by"
        ticket.supervised = True
        deed = history.Deed(CLOCK, at, None, {"late": missed})
        history.move(ticket, "supervise", ticket.state, deed)
    return len(late)
