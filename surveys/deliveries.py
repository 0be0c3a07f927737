"""送达: that a unit was handed its ballot, and was told what silence would mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from models.actor import Actor
from models.asking import Delivery, RollEntry
from models.base import db
from models.errors import Fault, NotOnRoll, RoundNotOpen, _
from models.kinds import RoundState
from surveys import attachments, rounds


def record(round_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> Delivery:
    """Append one delivery. Without evidence it is a note; with it, it lets silence follow (从多).

    Errors: Unknown round; OutOfScope; RoundNotOpen (not opened, or closed); NotOnRoll; Invalid.
    """
    asked = rounds.one_round(round_id, by=by)
    if asked.state is not RoundState.OPEN:
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    if db.session.get(RollEntry, (round_id, wanted["unit_id"])) is None:
        raise NotOnRoll
    evidence_id = wanted.get("evidence_id")
    if evidence_id is not None:
        missing = Fault("/evidence_id", "unknown_attachment", _("Upload the proof first."))
        attachments.check_of_staff(evidence_id, asked.estate_id, missing)
    delivery = Delivery(
        round_id=round_id,
        unit_id=wanted["unit_id"],
        method=wanted["method"],
        evidence_id=evidence_id,
        consequence_shown=wanted["consequence_shown"],
        delivered_at=at,
        entered_by=by.id,
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery
