"""Who writes, and from which estate? A person is known by their openid's fingerprint alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, or_, select

from models.base import db, insert
from models.ids import uuid7
from models.people import Membership, Resident
from models.places import Estate, Unit
from models.sealed import fingerprint

MOST_CHOICES = 9  # one digit answers
SHORTEST_NAME = 2  # 一 would be found in every message


def resident_of(openid: str, at: datetime) -> UUID:
    """The resident behind ``openid``, written down at their first word."""
    known = fingerprint("openid", openid)
    wanted = select(Resident.id).where(Resident.openid_hash == known)
    found = db.session.scalar(wanted)
    if found is not None:
        return found
    db.session.execute(
        insert(Resident)
        .values(id=uuid7(), openid=openid, openid_hash=known, created_at=at)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(wanted).one()


def homes_of(resident_id: UUID) -> Sequence[Estate]:
    """The estates in which a resident has a home, proven or pending."""
    return db.session.scalars(
        select(Estate)
        .join(Unit, Unit.estate_id == Estate.id)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.resident_id == resident_id)
        .distinct()
        .order_by(Estate.id)
    ).all()


def estates_named_in(text: str) -> list[Estate]:
    """The estates whose name, or another name people use, stands in ``text``.

    Of names within one another the longest counts: 金盾小区二期 is not 金盾小区.
    """
    said = literal(text)
    candidates = db.session.scalars(
        select(Estate).where(or_(said.contains(Estate.name), Estate.aliases != ""))
    )
    found = [(name, estate) for estate in candidates for name in _names(estate) if name in text]
    longest = [
        (name, estate)
        for name, estate in found
        if not any(name != other and name in other for other, _estate in found)
    ]
    return list({estate.id: estate for _name, estate in longest}.values())[:MOST_CHOICES]


def _names(estate: Estate) -> list[str]:
    others = estate.aliases.replace(",", "、").replace("，", "、").replace(";", "、")
    names = [estate.name, *(alias.strip() for alias in others.split("、"))]
    return [name for name in names if len(name) >= SHORTEST_NAME]
