"""From the outbox to people: at least once, with patience, and never inside a request.

A letter is claimed in one transaction, sent without any, and its outcome written in another: no row
is locked while WeChat thinks. A process that dies in between leaves a claim that runs out, and the
letter is sent again. What WeChat would refuse (``windows``) waits for the person to write again.
"""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select, update

from bot.letters import wording
from bot.letters.windows import windows
from bot.wechat.errcodes import Meaning, meaning_of
from models.base import db, transaction
from models.errors import Unavailable, WeChatRefused
from models.letters import Letter, LetterState
from models.people import Resident

log = logging.getLogger("sanwen.letters")

#: how long a claim holds: longer than a batch takes when every call to WeChat times out
CLAIM = timedelta(minutes=10)
#: the wait after the first, second … failed attempt; up to a fifth more, so that not all of them
#: come back at one moment
PATIENCE = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))
JITTER = 5
MOST_ATTEMPTS = len(PATIENCE) + 1
#: a letter whose window is shut is looked at again so often, and given up after so long
HELD, HELD_FOR = timedelta(hours=1), timedelta(days=7)
ERASED, SHUT = "erased", "window"


class Sender(Protocol):
    def custom_send(self, openid: str, text: str) -> None:
        """A customer-service message; an error of the family Unavailable when it did not go."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is needed to send one letter without the database."""

    id: UUID
    attempt: int
    created_at: datetime
    openid: str | None
    account: str | None  # None: no window is open
    kind: str
    values: Mapping[str, str]


def deliver_due(clients: Mapping[str, Sender], at: datetime, limit: int = 50) -> int:
    """Send what is due at ``at``, at most ``limit`` letters; how many went.

    ``clients``: by account. Opens its own transactions: call it outside of any.
    """
    with transaction():
        claimed = _claim(at, limit)
    sent = 0
    for letter in claimed:
        error = _send(clients, letter)
        with transaction():
            _note(letter, error, at)
        sent += error is None
    return sent


def _claim(at: datetime, limit: int) -> list[Claimed]:
    """Due letters, kept from other senders until the claim runs out."""
    due = db.session.execute(
        select(Letter, Resident.openid, Resident.openid_hash)
        .join(Resident, Resident.id == Letter.resident_id)
        .where(Letter.state == LetterState.DUE, Letter.due_at <= at)
        .order_by(Letter.due_at, Letter.id)
        .limit(limit)
        .with_for_update(of=Letter, skip_locked=True)
    ).all()
    open_ones = windows({letter.resident_id: hashed or "" for letter, _openid, hashed in due}, at)
    claimed: list[Claimed] = []
    for letter, openid, hashed in due:
        letter.attempts += 1
        letter.due_at = at + CLAIM
        values = json.loads(letter.values)
        account = open_ones.take(hashed, values.get("account")) if hashed else None
        facts = letter.id, letter.attempts, letter.created_at, openid, account
        claimed.append(Claimed(*facts, letter.kind, values))
    return claimed


def _send(clients: Mapping[str, Sender], letter: Claimed) -> str | None:
    """None when it went; otherwise the code of what went wrong."""
    if letter.openid is None:
        return ERASED
    if letter.account is None:
        return SHUT
    error = None
    try:
        clients[letter.account].custom_send(letter.openid, wording.said(letter.kind, letter.values))
    except WeChatRefused as refused:
        error = str(refused.facts["errcode"])
    except Unavailable as trouble:
        error = trouble.code
    except Exception as fault:  # one letter that cannot be sent must not hold up the rest
        error = type(fault).__name__
    return error


def _note(letter: Claimed, error: str | None, at: datetime) -> None:
    values: dict[str, object] = {
        "state": LetterState.SENT,
        "sent_at": at,
        "account": letter.account,
        "last_error": None,
    }
    if error is not None:
        log.warning("letter %s, attempt %d: %s", letter.id, letter.attempt, error)
        values = {"last_error": error[:80], **_next(letter, error, at)}
    db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.attempts == letter.attempt)
        .values(**values)
    )


def _next(letter: Claimed, error: str, at: datetime) -> dict[str, object]:
    """Never again, when the person writes again, or after some patience."""
    meaning = meaning_of(int(error)) if error.isdecimal() else None
    if error == SHUT or meaning is Meaning.WINDOW:
        if at >= letter.created_at + HELD_FOR:
            return {"state": LetterState.GIVEN_UP}
        return {"due_at": at + HELD, "attempts": letter.attempt - 1}  # no fault of WeChat's
    if error == ERASED or meaning is Meaning.HOPELESS or letter.attempt >= MOST_ATTEMPTS:
        return {"state": LetterState.GIVEN_UP}
    wait = PATIENCE[letter.attempt - 1]
    more = secrets.randbelow(int(wait.total_seconds()) // JITTER + 1)
    return {"due_at": at + wait + timedelta(seconds=more)}
