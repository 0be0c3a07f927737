"""Once only: a message's key is written first, in the transaction of everything it causes.

A second delivery at the same moment waits for the first at that row, and gives the answer that the
first one got. If the first is still at work when WeChat's patience ends, the second says that the
message has arrived; the first, being late, then leaves its answer to the outbox.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Executable, Update, bindparam, func, literal, update
from sqlalchemy.exc import OperationalError

from bot.dialogue import opening
from bot.dialogue.opening import Opening
from models.base import dialect, insert, run
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
    answer: Callable[[UUID, Opening], Reply],
    *,
    at: datetime,
    patience: float,
) -> tuple[str, datetime]:
    """What the message is answered with, and when it first came.

    ``answer`` is called the first time only, with the message's id and what is known of its sender.
    ``patience``, in seconds: how long to wait for another delivery that is at work. SQLite waits
    for every writer, not for this row: there nothing is told before it is safe, however long it
    takes. Errors: InProgress when patience ends.
    """
    hashed, person = fingerprint("inbound", key), fingerprint("openid", sender)
    known = opening.look(account, hashed, person, at, patience)
    if known.first_came is not None:
        return known.reply or "", known.first_came
    claim = {"account": account, "wechat_key": hashed, "person_hash": person, "received_at": at}
    message_id = uuid7()
    if not _claimed({"id": message_id, "reply": "", **claim}):
        earlier = opening.look(account, hashed, person, at, patience)
        return earlier.reply or "", earlier.first_came or at
    reply = answer(message_id, known)
    run(_answered(), {"message": message_id, "reply": reply.text, "ticket_id": reply.ticket})
    return reply.text, at


def _claimed(row: dict[str, object]) -> bool:
    """Is the message ours to answer? Errors: InProgress while another delivery is at work."""
    try:
        return run(_claim(dialect()), row).first() is not None
    except OperationalError as trouble:
        if getattr(trouble.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise InProgress from None


@cache
def _claim(engine: str) -> Executable:
    names = ("id", "account", "wechat_key", "person_hash", "received_at", "reply")
    claim = insert(InboundMessage).values({name: bindparam(name) for name in names})
    won = claim.on_conflict_do_nothing()
    if engine == "postgresql":  # from here on nobody's row is given up for lack of patience
        patient = func.set_config("lock_timeout", "0", literal(True))  # noqa: FBT003
        return won.returning(InboundMessage.id, patient)
    return won.returning(InboundMessage.id)


@cache
def _answered() -> Update:
    mine = InboundMessage.id == bindparam("message")
    return (
        update(InboundMessage)
        .where(mine)
        .values(reply=bindparam("reply"), ticket_id=bindparam("ticket_id"))
    )
