"""Contradicting ballots of one unit: listed, called back, settled by the residents' committee."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from models.actor import Actor
from models.errors import ChangedMeanwhile, NotConflicted, RoundNotOpen
from models.kinds import BallotState, Channel, RoundState
from surveys import chains, rounds
from surveys.counting.chain import standing


def settle(
    round_id: UUID, unit_id: UUID, decision: Mapping[str, Any], *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Write down what the owners of a unit said when they were called back.

    ``decision``: ``answers``, and ``reason`` (who was asked, how). Possible while the round is
    open; a conflict left when it closes counts for nothing, and stands on the certificate.
    Errors: Unknown; OutOfScope; RoundNotOpen; NotConflicted; Invalid answers.
    """
    asked = rounds.locked(round_id, by=by)
    if asked.state is not RoundState.OPEN:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    clean = rounds.questionnaire(asked.form_hash or "").check(decision["answers"])
    chain = chains.chain_of(round_id, unit_id)
    if standing(chain.links) is not BallotState.CONFLICTED:
        raise NotConflicted
    entry = chains.Entry(
        round_id, unit_id, clean, Channel.PHONE, by.id, at, settles=decision["reason"]
    )
    ballot = chains.append(entry, chain)
    if ballot is None:
        raise ChangedMeanwhile
    return ballot
