"""The demo's estates: rosters made up so that they add up to the totals that were published."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import insert

from models.base import db
from models.ids import uuid7
from models.kinds import Role, Tenure, UnitUse
from models.listening import Office
from models.passwords import hashed
from models.people import Staff
from models.places import Division, Estate, Unit, UnitOwner
from models.sealed import fingerprint

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "estates.yaml").read_text("utf-8"))
PASSWORD = "sanwen-demo-2026"  # noqa: S105  # of every demo account; demo mode alone has them
AREAS = (5824, 6655, 7218, 8816)  # dm²; the last flat of an estate takes what is left


def load_places(at: datetime) -> dict[str, UUID]:
    """Divisions, offices, estates and their units; estate key → id."""
    db.session.add_all(Division(code=code, name=name) for code, name in DATA["divisions"].items())
    offices = {
        (division, kind): Office(
            division=division, kind=kind, name=f"{place[-3:]}{name}", phone="000-00000000"
        )
        for division, place in DATA["divisions"].items()
        for kind, name in DATA["offices"].items()
    }
    db.session.add_all(offices.values())
    ids = {}
    for wanted in DATA["estates"]:
        names = ("name", "division", "built_on", "address", "aliases")
        estate = Estate(created_at=at, **{name: wanted[name] for name in names})
        db.session.add(estate)
        db.session.flush()
        ids[wanted["key"]] = estate.id
        _load_units(estate.id, wanted)
    _load_staff(offices, at)
    return ids


def _load_units(estate_id: UUID, wanted: dict[str, Any]) -> None:
    """Six-storey buildings, two flats a landing; the areas add up to the published total."""
    households = wanted["households"]
    areas = [AREAS[n % len(AREAS)] for n in range(households)]
    short = wanted["area_dm2"] - sum(areas)
    areas = [area + short // households for area in areas]
    areas[-1] += wanted["area_dm2"] - sum(areas)
    per_building = -(-households // wanted["buildings"])
    units, owners = [], []
    for n, area in enumerate(areas):
        building, place = divmod(n, per_building)
        entrance, door = divmod(place, 12)
        unit = {
            "id": uuid7(),
            "estate_id": estate_id,
            "building": str(building + 1),
            "entrance": str(entrance + 1),
            "room": f"{door // 2 + 1}0{door % 2 + 1}",
            "area_dm2": area,
            "use": UnitUse.RESIDENTIAL,
            "tenure": Tenure.DELIVERED,
        }
        units.append(unit)
        owners.append(
            {
                "unit_id": unit["id"],
                "position": 1,
                "name": f"业主{n + 1:04d}",
                "identity": fingerprint("owner", f"demo:{estate_id}:{n}"),
            }
        )
    db.session.execute(insert(Unit), units)
    db.session.execute(insert(UnitOwner), owners)


def _load_staff(offices: dict[tuple[str, str], Office], at: datetime) -> None:
    db.session.flush()
    for wanted in DATA["staff"]:
        office = offices.get((wanted["division"], wanted.get("office", "")))
        db.session.add(
            Staff(
                username=wanted["username"],
                password_hash=hashed(PASSWORD),
                role=Role(wanted["role"]),
                division=wanted["division"],
                office_id=office.id if office else None,
                created_at=at,
            )
        )
    db.session.flush()
