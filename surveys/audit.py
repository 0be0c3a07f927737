"""What the staff did: read by those who oversee them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true

from models.actor import Actor
from models.audit import AuditEntry
from models.base import db
from models.people import Staff, StaffEstate
from models.places import Estate

SHOWN = ("id", "at", "by", "role", "division", "action", "subject", "address", "request_id")


def entries(subject: str | None, *, by: Actor) -> Select[AuditEntry]:
    """What was done by accounts within the reach of ``by``.

    ``subject``: an address with all below it, or an id anywhere in one; None: whatever it was.
    """
    query = select(AuditEntry).where(_within(by))
    if subject is None:
        return query
    path = AuditEntry.subject
    if subject.startswith("/"):
        whole = subject.rstrip("/")
        return query.where(or_(path == whole, path.startswith(f"{whole}/", autoescape=True)))
    return query.where(
        or_(
            path.endswith(f"/{subject}", autoescape=True),
            path.contains(f"/{subject}/", autoescape=True),
        )
    )


def named(found: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Entries with the user names of those who acted."""
    accounts = {entry.by for entry in found}
    rows = db.session.execute(select(Staff.id, Staff.username).where(Staff.id.in_(accounts)))
    usernames = {row.id: row.username for row in rows}
    return [
        {**{name: getattr(entry, name) for name in SHOWN}, "username": usernames.get(entry.by)}
        for entry in found
    ]


def _within(by: Actor) -> ColumnElement[bool]:
    """Accounts of one's division and below, and those bound to an estate that lies in it."""
    division = by.reach.division
    if division == "":
        return true()
    bound = select(StaffEstate.staff_id).join(Estate, Estate.id == StaffEstate.estate_id)
    if division is None:
        return AuditEntry.by.in_(bound.where(Estate.id.in_(by.reach.estates)))
    return or_(
        AuditEntry.division.startswith(division, autoescape=True),
        AuditEntry.by.in_(bound.where(Estate.division.startswith(division, autoescape=True))),
    )
