"""Accounts at the desk: their log-in, their role, their reach."""

from uuid import UUID

from sqlalchemy import select

from models.actor import Actor, Reach
from models.base import db
from models.errors import Unauthenticated
from models.people import Staff, StaffEstate


def actor_of(staff_id: UUID) -> Actor:
    """The account as it is now: a role taken away works no more. Unauthenticated when disabled."""
    rows = db.session.execute(
        select(
            Staff.role, Staff.division, Staff.office_id, Staff.disabled_at, StaffEstate.estate_id
        )
        .outerjoin(StaffEstate, StaffEstate.staff_id == Staff.id)
        .where(Staff.id == staff_id)
    ).all()
    if not rows or rows[0].disabled_at is not None:
        raise Unauthenticated
    first = rows[0]
    estates = frozenset(row.estate_id for row in rows if row.estate_id is not None)
    return Actor(staff_id, first.role, Reach(first.division, estates), first.office_id)
