"""What is known when a message comes in, read in one statement: every further one costs a tenth.

Was it answered before? Who is it? What is still open with them? Where do they live?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, literal, select

from bot.dialogue import memory
from bot.dialogue.topics import Topic
from models.base import dialect, run
from models.listening import Conversation, InboundMessage
from models.people import Membership, Resident
from models.places import Estate, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """An estate as the conversation speaks of it. ``id`` and ``division`` are the ticket's."""

    id: UUID
    name: str
    division: str


@dataclass(frozen=True, slots=True)
class Opening:
    """``reply``, ``first_came``: of an earlier delivery of the same message; None: it is new."""

    person: str  # fingerprint of the openid
    reply: str | None = None
    first_came: datetime | None = None
    resident_id: UUID | None = None
    topic: Topic | None = None
    homes: Sequence[Place] = ()


def look(account: str, wechat_key: str, person: str, at: datetime, patience: float) -> Opening:
    """Read it; the transaction then waits no longer than ``patience`` seconds for a locked row.

    SQLite, which has one writer, waits as long as it takes.
    """
    asked = {"account": account, "wechat_key": wechat_key, "person": person}
    if dialect() == "postgresql":
        asked["patience"] = f"{round(patience * 1000)}ms"
    rows = run(_statement(dialect()), asked).all()
    first = rows[0]
    homes = {row.estate_id: Place(row.estate_id, row.name, row.division) for row in rows}
    return Opening(
        person,
        first.reply,
        first.received_at,
        first.resident_id,
        memory.topic_of(first.state, first.memory, first.updated_at, at),
        tuple(place for key, place in homes.items() if key is not None),
    )


@cache
def _statement(engine: str) -> Select[tuple[object, ...]]:
    message, resident = InboundMessage.__table__.c, Resident.__table__.c
    talk, bond = Conversation.__table__.c, Membership.__table__.c
    unit, estate = Unit.__table__.c, Estate.__table__.c
    columns: list[Any] = [
        message.reply,
        message.received_at,
        resident.id.label("resident_id"),
        talk.state,
        talk.memory,
        talk.updated_at,
        estate.id.label("estate_id"),
        estate.name,
        estate.division,
    ]
    if engine == "postgresql":
        columns.append(func.set_config("lock_timeout", bindparam("patience"), literal(True)))  # noqa: FBT003
    one = select(literal(1)).subquery()
    same = and_(
        message.account == bindparam("account"), message.wechat_key == bindparam("wechat_key")
    )
    joined = (
        one.outerjoin(InboundMessage.__table__, same)
        .outerjoin(Resident.__table__, resident.openid_hash == bindparam("person"))
        .outerjoin(Conversation.__table__, talk.person_hash == bindparam("person"))
        .outerjoin(Membership.__table__, bond.resident_id == resident.id)
        .outerjoin(Unit.__table__, unit.id == bond.unit_id)
        .outerjoin(Estate.__table__, estate.id == unit.estate_id)
    )
    return select(*columns).select_from(joined).order_by(estate.id)
