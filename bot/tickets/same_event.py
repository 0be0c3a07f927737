"""One burst pipe, forty messages: what is surely the same event is handled once.

Alone the clock joins only what one building suffers at one time; across buildings, or where it
is in doubt, a person does it (``merge``). Danger is never joined: every cry for help counts.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, tuple_

from bot.tickets import history, news
from bot.tickets.lifecycle import RUNNING
from models.actor import CLOCK
from models.base import db
from models.kinds import TicketState as S
from models.kinds import Urgency
from models.listening import Ticket

#: what a whole building suffers at once; a leak or a broken lamp is everybody's own
WHOLE_BUILDING = frozenset(
    {
        *("water_burst", "water_quality", "power_out", "heat_leak", "heat_cold"),
        *("waterlogging", "lift_fault", "telecom"),
    }
)
#: nobody works on it yet, and nobody has been answered
UNTOUCHED = frozenset({S.ACCEPTED, S.DISPATCHED})
AT_ONCE = timedelta(hours=24)
LOOKS_BACK = timedelta(minutes=15)
NEAR = timedelta(hours=72)  # worth showing to a person
MOST_SHOWN = 20


def join_same(at: datetime) -> int:
    """Merge into its first ticket what one building reported within a day; how many were merged.

    Looks at what came since ``LOOKS_BACK``: call it more often than that.
    """
    newest = db.session.execute(
        select(Ticket.estate_id, Ticket.category)
        .where(_may_be_joined(at), Ticket.created_at > at - LOOKS_BACK)
        .distinct()
    ).all()
    if not newest:
        return 0
    kinds = tuple_(Ticket.estate_id, Ticket.category).in_([tuple(row) for row in newest])
    running = db.session.scalars(
        select(Ticket)
        .where(_may_be_joined(at), kinds)
        .order_by(Ticket.id)
        .with_for_update(skip_locked=True)
    ).all()
    events: dict[tuple[object, ...], list[Ticket]] = defaultdict(list)
    for ticket in running:
        building = ticket.reading.get("building")
        if building:
            events[ticket.estate_id, building, ticket.category].append(ticket)
    return sum(_joined(first, rest, at) for first, *rest in events.values())


def _may_be_joined(at: datetime) -> ColumnElement[bool]:
    return and_(
        Ticket.category.in_(WHOLE_BUILDING),
        Ticket.state.in_(RUNNING),
        Ticket.created_at > at - AT_ONCE,
        Ticket.estate_id.is_not(None),
        Ticket.unsure.is_(False),
        Ticket.urgency != Urgency.P0,
        Ticket.reading["building"].as_string() != "",
    )


def near(ticket: Ticket) -> Sequence[str]:
    """Numbers of what may be the same event, for a person to look at: estate, kind and days."""
    if ticket.estate_id is None:
        return []
    others = select(Ticket.number).where(
        Ticket.estate_id == ticket.estate_id,
        Ticket.category == ticket.category,
        Ticket.restricted.is_(ticket.restricted),
        Ticket.state.in_(RUNNING),
        Ticket.created_at.between(ticket.created_at - NEAR, ticket.created_at + NEAR),
        Ticket.id != ticket.id,
    )
    return db.session.scalars(others.order_by(Ticket.id).limit(MOST_SHOWN)).all()


def _joined(first: Ticket, rest: Sequence[Ticket], at: datetime) -> int:
    merged = [ticket for ticket in rest if ticket.state in UNTOUCHED]
    for ticket in merged:
        ticket.merged_into, ticket.closed_at = first.id, at
        deed = history.Deed(CLOCK, at, None, {"into": first.number})
        news.tell(ticket, history.move(ticket, "merge", S.MERGED, deed))
    return len(merged)
