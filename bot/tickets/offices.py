"""Which office handles this kind of matter here? The nearest one: the longest division prefix."""

from collections.abc import Iterable

from sqlalchemy import func, select

from models.base import db
from models.listening import Office

INSPECTION = "DI"  # 纪检监察: discipline inspection


def office_for(kind: str, division: str) -> Office | None:
    """The office of ``kind`` (RC, SO, WS …) that serves ``division``; None: none is set up.

    A division is served by its own office, else by that of the street, district, city above it;
    an office of division ``""`` serves everywhere.
    """
    return first_office([kind], division)


def first_office(kinds: Iterable[str], division: str) -> Office | None:
    """The nearest office of the first of ``kinds`` that has one for ``division``."""
    return next(iter(offices_of(kinds, division)), None)


def offices_of(kinds: Iterable[str], division: str) -> list[Office]:
    """The nearest office of each of ``kinds``, in their order; kinds without one are left out."""
    wanted = list(dict.fromkeys(kinds))
    if not wanted:
        return []
    found = db.session.scalars(
        select(Office)
        .where(Office.kind.in_(wanted), Office.division.in_(_and_above(division)))
        .order_by(func.length(Office.division))
    ).all()
    nearest = {office.kind: office for office in found}  # the longest prefix comes last and stays
    return [nearest[kind] for kind in wanted if kind in nearest]


def _and_above(division: str) -> list[str]:
    """``"5101"`` → ``["", "5", "51", "510", "5101"]``."""
    return [division[:length] for length in range(len(division) + 1)]
