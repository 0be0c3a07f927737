"""Which kind of office handles what, and until when. The table is data (``routing.yaml``)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.tickets.deadlines import is_limit
from bot.understanding.categories import categories as known_categories
from bot.understanding.reading import Reading
from models.kinds import Urgency

FILE = Path(__file__).parent / "routing.yaml"
TRIAGE = "TRIAGE"
_KEYS = {"lead", "fallback", "co", "ack", "close", "basis"}
_FLAGS = {"restricted", "freezes_result"}


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of office by its code, and its names."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Route:
    """One row: who leads, who steps in where there is no such office, who helps, until when."""

    category: str
    level: Urgency
    lead: str
    fallback: tuple[str, ...]
    co: tuple[str, ...]
    ack: str
    close: str | None
    basis: str
    restricted: bool = False
    freezes_result: bool = False


def route_of(category: str) -> Route:
    """The row of a category. KeyError for one there is none of: callers check before."""
    return routes()[category]


def categories() -> frozenset[str]:
    """Every category the table routes."""
    return frozenset(routes())


@cache
def routes() -> dict[str, Route]:
    """The whole table. ValueError naming the row that cannot be."""
    kinds, known = office_kinds(), known_categories()
    found: dict[str, Route] = {}
    for code, row in _document()["routes"].items():
        if code not in known or set(row) - _FLAGS != _KEYS:
            raise ValueError(
                f"{FILE.name}: {code}: an unknown category, or other keys than a row's"
            )
        offices = [row["lead"], *row["fallback"], *row["co"]]
        if not set(offices) <= set(kinds):
            raise ValueError(f"{FILE.name}: {code}: an office that is not listed")
        if not all(limit is None or is_limit(limit) for limit in (row["ack"], row["close"])):
            raise ValueError(f"{FILE.name}: {code}: a limit that cannot be read")
        found[code] = Route(
            code,
            known[code].level,
            row["lead"],
            tuple(row["fallback"]),
            tuple(row["co"]),
            row["ack"],
            row["close"],
            row["basis"],
            row.get("restricted", False),
            row.get("freezes_result", False),
        )
    if set(found) != set(known):
        raise ValueError(f"{FILE.name}: no route for {sorted(set(known) - set(found))}")
    return found


@cache
def office_kinds() -> dict[str, OfficeKind]:
    """Every kind of office by its code."""
    listed = _document()["offices"].items()
    return {code: OfficeKind(code, names["zh"], names["en"]) for code, names in listed}


def describe(reading: Reading) -> dict[str, Any]:
    """A reading as ``bot classify`` prints it."""
    return {
        "text": reading.text,
        "category": reading.category,
        "urgency": str(reading.urgency),
        "confidence": round(reading.confidence, 4),
        "intent": reading.intent,
        "office_kind": TRIAGE if reading.unsure else route_of(reading.category).lead,
        "alternatives": [
            {"category": name, "confidence": round(share, 4)}
            for name, share in reading.alternatives
        ],
    }


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return document
