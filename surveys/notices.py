"""公示: a result is shown for so many days, objections are raised and answered.

Source   民法典 art. 200–204 (days), 物业管理条例 and local texts (length): reference 2.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from models import clock
from models.actor import Actor
from models.asking import Notice, Objection, Resolution, Round
from models.base import db
from models.errors import NoticeNotStarted, NoticeOver, ObjectionResolved, Unknown
from models.kinds import (
    ENDED_TICKETS,
    MemberState,
    NoticeState,
    ObjectionState,
    TicketSource,
    TicketState,
)
from models.listening import Ticket
from models.people import Membership
from models.places import Unit
from surveys import rounds
from surveys.counting.days import last_day
from surveys.counting.ruleset import Publicity, RuleSet
from surveys.policies.calendar import CHINA

DISPUTE = "consent_dispute"  # the category of reference 5.5


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round's publicity stands: what the rule asks of it, and what is not answered yet.

    ``disputes``: tickets of the estate that dispute a vote (代签、票数不对) and still run.
    """

    done: bool
    raised: int
    open: int
    disputes: int = 0


def publish(round_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> Notice:
    """Show a round for some days. The end is 24:00 of the last day as the Civil Code counts it.

    Errors: Unknown; OutOfScope; CalendarUnknown for years whose holidays are not yet announced.
    """
    asked = rounds.one_round(round_id, by=by)
    ends = last_day(wanted["starts_on"], wanted["days"], wanted["day_unit"], CHINA)
    notice = Notice(
        round_id=asked.id,
        starts_on=wanted["starts_on"],
        days=wanted["days"],
        day_unit=wanted["day_unit"],
        last_day=ends,
        ends_at=clock.end_of(ends),
        place=wanted.get("place", ""),
        created_by=by.id,
        created_at=at,
    )
    db.session.add(notice)
    db.session.flush()
    return notice


def object_to(notice_id: UUID, text: str, *, by: Actor, at: datetime) -> Objection:
    """Raise an objection, by a resident of the estate or by staff for somebody who came in person.

    Errors: Unknown; OutOfScope; NoticeNotStarted; NoticeOver.
    """
    notice = db.session.get(Notice, notice_id)
    if notice is None:
        raise Unknown
    rounds.one_round(notice.round_id, by=by)
    state = state_of(notice, at)
    if state is NoticeState.SCHEDULED:
        raise NoticeNotStarted(starts_on=notice.starts_on)
    if state is NoticeState.ENDED:
        raise NoticeOver(ends_at=notice.ends_at)
    objection = Objection(notice_id=notice.id, text=text, raised_by=by.id, raised_at=at)
    db.session.add(objection)
    db.session.flush()
    return objection


def resolve(objection_id: UUID, text: str, *, by: Actor, at: datetime) -> Objection:
    """Answer an objection. Errors: Unknown; OutOfScope; ObjectionResolved."""
    notice = db.session.scalars(
        select(Notice)
        .join(Objection, Objection.notice_id == Notice.id)
        .where(Objection.id == objection_id)
    ).one_or_none()
    if notice is None:
        raise Unknown
    rounds.one_round(notice.round_id, by=by)
    answer = Resolution(objection_id=objection_id, text=text, resolved_by=by.id, resolved_at=at)
    db.session.add(answer)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise ObjectionResolved from twice
    return db.session.get_one(Objection, objection_id)


def answered(objection: Objection) -> dict[str, Any]:
    """An objection with its answer, if it has one; never who raised it."""
    answer = db.session.get(Resolution, objection.id)
    return {
        "id": objection.id,
        "notice_id": objection.notice_id,
        "text": objection.text,
        "raised_at": objection.raised_at,
        "state": ObjectionState.OPEN if answer is None else ObjectionState.RESOLVED,
        "resolution": answer.text if answer is not None else None,
        "resolved_at": answer.resolved_at if answer is not None else None,
    }


def of_round(round_id: UUID, *, by: Actor) -> Select[Notice]:
    """The notices of a round. Errors: Unknown; OutOfScope."""
    return select(Notice).where(Notice.round_id == rounds.one_round(round_id, by=by).id)


def objections_to(notice_id: UUID, *, by: Actor) -> Select[Objection]:
    """The objections to a notice. Errors: Unknown; OutOfScope."""
    notice = db.session.get(Notice, notice_id)
    if notice is None:
        raise Unknown
    rounds.one_round(notice.round_id, by=by)
    return select(Objection).where(Objection.notice_id == notice_id)


def state_of(notice: Notice, at: datetime) -> NoticeState:
    """Scheduled before 00:00 of the first day, ended from 24:00 of the last one on."""
    if clock.day_of(at) < notice.starts_on:
        return NoticeState.SCHEDULED
    return NoticeState.RUNNING if at < notice.ends_at else NoticeState.ENDED


def standing(asked: Round, rule: RuleSet | None, at: datetime) -> Standing:
    """Has the result been shown as long as the rule asks, and is every objection answered?"""
    notices = db.session.scalars(select(Notice).where(Notice.round_id == asked.id)).all()
    raised = _count(select(func.count(Objection.id)), asked)
    answered = _count(
        select(func.count(Objection.id)).join(Resolution, Resolution.objection_id == Objection.id),
        asked,
    )
    asked_days = rule.publicity if rule is not None else None
    done = asked_days is None or any(
        _long_enough(notice, asked_days)
        and state_of(notice, at) is NoticeState.ENDED
        and asked.closed_at is not None
        and clock.day_of(notice.created_at) <= notice.starts_on  # written down later proves nothing
        and clock.day_of(asked.closed_at) <= notice.starts_on
        for notice in notices
    )
    return Standing(done, raised, raised - answered, _disputes(asked))


def _disputes(asked: Round) -> int:
    """办结前不公布结果: those who live there, or the desk for them, dispute a vote of the estate.

    Only what came while the round was open or since, was taken on, and has not ended. A stranger's
    word stops nobody's renovation.
    """
    lives_there = (
        select(Membership.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.resident_id == Ticket.requester_id,
            Membership.state == MemberState.VERIFIED,
            Unit.estate_id == asked.estate_id,
        )
    )
    running = select(func.count(Ticket.id)).where(
        Ticket.estate_id == asked.estate_id,
        Ticket.category == DISPUTE,
        Ticket.unsure.is_(False),
        Ticket.state.not_in({TicketState.SUBMITTED, *ENDED_TICKETS}),
        Ticket.created_at >= (asked.opened_at or asked.created_at),
        or_(Ticket.source == TicketSource.STAFF, lives_there.exists()),
    )
    return db.session.scalar(running) or 0


def _count(query: Any, asked: Round) -> int:
    joined = query.join(Notice, Notice.id == Objection.notice_id)
    return db.session.scalar(joined.where(Notice.round_id == asked.id)) or 0


def _long_enough(notice: Notice, asked: Publicity) -> bool:
    return notice.last_day >= last_day(notice.starts_on, asked.days, asked.unit, CHINA)
