"""In what order do residents want things? Demand lists (居民点单) and ranking questions.

Design   A demand list is ordered inside each class (基础, 完善, 提升 …; classes are data) by
         households, then by area; equals share a place and the next place is left out (1, 1, 3).
         基础类 items cannot be voted out (应改尽改): their order is voted, not whether.
         A ranking question is summed up in two plain integers an item, how often it came first and
         the sum of its ranks, because points (Borda) would weigh a short list against a long one.
Errors   ValueError for an item ranked twice in one answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveys.counting.weights import Weights


@dataclass(frozen=True, slots=True)
class Demand:
    """An item of a demand list with the voices that want it."""

    key: str
    class_code: str
    weights: Weights


@dataclass(frozen=True, slots=True)
class Placed:
    """A demand in its place, from 1, inside its class."""

    key: str
    class_code: str
    weights: Weights
    place: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item of a ranking question. Sums of ranks compare only beside ``ranked``: an item that
    few ranked has a small sum too."""

    ranked: int  # in how many answers it was given a rank
    first_places: int
    rank_sum: int


def place_items(items: Iterable[Demand]) -> list[Placed]:
    """Best first inside each class, classes as first met; what ties is in the order of its key."""
    classes: dict[str, list[Demand]] = {}
    for item in items:
        classes.setdefault(item.class_code, []).append(item)
    return [placed for demands in classes.values() for placed in _place(demands)]


def count_rankings(
    answers: Iterable[Sequence[str]], items: Sequence[str] = ()
) -> dict[str, Ranked]:
    """One answer a unit, best first, not necessarily complete. ``items`` nobody ranked have 0."""
    ranks: dict[str, list[int]] = {item: [] for item in items}
    for answer in answers:
        if len(set(answer)) != len(answer):
            raise ValueError("an item is ranked twice in one answer")
        for rank, item in enumerate(answer, start=1):
            ranks.setdefault(item, []).append(rank)
    return {item: Ranked(len(given), given.count(1), sum(given)) for item, given in ranks.items()}


def _place(demands: list[Demand]) -> list[Placed]:
    ordered = sorted(demands, key=lambda item: (*_wanted(item), item.key))
    scores = [_wanted(item) for item in ordered]
    return [
        Placed(item.key, item.class_code, item.weights, scores.index(_wanted(item)) + 1)
        for item in ordered
    ]


def _wanted(item: Demand) -> tuple[int, int]:
    return -item.weights.household, -item.weights.area
