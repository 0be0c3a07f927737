"""Who answered what, weighed: the frozen roll and one standing a unit, turned into totals.

Units    Households and dm² are added up by unit. A head (an owner of one or several units) counts
         once, for the choice that all its counted units share. A head whose units chose
         differently counts in no choice and does not participate by head; it is reported as mixed,
         and its units still count by household and area (decision 0007).
Source   区分所有权解释 art. 9 (one owner, one head); 民法典 art. 278 (heads and area). A unit whose
         co-owners contradict each other is conflicted and counts in nothing until it is settled.
Errors   ValueError for a unit that stands twice on the roll or in the answers, or that answers
         without standing on the roll: the database promises that neither happens.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.kinds import Channel, Choice
from surveys.counting.count import Count
from surveys.counting.weights import Weights

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True)
class RollLine(Generic[K]):
    """A unit as it was frozen: ``household`` 1 for a dwelling and 0 for a shop, ``head`` the
    number of its owner group, ``area`` in dm²."""

    unit: K
    household: int
    head: int
    area: int


@dataclass(frozen=True, slots=True)
class Standing(Generic[K]):
    """What a unit says at present; ``choice`` is None where its ballot answers nothing."""

    unit: K
    choice: Choice | None
    channel: Channel
    conflicted: bool = False


@dataclass(frozen=True, slots=True)
class Tally(Generic[K]):
    """The totals of one question; ``by_channel`` and ``units`` are numbers of units."""

    roll: Weights
    units: int
    cast: dict[Choice, Weights]
    participating: Weights
    by_channel: dict[Channel, int]
    conflicted: list[K]
    mixed_heads: int

    def count(self, deemed: Mapping[Choice, Weights] | None = None) -> Count:
        """What a rule set is held against."""
        return Count(self.roll, self.cast, deemed)


def count_votes(roll: Iterable[RollLine[K]], standings: Iterable[Standing[K]]) -> Tally[K]:
    """The tally of a vote. Linear in the roll; measured 2026-11: 20,000 units in 9 ms."""
    lines = _by_unit(roll)
    chosen: dict[K, Choice] = {}
    by_channel: Counter[Channel] = Counter()
    conflicted: list[K] = []
    seen: set[K] = set()
    for standing in standings:
        if standing.unit in seen or standing.unit not in lines:
            raise ValueError(f"unit {standing.unit!r} answers twice, or is not on the roll")
        seen.add(standing.unit)
        if standing.conflicted:
            conflicted.append(standing.unit)
        elif standing.choice is not None:
            chosen[standing.unit] = standing.choice
            by_channel[standing.channel] += 1
    cast, mixed = _weigh_choices(lines, chosen)
    return Tally(
        roll=_weigh(lines.values()),
        units=len(lines),
        cast=cast,
        participating=sum(cast.values(), Weights.zero()),
        by_channel=dict(by_channel),
        conflicted=conflicted,
        mixed_heads=mixed,
    )


def weigh(roll: Iterable[RollLine[K]], units: Collection[K]) -> Weights:
    """Some units of the roll together, a head once however many of its units are among them."""
    wanted = frozenset(units)
    return _weigh(line for line in roll if line.unit in wanted)


def weigh_silent(
    roll: Iterable[RollLine[K]], answered: Collection[K], eligible: Collection[K]
) -> Weights:
    """The voices that 从多 may move: ``eligible`` units (delivered with proof, consequence shown)
    that are not among the ``answered``, conflicted ones included.

    A head that answered for any of its units has spoken, and is not silent for the others.
    """
    spoke, asked = frozenset(answered), frozenset(eligible)
    lines = list(roll)
    heads_that_spoke = {line.head for line in lines if line.unit in spoke}
    silent = [line for line in lines if line.unit in asked and line.unit not in spoke]
    heads = {line.head for line in silent} - heads_that_spoke
    return Weights(
        sum(line.household for line in silent), len(heads), sum(line.area for line in silent)
    )


def count_options(
    roll: Iterable[RollLine[K]],
    answers: Iterable[tuple[K, Collection[V]]],
    options: Sequence[V] = (),
) -> dict[V, Weights]:
    """Each option's weights: of a single choice (one value a unit), of several, or of a scale.

    A head counts for an option when all of its answering units chose it. ``options`` come first
    and in their order, also those nobody chose; other values follow as they are met.
    """
    lines = _by_unit(roll)
    answered: Counter[int] = Counter()
    households, areas = Counter[V](dict.fromkeys(options, 0)), Counter[V]()
    heads: dict[V, Counter[int]] = {}
    seen: set[K] = set()
    for unit, values in answers:
        if unit in seen or unit not in lines:
            raise ValueError(f"unit {unit!r} answers twice, or is not on the roll")
        seen.add(unit)
        line = lines[unit]
        answered[line.head] += 1
        for value in frozenset(values):
            households[value] += line.household
            areas[value] += line.area
            heads.setdefault(value, Counter())[line.head] += 1
    return {
        value: Weights(
            household,
            sum(units == answered[head] for head, units in heads.get(value, Counter()).items()),
            areas[value],
        )
        for value, household in households.items()
    }


def _by_unit(roll: Iterable[RollLine[K]]) -> dict[K, RollLine[K]]:
    lines = list(roll)
    by_unit = {line.unit: line for line in lines}
    if len(by_unit) != len(lines):
        raise ValueError("a unit stands twice on the roll")
    return by_unit


def _weigh(lines: Iterable[RollLine[K]]) -> Weights:
    household, area = 0, 0
    heads = set()
    for line in lines:
        household += line.household
        area += line.area
        heads.add(line.head)
    return Weights(household, len(heads), area)


def _weigh_choices(
    lines: Mapping[K, RollLine[K]], chosen: Mapping[K, Choice]
) -> tuple[dict[Choice, Weights], int]:
    """Weights by choice, and how many heads are mixed."""
    households, areas = dict.fromkeys(Choice, 0), dict.fromkeys(Choice, 0)
    by_head: dict[int, Choice] = {}
    mixed: set[int] = set()
    for unit, choice in chosen.items():
        line = lines[unit]
        households[choice] += line.household
        areas[choice] += line.area
        if by_head.setdefault(line.head, choice) is not choice:
            mixed.add(line.head)
    heads = Counter(choice for head, choice in by_head.items() if head not in mixed)
    cast = {choice: Weights(households[choice], heads[choice], areas[choice]) for choice in Choice}
    return cast, len(mixed)
