"""居民出一点: what each unit owes, by area or by household, and how much of it has come in.

Source   青羊: 维修资金不低于 5 元/㎡; 自来水户表分担 800 元/户. 民法典 art. 283: by share of area.
Units    fen; rates in fen per ㎡ or per household. Parts always add up to the total.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from models.actor import Actor
from models.base import db
from models.errors import Fault, Invalid, _
from models.kinds import UnitUse
from models.places import Unit
from surveys import estates
from surveys.counting.shares import Ratio, owed_by_area


@dataclass(frozen=True, slots=True)
class Quote:
    """What is owed by unit and in all, and the two collection rates (归集率), never rounded up."""

    owed: dict[UUID, int]
    paid_units: frozenset[UUID]

    @property
    def total_fen(self) -> int:
        return sum(self.owed.values())

    @property
    def by_household(self) -> Ratio:
        return Ratio(len(self.paid_units), len(self.owed))

    @property
    def by_amount(self) -> Ratio:
        return Ratio(sum(self.owed[unit] for unit in self.paid_units), self.total_fen)


def quote(
    estate_id: UUID,
    basis: Literal["area", "household"],
    rate_fen: int,
    paid: Collection[UUID],
    *,
    by: Actor,
) -> Quote:
    """What the dwellings of an estate owe at a rate.

    Errors: Unknown; OutOfScope; Invalid for a paid unit that is no dwelling of the estate.
    """
    estate = estates.one_estate(estate_id, by=by)
    areas = dict(
        db.session.execute(
            select(Unit.id, Unit.area_dm2)
            .where(
                Unit.estate_id == estate.id,
                Unit.use == UnitUse.RESIDENTIAL,
                Unit.retired_at.is_(None),
            )
            .order_by(Unit.id)
        ).all()
    )
    faults = [
        Fault(f"/paid_unit_ids/{n}", "unknown_unit", _("This is no dwelling of the estate."))
        for n, unit in enumerate(paid)
        if unit not in areas
    ]
    if faults:
        raise Invalid(*faults)
    owed = owed_by_area(areas, rate_fen) if basis == "area" else dict.fromkeys(areas, rate_fen)
    return Quote(owed, frozenset(paid))
