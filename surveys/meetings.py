"""坝坝会: announced by the committee, signed in to by a code that hangs on the wall of the place.

A unit is present once. Residents sign in with their own phone; whoever has none is written down by
a volunteer at the table.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from models.actor import Actor
from models.base import db, insert
from models.errors import (
    Fault,
    Invalid,
    MeetingNotHeld,
    OutOfScope,
    Unknown,
    WrongMeetingCode,
    _,
)
from models.fieldwork import Attendance, Meeting
from models.ids import spoken_code
from models.kinds import MemberState
from models.people import Membership
from models.places import Unit
from models.sealed import spoken_hash
from surveys import estates, rounds

KIND = "meeting_code"
CODE_LENGTH = 6
EARLY = timedelta(hours=1)  # the doors open before the talk begins


def call(estate_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> Meeting:
    """Announce a meeting. Errors: Unknown; OutOfScope; Invalid for an end before its beginning."""
    estate = estates.one_estate(estate_id, by=by)
    if wanted["ends_at"] <= wanted["starts_at"]:
        message = _("A meeting ends after it has begun.")
        raise Invalid(Fault("/ends_at", "not_after_starts_at", message))
    round_id = wanted.get("round_id")
    if round_id is not None and rounds.one_round(round_id, by=by).estate_id != estate.id:
        raise OutOfScope
    code = spoken_code(CODE_LENGTH)
    meeting = Meeting(
        **wanted,
        estate_id=estate.id,
        code=code,
        code_hash=spoken_hash(KIND, code),
        created_by=by.id,
        created_at=at,
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def of_estate(estate_id: UUID, *, by: Actor) -> Select[Meeting]:
    """The meetings of an estate, for its staff and its residents. Errors: Unknown; OutOfScope."""
    estate = estates.one_estate(estate_id, by=by)
    if not by.is_staff and not rounds.lives_in(estate.id, by):
        raise Unknown
    return select(Meeting).where(Meeting.estate_id == estate.id)


def one_meeting(meeting_id: UUID, *, by: Actor) -> Meeting:
    """A meeting of one's estates. Errors: Unknown; OutOfScope."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise Unknown
    estates.one_estate(meeting.estate_id, by=by)
    if not by.is_staff and not rounds.lives_in(meeting.estate_id, by):
        raise Unknown
    return meeting


def present(meeting_ids: list[UUID]) -> dict[UUID, int]:
    """How many units signed in to each of these meetings."""
    rows = db.session.execute(
        select(Attendance.meeting_id, func.count())
        .where(Attendance.meeting_id.in_(meeting_ids))
        .group_by(Attendance.meeting_id)
    )
    return dict(rows.all())


def sign_in_by_code(code: str, *, by: Actor, at: datetime) -> tuple[Meeting, int]:
    """A resident is present, for every home of theirs in the estate; how many signed in anew.

    Errors: WrongMeetingCode; MeetingNotHeld outside its hours; OutOfScope without a home there.
    """
    meeting = db.session.scalars(
        select(Meeting).where(Meeting.code_hash == spoken_hash(KIND, code))
    ).one_or_none()
    if meeting is None:
        raise WrongMeetingCode
    homes = db.session.scalars(
        select(Membership.unit_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.resident_id == by.id,
            Membership.state == MemberState.VERIFIED,
            Unit.estate_id == meeting.estate_id,
        )
    ).all()
    if not homes:
        raise OutOfScope
    return meeting, sum(_write(meeting, home, by, at) for home in homes)


def sign_in_unit(meeting_id: UUID, unit_id: UUID, *, by: Actor, at: datetime) -> bool:
    """A volunteer writes a unit down that came without a phone; False when it was there already.

    Errors: Unknown; OutOfScope; MeetingNotHeld; Invalid for a unit of another estate.
    """
    meeting = one_meeting(meeting_id, by=by)
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.estate_id != meeting.estate_id:
        message = _("This is no unit of the estate.")
        raise Invalid(Fault("/unit_id", "unknown_unit", message))
    return _write(meeting, unit_id, by, at)


def _write(meeting: Meeting, unit_id: UUID, by: Actor, at: datetime) -> bool:
    if not meeting.starts_at - EARLY <= at <= meeting.ends_at:
        raise MeetingNotHeld(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    written = db.session.scalar(
        insert(Attendance)
        .on_conflict_do_nothing()
        .values(meeting_id=meeting.id, unit_id=unit_id, signed_by=by.id, signed_at=at)
        .returning(Attendance.unit_id)
    )
    return written is not None
