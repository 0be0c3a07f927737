"""A unit's chain of ballots as it is stored: read, and lengthened by one link.

Who writes says which turn they take; the unique index (round, unit, turn) lets one of two
simultaneous writers through, and the other looks again (decision 0003).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models.ballots import Ballot
from models.base import db
from models.clock import PEOPLES_TIME
from models.errors import ChangedMeanwhile
from models.ids import spoken_code, uuid7
from models.kinds import Channel
from surveys.counting.chain import Link, standing
from surveys.counting.leaves import leaf_hash

TRIES = 5  # how often a writer looks again when another was faster


class Entry(NamedTuple):
    """An answer on its way into a chain, whoever brings it."""

    round_id: UUID
    unit_id: UUID
    answers: dict[str, Any]
    channel: Channel
    by: UUID
    at: datetime
    paper_id: UUID | None = None
    settles: str | None = None
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The ballots of one unit in one round, in the order of their turns."""

    ballots: Sequence[Ballot] = ()

    @property
    def links(self) -> list[Link]:
        """As the pure heart takes them."""
        return [
            Link(_voice(b.paper_id, b.settles, b.cast_by), b.answers, b.settles is not None)
            for b in self.ballots
        ]

    @property
    def turn(self) -> int:
        """The turn of the last link; 0 where nobody has answered."""
        return self.ballots[-1].turn if self.ballots else 0

    def of_person(self, person: UUID) -> list[Ballot]:
        """What one person has cast online."""
        return [b for b in self.ballots if b.cast_by == person and b.channel is Channel.WECHAT]


def chain_of(round_id: UUID, unit_id: UUID) -> Chain:
    """The chain as it is now."""
    return Chain(
        db.session.scalars(
            select(Ballot)
            .where(Ballot.round_id == round_id, Ballot.unit_id == unit_id)
            .order_by(Ballot.turn)
        ).all()
    )


def append(entry: Entry, chain: Chain) -> dict[str, Any] | None:
    """Take the next turn; None when another writer has taken it first."""
    link = Link(
        _voice(entry.paper_id, entry.settles, entry.by), entry.answers, entry.settles is not None
    )
    row: dict[str, Any] = {
        **entry._asdict(),
        "id": uuid7(),
        "turn": chain.turn + 1,
        "state": standing([*chain.links, link]),
        "choice": entry.answers.get("consent"),
        "receipt": spoken_code(12),
        "salt": os.urandom(16).hex(),
    }
    row["cast_by"], row["cast_at"] = row.pop("by"), row.pop("at")
    row["leaf_hash"] = leaf_hash(leaf_of(row))
    added = db.session.connection().execute(_APPEND[db.engine.dialect.name], row)
    return shown(row) if added.rowcount else None


def append_whatever_stands(entry: Entry) -> dict[str, Any]:
    """Append to the chain as it is by then, whoever else is writing. Errors: ChangedMeanwhile."""
    for _attempt in range(TRIES):
        ballot = append(entry, chain_of(entry.round_id, entry.unit_id))
        if ballot is not None:
            return ballot
    raise ChangedMeanwhile


def leaf_of(ballot: Mapping[str, Any]) -> dict[str, object]:
    """A ballot as it enters the ledger: what was answered for which unit, never by whom."""
    return {
        "type": "ballot",
        "version": 1,
        "round": str(ballot["round_id"]),
        "unit": str(ballot["unit_id"]),
        "turn": ballot["turn"],
        "channel": str(ballot["channel"]),
        "state": str(ballot["state"]),
        "answers": ballot["answers"],
        "cast_at": ballot["cast_at"].astimezone(PEOPLES_TIME).isoformat(),
        "settles": ballot["settles"],
        "salt": ballot["salt"],
    }


def shown(ballot: Mapping[str, Any]) -> dict[str, Any]:
    """What its voter sees of a ballot."""
    names = ("id", "unit_id", "channel", "cast_at", "receipt", "leaf_hash", "state", "answers")
    return {name: ballot[name] for name in names}


def _voice(paper_id: UUID | None, settles: str | None, person: UUID) -> str:
    """Who speaks: a paper form, the settlement, or a person on their own phone."""
    if paper_id is not None:
        return f"paper {paper_id}"
    return "settled" if settles is not None else str(person)


#: built once: assembling it costs more than running it (measured 2026-11: 0.7 ms a ballot)
_APPEND: dict[str, Executable] = {
    dialect: insert(Ballot)
    .values({column.name: bindparam(column.name) for column in Ballot.__table__.columns})
    .on_conflict_do_nothing(index_elements=["round_id", "unit_id", "turn"])
    .execution_options(preserve_rowcount=True)  # else an INSERT has none, on psycopg
    for dialect, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
