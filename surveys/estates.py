"""Estates: made, found, and the one check that everything else stands on: is it within reach?"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.exc import IntegrityError

from models.actor import Actor, Reach, prefix_of
from models.base import db
from models.errors import EstateExists, Fault, Invalid, OutOfScope, Unknown, _
from models.kinds import MemberState, UnitUse
from models.people import Membership
from models.places import Estate, Unit

#: the first two digits of GB/T 2260: provinces, municipalities, autonomous and special regions
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")


def one_estate(estate_id: UUID, *, by: Actor) -> Estate:
    """The estate. Errors: Unknown; OutOfScope for staff in whose reach it does not lie."""
    estate = db.session.get(Estate, estate_id)
    if estate is None:
        raise Unknown
    if by.is_staff and not by.reach.covers(estate.division, estate.id):
        raise OutOfScope
    return estate


def hold(estate_id: UUID) -> None:
    """Let others who change the units of this estate wait until the transaction ends."""
    db.session.execute(select(Estate.id).where(Estate.id == estate_id).with_for_update())


def within(reach: Reach) -> ColumnElement[bool]:
    """As a condition: estates of a division (prefix), and those named one by one."""
    mine: list[ColumnElement[bool]] = [Estate.id.in_(reach.estates)] if reach.estates else []
    if reach.division is not None:
        mine.append(Estate.division.startswith(reach.division, autoescape=True))
    return or_(false(), *mine)


def all_names(name: str, aliases: str) -> list[str]:
    """An estate's name and the others that people call it by; they stand in one text, separated."""
    for separator in (",", "，", ";", "；"):
        aliases = aliases.replace(separator, "、")
    return [name, *(alias.strip() for alias in aliases.split("、") if alias.strip())]


def names_within(reach: Reach) -> list[tuple[str, str]]:
    """Every name of every estate of ``reach``, with the estate's id."""
    rows = db.session.execute(select(Estate.id, Estate.name, Estate.aliases).where(within(reach)))
    return [(name, str(row.id)) for row in rows for name in all_names(row.name, row.aliases)]


def create(wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> Estate:
    """A new estate in the reach of ``by``, who has a division and not only a list of estates.

    Errors: OutOfScope; Invalid for a division of no province; EstateExists.
    """
    division = wanted["division"]
    if not PROVINCE.fullmatch(division[:2]):
        message = _("GB/T 2260 knows no such division.")
        raise Invalid(Fault("/division", "unknown_division", message))
    if by.reach.division is None or not division.startswith(by.reach.division):
        raise OutOfScope
    estate = Estate(created_at=at, **wanted)
    db.session.add(estate)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise EstateExists(name=wanted["name"]) from twice
    return estate


def search(asked: Mapping[str, Any], *, by: Actor) -> Select[Estate]:
    """Estates by division and name; staff find those in their reach, residents all."""
    query = select(Estate)
    if by.is_staff:
        query = query.where(within(by.reach))
    if asked.get("division"):
        query = query.where(
            Estate.division.startswith(prefix_of(asked["division"]), autoescape=True)
        )
    if asked.get("q"):
        words = asked["q"]
        query = query.where(
            or_(
                Estate.name.contains(words, autoescape=True),
                Estate.aliases.contains(words, autoescape=True),
            )
        )
    return query


def units_of(estate_id: UUID, building: str | None, *, by: Actor) -> Select[Unit]:
    """The units of the present roster; a resident's own only. Errors: Unknown; OutOfScope."""
    estate = one_estate(estate_id, by=by)
    query = select(Unit).where(Unit.estate_id == estate.id, Unit.retired_at.is_(None))
    if not by.is_staff:
        mine = select(Membership.unit_id).where(
            Membership.resident_id == by.id, Membership.state == MemberState.VERIFIED
        )
        query = query.where(Unit.id.in_(mine))
    return query if building is None else query.where(Unit.building == building)


def counts(estate_id: UUID) -> dict[str, int]:
    """Units and dwellings of the present roster."""
    units, households = db.session.execute(
        select(func.count(), func.count().filter(Unit.use == UnitUse.RESIDENTIAL)).where(
            Unit.estate_id == estate_id, Unit.retired_at.is_(None)
        )
    ).one()
    return {"units": units, "households": households}
