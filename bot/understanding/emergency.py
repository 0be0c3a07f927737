"""Is somebody in danger? Rules before any classifier, on the side of recall (reference 5.4).

The rules find words of danger clause by clause, and ask the guards whether the clause speaks of
something repaired, planned, feared, denied or long past. A word of the present (现在, 又, 正在)
overrides every guard but the denial: "上次修好了现在又漏气" is danger.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "emergency.yaml"
AMBIGUOUS = ("漏气", "漏", "冒烟", "浓烟", "全是烟")  # also said of tyres, and of smokers
_CLAUSES = re.compile(r"[,，。;；!！?？\n]+| (?=\S)")


@dataclass(frozen=True, slots=True)
class Emergency:
    """What kind of danger, and the words that said so."""

    category: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    dangers: dict[str, re.Pattern[str]]
    guards: dict[str, re.Pattern[str]]
    present: re.Pattern[str]


def find(text: str) -> Emergency | None:
    """The danger that a cleaned text tells of, or None. The first of the file's order wins."""
    rules = _rules()
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    now = bool(rules.present.search(text))
    for category, danger in rules.dangers.items():
        for n, clause in enumerate(clauses):
            found = danger.search(clause)
            if found and not _is_guarded(clauses, n, found, rules, now=now):
                return Emergency(category, (found.group(),))
    return None


def _is_guarded(
    clauses: list[str], n: int, found: re.Match[str], rules: _Rules, *, now: bool
) -> bool:
    clause = clauses[n]
    if _denied(clause, found, rules.guards["denied"]):
        return True
    if found.group().startswith(AMBIGUOUS) and rules.guards["other_sense"].search(clause):
        return True
    if rules.guards["asking"].search(clause) or rules.guards["planning"].search(clause):
        return not (now and rules.present.search(clause))
    if now:
        return False
    around = " ".join(clauses[n : n + 2])
    return any(
        rules.guards[name].search(around) for name in ("repaired", "thanks", "hypothetical", "past")
    )


def _denied(clause: str, found: re.Match[str], denied: re.Pattern[str]) -> bool:
    """A denial right before the words of danger, as in 没有着火; 没人管 denies nothing."""
    before = clause[max(0, found.start() - 6) : found.start()]
    match = denied.search(before)
    return match is not None and not re.search(r"没人管|没有?(来|处理|修|办法)|没敢|不敢", before)


@cache
def _rules() -> _Rules:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    return _Rules(
        {code: re.compile("|".join(rows)) for code, rows in data["emergencies"].items()},
        {name: re.compile(pattern) for name, pattern in data["guards"].items()},
        re.compile(data["present"]),
    )
