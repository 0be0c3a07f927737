"""Pictures that people sent in the chat, fetched from WeChat by the clock and put to their ticket.

WeChat keeps them three days. As with letters: claimed in one transaction, fetched without any, kept
in another. What cannot be fetched in time is told to the desk, for it may be what mattered.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, select

from bot.dialogue.accounts import MINI_PROGRAM, OFFICIAL
from bot.tickets import intake
from bot.wechat.errcodes import Meaning, meaning_of
from bot.wechat.wire import File
from models.actor import CLOCK, Actor
from models.base import db, transaction
from models.errors import Invalid, SanwenError, TooLarge, Unavailable, WeChatRefused
from models.kinds import Role
from models.listening import Attachment, PictureToFetch, Ticket
from surveys import attachments

log = logging.getLogger("sanwen.pictures")

#: how long a claim holds, and after how long a picture that did not come is asked for again
AGAIN = timedelta(minutes=5)
WECHAT_KEEPS = timedelta(days=3)
LOST = "居民发来的一个图片或视频没能取到，需要时请联系居民重发。"
ACCOUNTS = {account.source: account.name for account in (OFFICIAL, MINI_PROGRAM)}


class Camera(Protocol):
    def media_get(self, media_id: str) -> File:
        """The file; an error of the family Unavailable when WeChat did not give it."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    id: UUID
    account: str
    media_id: str
    ends: bool  # WeChat keeps it no longer than until the next attempt


def fetch_due(clients: Mapping[str, Camera], at: datetime, limit: int = 20) -> int:
    """Fetch what is due at ``at``; how many pictures came.

    ``clients``: by account. Opens its own transactions: call it outside of any.
    """
    with transaction():
        wanted = _claim(at, limit)
    came = 0
    for each in wanted:
        content: bytes | None = None
        try:
            content = clients[each.account].media_get(each.media_id).content
        except SanwenError as trouble:
            log.warning("picture %s: %s", each.id, trouble.code)
            if not (each.ends or _is_lost(trouble)):
                continue  # the claim runs out, and it is tried again
        with transaction():
            came += _keep(each.id, content, at)
    return came


def _is_lost(trouble: SanwenError) -> bool:
    """Does no waiting bring it? A film, a file too large, one that WeChat does not keep."""
    if isinstance(trouble, WeChatRefused):
        return meaning_of(trouble.facts["errcode"]) is Meaning.HOPELESS
    return not isinstance(trouble, Unavailable)


def _claim(at: datetime, limit: int) -> list[_Wanted]:
    due = db.session.scalars(
        select(PictureToFetch)
        .where(PictureToFetch.due_at <= at)
        .order_by(PictureToFetch.due_at, PictureToFetch.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        row.attempts += 1
        row.due_at = at + AGAIN
    return [
        _Wanted(row.id, ACCOUNTS[row.source], row.media_id, at >= row.created_at + WECHAT_KEEPS)
        for row in due
    ]


def _keep(wanted_id: UUID, content: bytes | None, at: datetime) -> bool:
    """Put it to the ticket, or tell the desk that it is lost; either way it is done with."""
    row = db.session.get(PictureToFetch, wanted_id, with_for_update=True)
    ticket = db.session.get(Ticket, row.ticket_id, with_for_update=True) if row else None
    if row is None or ticket is None:
        return False
    db.session.execute(delete(PictureToFetch).where(PictureToFetch.id == wanted_id))
    kept = _taken(content, Actor(row.sent_by, Role.RESIDENT), at)
    if kept is None:
        intake.remark(ticket, LOST, by=CLOCK, at=at)
        return False
    kept.ticket_id = ticket.id
    return True


def _taken(content: bytes | None, sender: Actor, at: datetime) -> Attachment | None:
    """None for what never came, or is no picture that opens."""
    if content is None:
        return None
    try:
        return attachments.keep(content, by=sender, at=at)
    except (Invalid, TooLarge):
        return None
