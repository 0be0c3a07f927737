"""Leave to write: each accepted subscribe message (订阅通知) is one message we may send, once.

Source   WeChat: 订阅通知事件推送. One acceptance allows one message, without end of time; who
         switches a kind off takes back what was not used. WeChat does not tell what is left, so
         we count.
"""

import logging
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.dialogue.messages import CHANGE, Heard
from models.base import db, insert
from models.ids import uuid7
from models.listening import SubscribeGrant
from models.sealed import fingerprint

log = logging.getLogger("sanwen.grants")


def unspent(person_hash: str) -> list[dict[str, object]]:
    """Of each kind that somebody ever allowed: how many messages we may still send."""
    rows = db.session.execute(
        select(
            SubscribeGrant.template_id,
            func.count().filter(SubscribeGrant.spent_at.is_(None)).label("left"),
        )
        .where(SubscribeGrant.person_hash == person_hash)
        .group_by(SubscribeGrant.template_id)
        .order_by(SubscribeGrant.template_id)
    )
    return [dict(row._mapping) for row in rows]


def record(heard: Heard, *, at: datetime) -> None:
    """Keep what ``heard`` tells of subscribe messages; the same event twice counts once."""
    person = fingerprint("openid", heard.sender)
    for place, grant in enumerate(heard.grants):
        if grant.told == "accept":
            db.session.execute(
                insert(SubscribeGrant)
                .on_conflict_do_nothing()
                .values(
                    id=uuid7(),
                    key=fingerprint("grant", f"{heard.key}\0{place}"),
                    person_hash=person,
                    template_id=grant.template_id,
                    granted_at=at,
                )
            )
        elif grant.told == "reject" and heard.event == CHANGE:
            db.session.execute(
                delete(SubscribeGrant).where(
                    SubscribeGrant.person_hash == person,
                    SubscribeGrant.template_id == grant.template_id,
                    SubscribeGrant.spent_at.is_(None),
                )
            )
        elif grant.told == "failed":
            code = grant.error if grant.error.isdecimal() else "?"
            log.warning("a subscribe message did not arrive: ErrorCode %s", code[:12])
