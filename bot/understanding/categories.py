"""The 42 categories of residents' matters, as data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from models.kinds import Urgency

FILE = Path(__file__).parent / "categories.yaml"


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of matter, its names, and how urgent it is unless something says otherwise."""

    code: str
    zh: str
    en: str
    level: Urgency


@cache
def categories() -> dict[str, Category]:
    """Every category by code. ValueError naming the entry that cannot be read."""
    found = {}
    for code, entry in yaml.safe_load(FILE.read_text("utf-8")).items():
        if set(entry) != {"zh", "en", "level"}:
            raise ValueError(f"{FILE.name}: {code}: zh, en and level are needed, nothing else")
        found[code] = Category(code, entry["zh"], entry["en"], Urgency(entry["level"]))
    return found
