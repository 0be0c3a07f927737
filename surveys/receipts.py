"""A receipt: the voter's own proof that a ballot is in the box, and counted.

Anyone who holds one may ask; it tells whether that ballot counts, never how it was answered.
"""

from typing import Any

from sqlalchemy import func, select

from models.asking import Round
from models.ballots import Ballot
from models.base import db
from models.errors import Unknown
from models.kinds import BallotState


def look_up(receipt: str) -> dict[str, Any]:
    """What became of the ballot with this receipt. Errors: Unknown.

    Case, blanks and dashes do not matter: people copy receipts by hand.
    """
    code = "".join(receipt.split()).replace("-", "").upper()
    last = (
        select(func.max(Ballot.turn))
        .where(Ballot.round_id == Round.id, Ballot.unit_id == _asked.c.unit_id)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(_asked, Round.title, Round.state.label("round_state"), last.label("last_turn"))
        .join(Round, Round.id == _asked.c.round_id)
        .where(_asked.c.receipt == code)
    ).one_or_none()
    if found is None:
        raise Unknown
    superseded = found.turn < found.last_turn
    state = BallotState.SUPERSEDED if superseded else BallotState(found.state)
    return {
        "receipt": code,
        "round_id": found.round_id,
        "round_title": found.title,
        "round_state": found.round_state,
        "channel": found.channel,
        "cast_at": found.cast_at,
        "state": state,
        "counted": state is BallotState.COUNTED,
        "leaf_hash": found.leaf_hash,
    }


_asked = select(Ballot).subquery("asked")
