"""Where a person's talk with the bot stands. A row, so that it survives a restart."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from models.base import db, insert
from models.listening import Conversation

#: a place sent later than this belongs to something else
FORGETS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A ticket whose estate we do not know. ``asked``: the person was asked for it."""

    ticket: UUID
    asked: bool
    choices: tuple[UUID, ...] = ()

    @property
    def state(self) -> str:
        return "asked_estate" if self.asked else "emergency_unplaced"


def recall(person: str, at: datetime) -> Unplaced | None:
    """What is still open with ``person`` (fingerprint of their openid), if it is fresh."""
    row = db.session.get(Conversation, person)
    if row is None or row.memory is None or row.updated_at < at - FORGETS:
        return None
    kept = json.loads(row.memory)
    choices = tuple(UUID(choice) for choice in kept["choices"])
    return Unplaced(UUID(kept["ticket"]), row.state == "asked_estate", choices)


def keep(person: str, open_matter: Unplaced, at: datetime) -> None:
    """Remember it until the next message; a newer matter takes its place."""
    choices = [str(choice) for choice in open_matter.choices]
    kept = {"ticket": str(open_matter.ticket), "choices": choices}
    values = {"state": open_matter.state, "memory": json.dumps(kept), "updated_at": at}
    db.session.execute(
        insert(Conversation)
        .values(person_hash=person, **values)
        .on_conflict_do_update(index_elements=[Conversation.person_hash], set_=values)
    )


def forget(person: str) -> None:
    """Nothing is open any more."""
    db.session.execute(delete(Conversation).where(Conversation.person_hash == person))
