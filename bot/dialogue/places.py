"""Which estate does somebody mean? Their home, or the name that stands in what they write."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import literal, or_, select

from models.base import db
from models.people import Membership
from models.places import Estate, Unit

MOST_CHOICES = 9  # one digit answers
SHORTEST_NAME = 2  # a name of one character would be found everywhere


def homes_of(resident_id: UUID) -> Sequence[Estate]:
    """The estates in which a resident has a home, proven or pending."""
    homes = select(Unit.estate_id).join(Membership, Membership.unit_id == Unit.id)
    mine = homes.where(Membership.resident_id == resident_id)
    return db.session.scalars(select(Estate).where(Estate.id.in_(mine)).order_by(Estate.id)).all()


def estates_named_in(text: str) -> list[Estate]:
    """The estates whose name, or another name people use, stands in ``text``.

    Of a name within another the longer counts: who writes 金盾小区二期 does not mean 金盾小区.
    """
    candidates = db.session.scalars(
        select(Estate).where(or_(literal(text).contains(Estate.name), Estate.aliases != ""))
    )
    found = [(name, estate) for estate in candidates for name in _names(estate) if name in text]
    names = {name for name, _estate in found}
    meant = [
        estate
        for name, estate in found
        if not any(name != longer and name in longer for longer in names)
    ]
    return list({estate.id: estate for estate in meant}.values())[:MOST_CHOICES]


def _names(estate: Estate) -> list[str]:
    aliases = estate.aliases
    for separator in (",", "，", ";", "；"):
        aliases = aliases.replace(separator, "、")
    names = [estate.name, *(alias.strip() for alias in aliases.split("、"))]
    return [name for name in names if len(name) >= SHORTEST_NAME]
