"""Is somebody in danger? Rules before any classifier, on the side of recall (reference 5.4).

The rules are data (``emergency.yaml``). Every *sign* of danger in a message is judged by itself: is
it meant in another sense, denied, feared for later, a plan, a lesson, long past, or put right
since? A guard looks only where its words can stand, so that a 谢谢 at the end silences no fire,
and what is happening again counts, whatever was repaired before: "上次修好了现在又漏气" is danger.
One sign that no guard explains is enough.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "emergency.yaml"
#: over once they happened; a leak or a bare wire of yesterday is still there
MOMENTS = frozenset({"fire", "lift_trapped", "injury", "crime"})
#: long past only where they say so: 去年漏过煤气
STATES = frozenset({"gas_leak", "electric_shock"})
#: that a wall may fall is the danger itself
LOOMING = frozenset({"collapse_fall"})
_SENTENCES = re.compile(r"[^!?。\n]+")
_CLAUSES = re.compile(r"[^,;!?~…。;\n ]+")
_LETTER, _LONG_LETTER = 60, 150  # characters: one that begins as such, and one that does not
_BEFORE = 8  # letters right before a sign, in which a denial stands
_AFTER = 3  # clauses after a sign, in which its end is told
_ONLY_A_TIME = 6  # letters of a clause that says when, and nothing else: 去年冬天


@dataclass(frozen=True, slots=True)
class Emergency:
    """What kind of danger, and the words that said so."""

    category: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``danger`` that is there; or the guard that explained the words of danger; or neither."""

    danger: Emergency | None = None
    calmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of danger, and the text around them, clause by clause."""

    category: str
    words: str
    before: str  # its clause up to it
    after: str  # its clause behind it
    earlier: str  # the clause before
    later: tuple[str, ...]  # the next clauses
    means_other: bool = False  # 打火机, 跳楼价: the words also mean something harmless


@dataclass(frozen=True, slots=True)
class _Rules:
    dangers: dict[str, re.Pattern[str]]
    across: dict[str, re.Pattern[str]]
    other_senses: re.Pattern[str]
    guards: dict[str, re.Pattern[str]]
    present: re.Pattern[str]
    relapse: re.Pattern[str]


def find(text: str) -> Emergency | None:
    """The danger that a cleaned text tells of, or None."""
    return look(text).danger


def look(text: str) -> Finding:
    """What the rules make of a cleaned text. Of several dangers the first in the file's order."""
    if _is_letter(text):
        return Finding(None, "letter")
    calmed_by = None
    for form in dict.fromkeys((text, text.replace(" ", ""))):  # people also write 着 火 了
        for sign in _signs(form):
            guard = _guard(sign)
            if guard is None:
                return Finding(Emergency(sign.category, (sign.words,)))
            calmed_by = calmed_by or guard
    return Finding(None, calmed_by)


def _is_letter(text: str) -> bool:
    """尊敬的领导 … 恳请有关部门: a long letter without a word of now tells of what has been."""
    guards = _rules().guards
    begins = guards["letter"].match(text) is not None
    is_one = len(text) >= (_LETTER if begins else _LONG_LETTER)
    return is_one and guards["urgent"].search(text) is None


def _signs(text: str) -> Iterator[Sign]:
    """Every sign of danger, in the order of the file's kinds."""
    rules = _rules()
    for category, danger in rules.dangers.items():
        yield from _signs_of(category, danger, _CLAUSES.findall(text))
        if category in rules.across:
            yield from _signs_of(category, rules.across[category], _SENTENCES.findall(text))


def _signs_of(category: str, danger: re.Pattern[str], clauses: Sequence[str]) -> Iterator[Sign]:
    others = _rules().other_senses
    for n, clause in enumerate(clauses):
        for found in danger.finditer(clause):
            start, end = found.span()
            means = any(m.start() < end and start < m.end() for m in others.finditer(clause))
            yield Sign(
                category,
                found.group(),
                clause[:start],
                clause[end:],
                clauses[n - 1] if n else "",
                tuple(clauses[n + 1 : n + 1 + _AFTER]),
                means,
            )


def _guard(sign: Sign) -> str | None:
    """The name of the guard that explains a sign, or None: then it is danger."""
    return next((name for name, holds in _GUARDS.items() if holds(sign)), None)


def _is_denied(sign: Sign) -> bool:
    guards = _rules().guards
    if guards["inside"].search(sign.words) and not _is_now(sign):
        return True
    return guards["denied"].search(sign.before[-_BEFORE:]) is not None


def _is_feared(sign: Sign) -> bool:
    """Thought of rather than seen; what hangs over one's head is seen."""
    guards = _rules().guards
    if guards["risk"].search(sign.after) and sign.category not in LOOMING:
        return True
    if sign.category in MOMENTS and guards["near_miss"].search(sign.before):
        return True
    if sign.category == "fire" and guards["what_if"].search(sign.after):
        return True
    return not _is_now(sign) and guards["hypothetical"].search(sign.before) is not None


def _is_planned(sign: Sign) -> bool:
    return not _is_now(sign) and _rules().guards["planning"].search(sign.before) is not None


def _is_learned(sign: Sign) -> bool:
    clause = sign.before + sign.words + sign.after
    return not _is_now(sign) and _rules().guards["learning"].search(clause) is not None


def _is_thanked(sign: Sign) -> bool:
    return _rules().guards["thanks"].search(sign.before) is not None


def _is_now(sign: Sign) -> bool:
    return _rules().present.search(sign.before + sign.words + sign.after) is not None


def _is_past(sign: Sign) -> bool:
    """Told of another time, with nothing since that says it goes on."""
    rules = _rules()
    if sign.category in STATES and not rules.guards["told_over"].search(
        sign.words + sign.after[:3]
    ):
        return False
    told = sign.before if len(sign.earlier) > _ONLY_A_TIME else f"{sign.earlier} {sign.before}"
    behind = " ".join((sign.words, sign.after, *sign.later))
    is_over = sign.category in MOMENTS and sign.category != "crime"  # who was robbed calls today
    names = ("past", "past_moment") if is_over else ("past",)
    return any(
        not rules.present.search(told[when.end() :] + behind)
        for name in names
        for when in rules.guards[name].finditer(told)
    )


def _is_resolved(sign: Sign) -> bool:
    """Put right, and not come back."""
    rules = _rules()
    behind = " ".join((sign.after, *sign.later))
    for end in rules.guards["resolved"].finditer(behind):
        if not _is_open(behind, end) and not rules.relapse.search(behind[end.end() :]):
            return True
    for end in rules.guards["resolved"].finditer(sign.before):
        between = sign.before[end.end() :]  # 修好了漏气的管子, not 修好了现在又漏气
        if len(between) <= 6 and not rules.present.search(between) and sign.after[:1] == "的":
            return not _is_open(sign.before, end)
    return False


def _is_open(text: str, end: re.Match[str]) -> bool:
    """Is it wished for or asked about rather than told? 没修好, 请尽快修好, 修好了吗."""
    guards = _rules().guards
    before, after = text[: end.start()][-4:], text[end.end() :]
    return bool(guards["not_resolved"].search(before) or guards["asked"].search(after))


#: in the order in which they are asked; the name goes into ``Finding.calmed_by``
_GUARDS: Mapping[str, Callable[[Sign], bool]] = {
    "another_sense": lambda sign: sign.means_other,
    "denied": _is_denied,
    "learned": _is_learned,
    "feared": _is_feared,
    "planned": _is_planned,
    "thanked": _is_thanked,
    "past": _is_past,
    "resolved": _is_resolved,
}


@cache
def _rules() -> _Rules:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    return _Rules(
        {code: re.compile("|".join(rows)) for code, rows in data["emergencies"].items()},
        {code: re.compile("|".join(rows)) for code, rows in data["across"].items()},
        re.compile("|".join(data["other_senses"])),
        {name: re.compile(pattern) for name, pattern in data["guards"].items()},
        re.compile(data["present"]),
        re.compile(data["relapse"]),
    )
