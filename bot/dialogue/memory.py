"""Where a person's talk with the bot stands. A row, so that it survives a restart."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from bot.dialogue.topics import TOPICS, Topic
from models.base import db, insert
from models.listening import Conversation


def recall(person: str, at: datetime) -> Topic | None:
    """What is still open with ``person`` (fingerprint of their openid), if it is fresh."""
    row = db.session.get(Conversation, person)
    kind = TOPICS.get(row.state) if row else None
    if row is None or kind is None or row.memory is None or row.updated_at < at - kind.lasts:
        return None
    kept: dict[str, Any] = json.loads(row.memory)
    return kind(**{name: _frozen(value) for name, value in kept.items()})


def keep(person: str, topic: Topic, at: datetime) -> None:
    """Remember it until the next message; a newer topic takes its place."""
    kept = json.dumps(asdict(topic), ensure_ascii=False)
    values = {"state": type(topic).__name__, "memory": kept, "updated_at": at}
    db.session.execute(
        insert(Conversation)
        .values(person_hash=person, **values)
        .on_conflict_do_update(index_elements=[Conversation.person_hash], set_=values)
    )


def forget(person: str) -> None:
    """Nothing is open any more."""
    db.session.execute(delete(Conversation).where(Conversation.person_hash == person))


def _frozen(value: Any) -> Any:
    """JSON knows lists only; topics hold tuples."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
