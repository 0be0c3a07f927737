"""Paper ballots: typed in by one person, counted once another has confirmed them.

Source   reference 2.6 and 3.3: entry needs two different people, the form's serial and its scan.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from models.actor import Actor
from models.asking import RollEntry, Round
from models.ballots import PaperBallot
from models.base import db
from models.errors import (
    Fault,
    Invalid,
    NotOnRoll,
    PaperAlreadyEntered,
    PaperNotAwaiting,
    RoundNotOpen,
    SecondPersonNeeded,
    Unknown,
    _,
)
from models.kinds import Channel, PaperState
from surveys import attachments, chains, estates, issued, rounds


def enter(
    round_id: UUID, paper: Mapping[str, Any], *, by: Actor, at: datetime
) -> tuple[PaperBallot, bool]:
    """Type in a paper form; it awaits a second person. With it, whether it is new.

    A phone without a signal sends what it collected later, perhaps twice: the same form from the
    same hand is taken once, whatever became of it since.
    Errors: Unknown round; OutOfScope; RoundNotOpen; NotOnRoll; Invalid answers, a scan nobody
    uploaded, or a collection outside the round; PaperAlreadyEntered for a
    serial used before; PaperOfAnotherUnit and PaperVoid for one printed here otherwise.
    """
    earlier = _sent_before(round_id, paper, by=by)
    if earlier is not None:
        return earlier, False
    asked = _open_round(round_id, by=by, at=at)
    if db.session.get(RollEntry, (round_id, paper["unit_id"])) is None:
        raise NotOnRoll
    issued.check(round_id, paper["form_serial"], paper["unit_id"])
    scan_id = paper.get("scan_id")
    if scan_id is not None:
        missing = Fault("/scan_id", "unknown_attachment", _("Upload the scan first."))
        attachments.check_of_staff(scan_id, asked.estate_id, missing)
    if not asked.opens_at <= paper["collected_at"] <= at:
        raise Invalid(
            Fault(
                "/collected_at",
                "outside_round",
                _("A form is collected after the round opened, and not later than now."),
            )
        )
    clean = rounds.questionnaire(asked.form_hash or "").check(paper["answers"])
    entered = PaperBallot(
        round_id=round_id,
        unit_id=paper["unit_id"],
        answers=clean,
        form_serial=paper["form_serial"],
        scan_id=scan_id,
        channel=paper.get("channel", Channel.PAPER),
        collected_at=paper["collected_at"],
        entered_by=by.id,
        entered_at=at,
        state=PaperState.AWAITING,
    )
    db.session.add(entered)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise PaperAlreadyEntered(form_serial=paper["form_serial"]) from twice
    return entered, True


def confirm(paper_id: UUID, *, by: Actor, at: datetime) -> tuple[PaperBallot, dict[str, Any]]:
    """Count a paper ballot: a second person has compared it with the form.

    The unit's ballot is returned beside it; ``conflicted`` when the unit has answered otherwise.
    Errors: Unknown; OutOfScope; RoundNotOpen; PaperNotAwaiting; SecondPersonNeeded.
    """
    paper = _awaiting(paper_id, by=by, at=at)
    if paper.entered_by == by.id:
        raise SecondPersonNeeded
    paper.state, paper.confirmed_by, paper.confirmed_at = PaperState.COUNTED, by.id, at
    db.session.flush()
    entry = chains.Entry(
        paper.round_id,
        paper.unit_id,
        paper.answers,
        paper.channel,
        paper.entered_by,
        at,
        paper_id=paper.id,
    )
    return paper, chains.append_whatever_stands(entry)


def reject(paper_id: UUID, reason: str, *, by: Actor, at: datetime) -> PaperBallot:
    """Set a paper form aside as invalid (unsigned, two ticks, wrong unit): kept, with the reason.

    Errors: as ``confirm``, but whoever entered it may reject it too.
    """
    paper = _awaiting(paper_id, by=by, at=at)
    paper.state, paper.rejected_because = PaperState.REJECTED, reason
    db.session.flush()
    return paper


def of_round(round_id: UUID, state: PaperState | None, *, by: Actor) -> Select[PaperBallot]:
    """The paper ballots of a round, to be reconciled. Errors: Unknown; OutOfScope."""
    rounds.one_round(round_id, by=by)
    query = select(PaperBallot).where(PaperBallot.round_id == round_id)
    return query if state is None else query.where(PaperBallot.state == state)


def _sent_before(round_id: UUID, paper: Mapping[str, Any], *, by: Actor) -> PaperBallot | None:
    """This very form, from this very hand. One with the same serial and other answers is not."""
    entered = db.session.scalars(
        select(PaperBallot).where(
            PaperBallot.round_id == round_id,
            PaperBallot.form_serial == paper["form_serial"],
            PaperBallot.entered_by == by.id,
            PaperBallot.unit_id == paper["unit_id"],
            PaperBallot.collected_at == paper["collected_at"],
        )
    ).one_or_none()
    if entered is None or entered.answers != dict(paper["answers"]):
        return None
    rounds.one_round(round_id, by=by)
    return entered


def _awaiting(paper_id: UUID, *, by: Actor, at: datetime) -> PaperBallot:
    paper = db.session.scalars(
        select(PaperBallot).where(PaperBallot.id == paper_id).with_for_update()
    ).one_or_none()
    if paper is None:
        raise Unknown
    _open_round(paper.round_id, by=by, at=at)
    if paper.state is not PaperState.AWAITING:
        raise PaperNotAwaiting
    return paper


def _open_round(round_id: UUID, *, by: Actor, at: datetime) -> Round:
    """The round, open and held open (FOR KEY SHARE) until this transaction ends."""
    asked = db.session.scalars(
        select(Round).where(Round.id == round_id).with_for_update(read=True, key_share=True)
    ).one_or_none()
    if asked is None:
        raise Unknown
    estates.one_estate(asked.estate_id, by=by)
    if not asked.is_open(at):
        raise RoundNotOpen(opens_at=asked.opens_at, closes_at=asked.closes_at)
    return asked
