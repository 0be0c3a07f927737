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
_OPTIONAL = {"onsite", "condition", *_FLAGS}


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of office by its code, and its names."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Route:
    """One row: who leads, who steps in where there is no such office, who helps, until when.

    ``onsite``: how soon somebody must be there; None where nobody must. ``condition``: in which
    case another office or limit holds, for the person at the desk.
    """

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
    onsite: str | None = None
    condition: str | None = None


def route_of(category: str) -> Route:
    """The row of a category. KeyError for one there is none of: callers check before."""
    return routes()[category]


def categories() -> frozenset[str]:
    """Every category the table routes."""
    return frozenset(routes())


@cache
def routes() -> dict[str, Route]:
    """The whole table. ValueError naming the row that cannot be."""
    found = {code: _route(code, row) for code, row in _document()["routes"].items()}
    missing = set(known_categories()) - set(found)
    if missing:
        raise ValueError(f"{FILE.name}: no route for {sorted(missing)}")
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


def _route(code: str, row: dict[str, Any]) -> Route:
    _check(code, row)
    return Route(
        code,
        known_categories()[code].level,
        row["lead"],
        tuple(row["fallback"]),
        tuple(row["co"]),
        row["ack"],
        row["close"],
        row["basis"],
        row.get("restricted", False),
        row.get("freezes_result", False),
        row.get("onsite"),
        row.get("condition"),
    )


def _check(code: str, row: dict[str, Any]) -> None:
    limits = (row.get("ack"), row.get("onsite"), row.get("close"))
    if code not in known_categories() or set(row) - _OPTIONAL != _KEYS:
        problem = "an unknown category, or other keys than a row's"
    elif not {row["lead"], *row["fallback"], *row["co"]} <= set(office_kinds()):
        problem = "an office that is not listed"
    elif not row["ack"] or not all(limit is None or is_limit(limit) for limit in limits):
        problem = "a limit that cannot be read"
    elif not all(isinstance(row.get(flag, False), bool) for flag in _FLAGS):
        problem = "a flag that is neither true nor false"
    elif row.get("condition") == "":
        problem = "a condition that says nothing"
    else:
        return
    raise ValueError(f"{FILE.name}: {code}: {problem}")


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return document
