"""Which office handles this kind of matter here? The nearest one: the longest division prefix."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, func, select

from models.base import db
from models.listening import Office

#: another process's new office is known after this long
KEPT = timedelta(seconds=10)
_COLUMNS = tuple(column.name for column in Office.__table__.columns)
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
    return nearest_among(serving(wanted, [division]), wanted, division)


def serving(kinds: Collection[str], divisions: Iterable[str]) -> Sequence[Office]:
    """Every office of ``kinds`` that serves one of ``divisions``, the widest first."""
    if not kinds:
        return []
    places = {above for division in divisions for above in _and_above(division)}
    return db.session.scalars(
        select(Office)
        .where(Office.kind.in_(kinds), Office.division.in_(places))
        .order_by(func.length(Office.division))
    ).all()


def nearest_among(found: Iterable[Office], kinds: Iterable[str], division: str) -> list[Office]:
    """Of the offices ``serving`` found, the nearest of each kind for ``division``."""
    above = set(_and_above(division))
    # the longest prefix comes last and stays
    nearest = {office.kind: office for office in found if office.division in above}
    return [nearest[kind] for kind in kinds if kind in nearest]


@dataclass(frozen=True, slots=True)
class _Kept:
    office: Office | None
    since: datetime


_kept: WeakKeyDictionary[Engine, dict[tuple[tuple[str, ...], str], _Kept]] = WeakKeyDictionary()


def nearest(kinds: tuple[str, ...], division: str, at: datetime) -> Office | None:
    """As ``first_office``, remembered for some seconds: a message must not pay for it.

    A copy to read, which belongs to no session.
    """
    known = _kept.setdefault(db.engine, {})
    kept = known.get((kinds, division))
    if kept is None or not kept.since <= at < kept.since + KEPT:
        found = first_office(kinds, division)
        kept = known[kinds, division] = _Kept(_copy(found) if found else None, at)
    return kept.office and _copy(kept.office)


def _copy(office: Office) -> Office:
    return Office(**{name: getattr(office, name) for name in _COLUMNS})


def _forget(*_of_the_event: Any) -> None:
    _kept.clear()


for _happening in ("after_insert", "after_update", "after_delete"):
    event.listen(Office, _happening, _forget)


def _and_above(division: str) -> list[str]:
    """``"5101"`` → ``["", "5", "51", "510", "5101"]``."""
    return [division[:length] for length in range(len(division) + 1)]
