"""One estate of the demo and what happened there, some days before now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import clock
from models.actor import Actor, Reach
from models.base import db
from models.ids import uuid7
from models.kinds import DayUnit, MemberRole, MemberState, Revote, Role, RoundKind
from models.people import Membership, Resident
from models.places import Unit
from surveys import ballots, notices, rounds

DESK = Actor(UUID(int=1), Role.COMMITTEE, Reach(division=""))
COLLEAGUE = Actor(UUID(int=2), Role.COMMITTEE, Reach(division=""))
AGREE: Mapping[str, Any] = {"consent": "agree"}
OPPOSE: Mapping[str, Any] = {"consent": "oppose"}
ABSTAIN: Mapping[str, Any] = {"consent": "abstain"}


@dataclass
class Story:
    """One estate and the moment the demo is loaded; everything happened some days before."""

    estate: UUID
    now: datetime

    def __post_init__(self) -> None:
        self.units = list(
            db.session.scalars(
                select(Unit.id).where(Unit.estate_id == self.estate).order_by(Unit.id)
            )
        )
        self.people: dict[UUID, Actor] = {}

    def day(self, days: int, hour: int = 9) -> datetime:
        """``hour`` o'clock, so many days from now, in the people's time."""
        day = clock.day_of(self.now) + timedelta(days=days)
        return datetime.combine(day, time(hour), clock.PEOPLES_TIME)

    def ask(self, kind: RoundKind, title: str, form_id: str, **more: Any) -> UUID:
        """A draft. ``opens`` and ``closes`` are days from now."""
        opens, closes = more.pop("opens", -20), more.pop("closes", 10)
        wanted = {
            "estate_id": self.estate,
            "kind": kind,
            "title": title,
            "form_id": form_id,
            "rule_set": None,
            "opens_at": self.day(opens),
            "closes_at": self.day(closes, 18),
            "revote": Revote.NONE,
            **more,
        }
        return rounds.draft(wanted, by=DESK, at=self.day(opens - 2)).id

    def open(self, round_id: UUID, day: int) -> UUID:
        rounds.open_round(round_id, by=DESK, at=self.day(day))
        return round_id

    def close(self, round_id: UUID, day: int) -> None:
        rounds.close_round(round_id, by=DESK, at=self.day(day, 18))

    def answer(
        self, round_id: UUID, day: int, answers: Callable[[int], Mapping[str, Any] | None]
    ) -> None:
        """Every unit answers what ``answers`` says for its number, or nothing."""
        for n, unit in enumerate(self.units):
            given = answers(n)
            if given is not None:
                at = self.day(day, 10) + timedelta(minutes=n)
                ballots.cast(round_id, unit, given, by=self.owner(unit), at=at)

    def owner(self, unit: UUID) -> Actor:
        """A resident bound to the unit by its house code."""
        if unit not in self.people:
            resident = Resident(created_at=self.day(-40))
            db.session.add(resident)
            db.session.flush()
            db.session.add(bond(resident.id, unit, self.day(-40)))
            db.session.flush()
            self.people[unit] = Actor(resident.id, Role.RESIDENT)
        return self.people[unit]

    def publish(self, round_id: UUID, day: int, days: int = 7) -> UUID:
        """Show the result for some days, beginning so many days from now."""
        wanted = {
            "starts_on": clock.day_of(self.day(day)),
            "days": days,
            "day_unit": DayUnit.CALENDAR,
            "place": "小区公告栏",
        }
        return notices.publish(round_id, wanted, by=DESK, at=self.day(day)).id


def bond(resident_id: UUID, unit_id: UUID, at: datetime) -> Membership:
    """An owner's bond on the strength of a house code."""
    return Membership(
        id=uuid7(),
        resident_id=resident_id,
        unit_id=unit_id,
        role=MemberRole.OWNER,
        state=MemberState.VERIFIED,
        identity_level=2,
        created_at=at,
    )
