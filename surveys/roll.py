"""The roll: who is asked, frozen when a round opens. Every denominator comes from here.

Source   建筑物区分所有权解释 art. 8–9 (area, heads); reference 2.2.
Units    household 1 a dwelling, heads by owner group, area in dm².
"""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, insert, select

from models.asking import RollEntry, Round
from models.base import db
from models.kinds import Measure, Tenure, UnitUse
from models.places import Unit, UnitOwner
from surveys.counting.heads import Part, group_heads
from surveys.counting.ruleset import RuleSet
from surveys.counting.tally import RollLine
from surveys.counting.weights import Weights

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Roll:
    """The frozen roll in figures. ``hash`` changes when a single unit, area or owner group does."""

    units: int
    weights: Weights
    hash: str


def freeze(asked: Round, rule: RuleSet | None) -> Roll:
    """Copy the units in scope into the roll of ``asked``, with the weights they vote with."""
    units = db.session.execute(_in_scope(asked, rule)).all()
    heads = group_heads(_parts(asked.estate_id, [(u.id, u.tenure) for u in units]))
    entries = [
        {
            "round_id": asked.id,
            "unit_id": unit.id,
            "building": unit.building,
            "entrance": unit.entrance,
            "room": unit.room,
            "household": int(unit.use is UnitUse.RESIDENTIAL),
            "head": heads[unit.id],
            "area_dm2": unit.area_dm2,
            "is_open": True,
        }
        for unit in units
    ]
    for start in range(0, len(entries), BATCH):
        db.session.execute(insert(RollEntry), entries[start : start + BATCH])
    lines = [RollLine(e["unit_id"], e["household"], e["head"], e["area_dm2"]) for e in entries]
    return Roll(len(lines), weights_of(lines), hash_of(lines))


def lines_of(round_id: UUID) -> list[RollLine[UUID]]:
    """The frozen roll, in the order of unit ids."""
    rows = db.session.execute(
        select(RollEntry.unit_id, RollEntry.household, RollEntry.head, RollEntry.area_dm2)
        .where(RollEntry.round_id == round_id)
        .order_by(RollEntry.unit_id)
    )
    return [RollLine(*row) for row in rows]


def weights_of(lines: list[RollLine[UUID]]) -> Weights:
    """All that can be cast: households and area by unit, a head once."""
    return Weights(
        sum(line.household for line in lines),
        len({line.head for line in lines}),
        sum(line.area for line in lines),
    )


def hash_of(lines: list[RollLine[UUID]]) -> str:
    """SHA-256 over one text line a unit, in the order of unit ids."""
    digest = sha256()
    for line in sorted(lines, key=lambda each: each.unit.hex):
        digest.update(f"{line.unit}|{line.household}|{line.head}|{line.area}\n".encode())
    return digest.hexdigest()


def counts_owners(rule: RuleSet | None) -> bool:
    """Does the rule weigh owners (heads, area), and not only households?"""
    return rule is not None and any(
        requirement.measure is not Measure.HOUSEHOLD for requirement in rule.requirements
    )


def _in_scope(
    asked: Round, rule: RuleSet | None
) -> Select[UUID, str, str, str, int, UnitUse, Tenure]:
    """Shops vote where owners are counted; a household rule asks dwellings (reference 2.2)."""
    query = (
        select(
            Unit.id, Unit.building, Unit.entrance, Unit.room, Unit.area_dm2, Unit.use, Unit.tenure
        )
        .where(Unit.estate_id == asked.estate_id, Unit.retired_at.is_(None))
        .order_by(Unit.id)
    )
    if not counts_owners(rule):
        query = query.where(Unit.use == UnitUse.RESIDENTIAL)
    elif rule is not None and not rule.include_parking:
        query = query.where(Unit.use != UnitUse.PARKING)
    # a rule joined over two scopes asks the whole estate, and looks at the building within it
    if asked.scope_building is not None and not (rule is not None and len(rule.scopes) > 1):
        query = query.where(Unit.building == asked.scope_building)
        if asked.scope_entrance is not None:
            query = query.where(Unit.entrance == asked.scope_entrance)
    return query


def _parts(estate_id: UUID, units: list[tuple[UUID, Tenure]]) -> list[Part[UUID]]:
    """Units with their owner sets; a set with an owner who cannot be told apart is unknown."""
    owners: dict[UUID, list[str | None]] = defaultdict(list)
    for unit_id, identity in db.session.execute(
        select(UnitOwner.unit_id, UnitOwner.identity)
        .join(Unit, Unit.id == UnitOwner.unit_id)
        .where(Unit.estate_id == estate_id)
    ):
        owners[unit_id].append(identity)
    parts = []
    for unit_id, tenure in units:
        known = [identity for identity in owners[unit_id] if identity is not None]
        complete = len(known) == len(owners[unit_id])
        parts.append(
            Part(
                unit_id,
                frozenset(known) if complete else frozenset(),
                developer=tenure is not Tenure.DELIVERED,
            )
        )
    return parts
