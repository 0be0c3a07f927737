"""From the outbox to people: at least once, with patience, and never inside a request.

A letter is claimed in one transaction, sent without any, and its outcome written in another: no row
is locked while WeChat thinks. A process that dies in between leaves a claim that runs out, and the
letter is sent again.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select, update

from bot.letters import wording
from models.base import db, transaction
from models.errors import Unavailable, WeChatRefused
from models.letters import Letter, LetterState
from models.people import Resident

log = logging.getLogger("sanwen.letters")

#: how long a claim holds: longer than a batch takes when every call to WeChat times out
CLAIM = timedelta(minutes=10)
#: the wait after the first, second … failed attempt
PATIENCE = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))
MOST_ATTEMPTS = len(PATIENCE) + 1
ERASED = "erased"  # the person asked to be forgotten
#: what waiting does not mend: no such person, not following, silent for 48 hours
HOPELESS = {ERASED, "40003", "43004", "45015"}


class Sender(Protocol):
    def custom_send(self, openid: str, text: str) -> None:
        """A customer-service message; an error of the family Unavailable when it did not go."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is needed to send one letter without the database."""

    id: UUID
    attempt: int
    openid: str | None
    kind: str
    values: str


def deliver_due(client: Sender, at: datetime, limit: int = 50) -> int:
    """Send what is due at ``at``, at most ``limit`` letters; how many went.

    Opens its own transactions: call it outside of any.
    """
    with transaction():
        claimed = _claim(at, limit)
    sent = 0
    for letter in claimed:
        error = _send(client, letter)
        with transaction():
            _note(letter, error, at)
        sent += error is None
    return sent


def _claim(at: datetime, limit: int) -> list[Claimed]:
    """Due letters, kept from other senders until the claim runs out."""
    due = db.session.execute(
        select(Letter, Resident)
        .join(Resident, Resident.id == Letter.resident_id)
        .where(Letter.state == LetterState.DUE, Letter.due_at <= at)
        .order_by(Letter.due_at, Letter.id)
        .limit(limit)
        .with_for_update(of=Letter, skip_locked=True)
    ).all()
    for letter, _resident in due:
        letter.attempts += 1
        letter.due_at = at + CLAIM
    return [
        Claimed(letter.id, letter.attempts, resident.openid, letter.kind, letter.values)
        for letter, resident in due
    ]


def _send(client: Sender, letter: Claimed) -> str | None:
    """None when it went; otherwise the code of what went wrong."""
    if letter.openid is None:
        return ERASED
    error = None
    try:
        client.custom_send(letter.openid, wording.said(letter.kind, json.loads(letter.values)))
    except WeChatRefused as refused:
        error = str(refused.facts["errcode"])
    except Unavailable as trouble:
        error = trouble.code
    except Exception as fault:  # one letter that cannot be sent must not hold up the rest
        error = type(fault).__name__
    return error


def _note(letter: Claimed, error: str | None, at: datetime) -> None:
    values: dict[str, object] = {"state": LetterState.SENT, "sent_at": at, "last_error": None}
    if error is not None:
        log.warning("letter %s, attempt %d: %s", letter.id, letter.attempt, error)
        values = {"last_error": error[:80]}
        if error in HOPELESS or letter.attempt >= MOST_ATTEMPTS:
            values["state"] = LetterState.GIVEN_UP
        else:
            values["due_at"] = at + PATIENCE[letter.attempt - 1]
    db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.attempts == letter.attempt)
        .values(**values)
    )
