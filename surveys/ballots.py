"""Casting: from an answer to a counted ballot. The heart of the service; at most four statements.

A unit's ballots are a chain (``models/ballots.py``). Whoever casts reads its last link and appends
the next; the unique index lets one of two simultaneous writers through, the other looks again.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Executable, Select, Uuid, and_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from models.actor import Actor
from models.asking import RollEntry, Round
from models.ballots import Ballot
from models.base import db
from models.clock import PEOPLES_TIME
from models.errors import (
    AlreadyVoted,
    ChangedMeanwhile,
    IdentityTooLow,
    KeyReused,
    NotOnRoll,
    OutOfScope,
    OwnerNeeded,
    RoundNotOpen,
    Unknown,
)
from models.ids import spoken_code, uuid7
from models.kinds import (
    BallotState,
    Channel,
    MemberRole,
    MemberState,
    Revote,
    RoundState,
)
from models.people import Membership
from surveys import rounds
from surveys.counting.chain import Link, standing
from surveys.counting.leaves import leaf_hash

TRIES = 5  # how often a writer looks again when another was faster


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of an answer. ``replaced``: it took the place of one's own earlier ballot."""

    ballot: dict[str, Any]
    replaced: bool = False


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


def cast(
    round_id: UUID,
    unit_id: UUID,
    answers: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    key: str | None = None,
) -> Cast:
    """Record the answer of one unit, given by one of those bound to it, on their own phone.

    ``key`` is the Idempotency-Key: the same request again gives the first ballot again.
    Errors: Unknown round; OutOfScope for another's unit; RoundNotOpen; NotOnRoll; OwnerNeeded;
    IdentityTooLow; Invalid answers; AlreadyVoted, which the database decides when two come at
    once; KeyReused.
    """
    request_key = sha256(key.encode()).hexdigest() if key is not None else None
    for _attempt in range(TRIES):
        asked = _check_may_vote(
            db.session.connection().execute(
                _FOR_CAST, {"round_id": round_id, "unit_id": unit_id, "resident_id": by.id}
            ).one_or_none(),
            at,
        )
        clean = rounds.questionnaire(asked.form_hash).check(answers)
        entry = Entry(round_id, unit_id, clean, Channel.WECHAT, by.id, at, request_key=request_key)
        # the first ballot of a unit, nearly every one, needs no look at a chain
        chain, turn = ([], 0) if asked.turn is None else chain_of(round_id, unit_id)
        earlier = _answered_before(entry) if request_key is not None and turn else None
        if earlier is not None:
            return Cast(earlier)
        replaced = any(link.voice == str(by.id) for link in chain)
        if replaced and asked.revote is Revote.NONE:
            raise AlreadyVoted(unit_id=unit_id)
        ballot = append(entry, chain, turn + 1)
        if ballot is not None:
            return Cast(ballot, replaced)
    raise ChangedMeanwhile


def mine(round_id: UUID, unit_id: UUID, *, by: Actor) -> dict[str, Any]:
    """One's own ballot as it stands now: counted, conflicted, or superseded by a later one.

    Errors: Unknown when one has cast none for this unit.
    """
    chain = db.session.scalars(
        select(Ballot)
        .where(Ballot.round_id == round_id, Ballot.unit_id == unit_id)
        .order_by(Ballot.turn)
    ).all()
    own = [b for b in chain if b.cast_by == by.id and b.channel is Channel.WECHAT]
    if not own:
        raise Unknown
    last = own[-1]
    settled = any(b.settles is not None and b.turn > last.turn for b in chain)
    state = BallotState.SUPERSEDED if settled else chain[-1].state
    return {**_shown(vars(last)), "state": state}


def append(entry: Entry, chain: Sequence[Link], turn: int) -> dict[str, Any] | None:
    """Add a link to a unit's chain; None when another writer took this turn first."""
    link = Link(_voice(entry), entry.answers, settles=entry.settles is not None)
    salt = os.urandom(16).hex()
    row: dict[str, Any] = {
        **entry._asdict(),
        "id": uuid7(),
        "turn": turn,
        "state": standing([*chain, link]),
        "choice": entry.answers.get("consent"),
        "receipt": spoken_code(12),
        "salt": salt,
    }
    row["cast_by"], row["cast_at"] = row.pop("by"), row.pop("at")
    row["leaf_hash"] = leaf_hash(leaf_of(row))
    connection = db.session.connection()
    added = connection.execute(_APPEND[connection.dialect.name], row)
    return _shown(row) if added.rowcount else None


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


def chain_of(round_id: UUID, unit_id: UUID) -> tuple[list[Link], int]:
    """The links of a unit's chain, and the turn of the last one (0: none)."""
    rows = db.session.execute(
        select(
            Ballot.turn,
            Ballot.channel,
            Ballot.cast_by,
            Ballot.paper_id,
            Ballot.answers,
            Ballot.settles,
        )
        .where(Ballot.round_id == round_id, Ballot.unit_id == unit_id)
        .order_by(Ballot.turn)
    ).all()
    links = [
        Link(
            str(row.paper_id or ("settled" if row.settles is not None else row.cast_by)),
            row.answers,
            row.settles is not None,
        )
        for row in rows
    ]
    return links, rows[-1].turn if rows else 0


def _voice(entry: Entry) -> str:
    return str(entry.paper_id or ("settled" if entry.settles is not None else entry.by))


def _answered_before(entry: Entry) -> dict[str, Any] | None:
    earlier = db.session.scalars(
        select(Ballot).where(
            Ballot.round_id == entry.round_id,
            Ballot.unit_id == entry.unit_id,
            Ballot.cast_by == entry.by,
            Ballot.request_key == entry.request_key,
        )
    ).one_or_none()
    if earlier is None:
        return None
    if earlier.answers != entry.answers:
        raise KeyReused
    return _shown(vars(earlier))


def _check_may_vote(asked: Any, at: datetime) -> Any:
    if asked is None:
        raise Unknown
    if asked.bond is None:
        raise OutOfScope
    if asked.state is not RoundState.OPEN or not asked.opens_at <= at < asked.closes_at:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    if asked.on_roll is None:
        raise NotOnRoll
    if asked.owners_only and asked.role is not MemberRole.OWNER:
        raise OwnerNeeded
    level = asked.identity_level if asked.bond is MemberState.VERIFIED else 0
    if level < asked.min_identity_level:
        raise IdentityTooLow(needed=asked.min_identity_level, yours=level)
    return asked


def _shown(ballot: Mapping[str, Any]) -> dict[str, Any]:
    """What the voter sees of a ballot."""
    shown = ("id", "unit_id", "channel", "cast_at", "receipt", "leaf_hash", "state", "answers")
    return {name: ballot[name] for name in shown}


def _select_for_cast() -> Select[Any]:
    """The round, the roll, the bond and the chain's last link: all that a vote must know, at once.

    FOR KEY SHARE on the round: a closing round waits for the ballots being written (and they do
    not wait for each other).
    """
    asked, entry = Round.__table__.c, RollEntry.__table__.c
    bond, ballot = Membership.__table__.c, Ballot.__table__.c
    unit_id = bindparam("unit_id", type_=Uuid())
    newest = (
        select(func.max(ballot.turn))
        .where(ballot.round_id == asked.id, ballot.unit_id == unit_id)
        .scalar_subquery()
    )
    return (
        select(
            asked.state,
            asked.opens_at,
            asked.closes_at,
            asked.revote,
            asked.owners_only,
            asked.min_identity_level,
            asked.form_hash,
            entry.unit_id.label("on_roll"),
            bond.role,
            bond.state.label("bond"),
            bond.identity_level,
            newest.label("turn"),
        )
        .select_from(Round.__table__)
        .outerjoin(RollEntry.__table__, and_(entry.round_id == asked.id, entry.unit_id == unit_id))
        .outerjoin(
            Membership.__table__,
            and_(
                bond.unit_id == unit_id,
                bond.resident_id == bindparam("resident_id", type_=Uuid()),
            ),
        )
        .where(asked.id == bindparam("round_id", type_=Uuid()))
        .with_for_update(read=True, key_share=True, of=Round.__table__)
    )


#: built once: assembling them costs more than running them (measured 2026-11: 0.7 ms a ballot)
_FOR_CAST = _select_for_cast()
_APPEND: dict[str, Executable] = {
    dialect: insert(Ballot.__table__)
    .values({column.name: bindparam(column.name) for column in Ballot.__table__.columns})
    .on_conflict_do_nothing(index_elements=["round_id", "unit_id", "turn"])
    .execution_options(preserve_rowcount=True)  # else an INSERT has none, on psycopg
    for dialect, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
