"""Where a person's talk with the bot stands. A row, so that it survives a restart."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete

from bot.dialogue.topics import TOPICS, Topic
from models.base import db, dialect, insert, run
from models.listening import Conversation


def topic_of(
    state: str | None, kept: str | None, updated_at: datetime | None, at: datetime
) -> Topic | None:
    """What a row of ``Conversation`` says is still open, if it is fresh; None without one."""
    kind = TOPICS.get(state or "")
    if kind is None or kept is None or updated_at is None or updated_at < at - kind.lasts:
        return None
    told: dict[str, Any] = json.loads(kept)
    return kind(**{name: _frozen(value) for name, value in told.items()})


def keep(person: str, topic: Topic, at: datetime) -> None:
    """Remember it until the next message; a newer topic takes its place."""
    kept = json.dumps(asdict(topic), ensure_ascii=False)
    values = {"state": type(topic).__name__, "memory": kept, "updated_at": at}
    run(_keep(dialect()), {"person_hash": person, **values})


def forget(person: str) -> None:
    """Nothing is open any more."""
    db.session.execute(delete(Conversation).where(Conversation.person_hash == person))


@cache
def _keep(_engine: str) -> Executable:
    names = ("person_hash", "state", "memory", "updated_at")
    put = insert(Conversation).values({name: bindparam(name) for name in names})
    newer = {name: put.excluded[name] for name in names[1:]}
    return put.on_conflict_do_update(index_elements=[Conversation.person_hash], set_=newer)


def _frozen(value: Any) -> Any:
    """JSON knows lists only; topics hold tuples."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
