"""Once only: a message's key is written first, in the transaction of everything it causes.

A second delivery at the same moment waits for the first at that row, and gives the answer that the
first one got. If the first is still at work when WeChat's patience ends, the second says that the
message has arrived; the first, being late, then leaves its answer to the outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from models.base import db, insert
from models.errors import InProgress
from models.ids import uuid7
from models.listening import InboundMessage
from models.sealed import fingerprint

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's word for: waited as long as I was told to


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back, empty for nothing, and the ticket it is about."""

    text: str
    ticket: UUID | None = None


def once(
    account: str,
    key: str,
    sender: str,
    answer: Callable[[UUID], Reply],
    *,
    at: datetime,
    patience: float,
) -> tuple[str, datetime]:
    """What the message is answered with, and when it first came.

    ``answer`` is called the first time only, with the message's id. ``patience``, in seconds: how
    long to wait for another delivery that is at work. SQLite waits for every writer, not for this
    row: there nothing is told before it is safe, however long it takes.
    Errors: InProgress when patience ends.
    """
    hashed = fingerprint("inbound", key)
    claim = {"account": account, "wechat_key": hashed, "received_at": at, "reply": ""}
    first = _claim({**claim, "person_hash": fingerprint("openid", sender)}, patience)
    if first is None:
        same = (InboundMessage.account == account, InboundMessage.wechat_key == hashed)
        earlier = db.session.scalars(select(InboundMessage).where(*same)).one()
        return earlier.reply, earlier.received_at
    reply = answer(first)
    db.session.execute(
        update(InboundMessage)
        .where(InboundMessage.id == first)
        .values(reply=reply.text, ticket_id=reply.ticket)
    )
    return reply.text, at


def _claim(row: Mapping[str, object], patience: float) -> UUID | None:
    """The id of a message that is new; None for one that was taken before."""
    claim = (
        insert(InboundMessage)
        .values(id=uuid7(), **row)
        .on_conflict_do_nothing()
        .returning(InboundMessage.id)
    )
    if db.engine.dialect.name != "postgresql":
        return db.session.scalar(claim)
    db.session.execute(
        select(func.set_config("lock_timeout", f"{round(patience * 1000)}ms", True))  # noqa: FBT003
    )
    try:
        first = db.session.scalar(claim)
    except OperationalError as trouble:
        if getattr(trouble.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise InProgress from None
    db.session.execute(text("SET LOCAL lock_timeout = DEFAULT"))
    return first
