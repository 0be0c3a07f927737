"""Casting: from an answer to a counted ballot. The heart of the service; at most four statements.

The first ballot of a unit, nearly every one, takes two: what a vote must know, and the INSERT. Only
where that turn is taken already is the unit's chain read (`surveys/chains.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, select

from models.actor import Actor
from models.asking import RollEntry, Round
from models.ballots import Ballot
from models.base import db
from models.errors import (
    AlreadyVoted,
    ChangedMeanwhile,
    IdentityTooLow,
    KeyReused,
    NotOnRoll,
    OutOfScope,
    OwnerNeeded,
    RoundNotOpen,
    SanwenError,
    Unknown,
)
from models.kinds import BallotState, Channel, MemberRole, MemberState, Revote, RoundState
from models.people import Membership
from surveys import chains, rounds


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of an answer. ``replaced``: it took the place of one's own earlier ballot."""

    ballot: dict[str, Any]
    replaced: bool = False


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
    places = {"round_id": round_id, "unit_id": unit_id, "resident_id": by.id}
    asked = db.session.connection().execute(_FOR_CAST, places).first()
    if asked is None:
        raise _why_not(round_id, unit_id, by)
    _check_may_vote(asked, at)
    clean = rounds.questionnaire(asked.form_hash).check(answers)
    request_key = sha256(key.encode()).hexdigest() if key is not None else None
    entry = chains.Entry(
        round_id, unit_id, clean, Channel.WECHAT, by.id, at, request_key=request_key
    )
    ballot = chains.append(entry, chains.Chain())
    return Cast(ballot) if ballot is not None else _cast_again(entry, asked)


def mine(round_id: UUID, unit_id: UUID, *, by: Actor) -> dict[str, Any]:
    """One's own ballot as it stands now: counted, conflicted, or superseded by a settlement.

    Errors: Unknown when one has cast none for this unit.
    """
    chain = chains.chain_of(round_id, unit_id)
    own = chain.of_person(by.id)
    if not own:
        raise Unknown
    settled = any(b.settles is not None and b.turn > own[-1].turn for b in chain.ballots)
    state = BallotState.SUPERSEDED if settled else chain.ballots[-1].state
    return {**chains.shown(vars(own[-1])), "state": state}


def _cast_again(entry: chains.Entry, asked: Any) -> Cast:
    """The unit has answered before: the same request again, a change of mind, or a co-owner."""
    for _attempt in range(chains.TRIES):
        chain = chains.chain_of(entry.round_id, entry.unit_id)
        own = chain.of_person(entry.by)
        earlier = _same_request(own, entry)
        if earlier is not None:
            return Cast(earlier)
        if own and asked.revote is Revote.NONE:
            raise AlreadyVoted(unit_id=entry.unit_id)
        ballot = chains.append(entry, chain)
        if ballot is not None:
            return Cast(ballot, replaced=bool(own))
    raise ChangedMeanwhile


def _same_request(own: list[Ballot], entry: chains.Entry) -> dict[str, Any] | None:
    for ballot in own:
        if entry.request_key is not None and ballot.request_key == entry.request_key:
            if ballot.answers != entry.answers:
                raise KeyReused
            return chains.shown(vars(ballot))
    return None


def _why_not(round_id: UUID, unit_id: UUID, by: Actor) -> SanwenError:
    """Why nobody can vote for this unit here: it stands on no roll of the round."""
    asked = db.session.get(Round, round_id)
    if asked is None or not rounds.lives_in(asked.estate_id, by):
        return Unknown()  # a home of one's own elsewhere is no key to this round's times
    mine = select(Membership.id).where(
        Membership.unit_id == unit_id, Membership.resident_id == by.id
    )
    if db.session.scalar(mine) is None:
        return OutOfScope()
    if asked.state is not RoundState.OPEN:
        return RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    return NotOnRoll()


def _check_may_vote(asked: Any, at: datetime) -> None:
    if asked.bond is None:
        raise OutOfScope
    if not (asked.is_open and asked.opens_at <= at < asked.closes_at):
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    if asked.owners_only and asked.role is not MemberRole.OWNER:
        raise OwnerNeeded
    level = asked.identity_level if asked.bond is MemberState.VERIFIED else 0
    if level < asked.min_identity_level:
        raise IdentityTooLow(needed=asked.min_identity_level, yours=level)


def _select_for_cast() -> Select[Any]:
    """The round, the roll and the bond: all that a vote must know, at once.

    FOR SHARE on the unit's entry: a closing round waits for the ballots being written, and a ballot
    that waited for the closing reads that it is closed. (The same lock on the round's row, which
    all voters would share, cost a fifth of the ballots a second: measured 2026-11.)
    """
    asked, entry, bond = Round.__table__.c, RollEntry.__table__.c, Membership.__table__.c
    unit_id = bindparam("unit_id", type_=Uuid())
    resident_id = bindparam("resident_id", type_=Uuid())
    return (
        select(
            asked.opens_at,
            asked.closes_at,
            asked.revote,
            asked.owners_only,
            asked.min_identity_level,
            asked.form_hash,
            entry.is_open,
            bond.role,
            bond.state.label("bond"),
            bond.identity_level,
        )
        .select_from(Round.__table__)
        .join(RollEntry.__table__, and_(entry.round_id == asked.id, entry.unit_id == unit_id))
        .outerjoin(
            Membership.__table__, and_(bond.unit_id == unit_id, bond.resident_id == resident_id)
        )
        .where(asked.id == bindparam("round_id", type_=Uuid()))
        .with_for_update(read=True, of=RollEntry.__table__)
    )


_FOR_CAST = _select_for_cast()
