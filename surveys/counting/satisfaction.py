"""Are residents satisfied? Two measures that are not the same: a share, and a weighted mean.

Units    Households. 无法评价 is allowed, is reported, and is not valid.
Source   青海 2023: 满意度 90 % 以上. The five levels are those of 政务服务好差评.
Design   满意率 counts 基本满意 as satisfied; without it, it is a metric with a name of its own
         (``satisfied_rate_strict``). 满意度指数 weighs 100/80/60/30/0. Both must be published with
         what they count, since neither the law nor the source says it.
Errors   ValueError for negative numbers or more answers than households.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.kinds import Choice
from surveys.counting.count import Count
from surveys.counting.shares import Ratio
from surveys.counting.weights import Weights


class Level(StrEnum):
    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    BASICALLY_SATISFIED = "basically_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意
    CANNOT_JUDGE = "cannot_judge"  # 无法评价, 不了解


INDEX_WEIGHTS = {
    Level.VERY_SATISFIED: 100,
    Level.SATISFIED: 80,
    Level.BASICALLY_SATISFIED: 60,
    Level.DISSATISFIED: 30,
    Level.VERY_DISSATISFIED: 0,
}


@dataclass(frozen=True, slots=True)
class Score:
    """One question's result: how many households chose each level, of how many in scope."""

    levels: dict[Level, int]
    households: int

    @property
    def cannot_judge(self) -> int:
        """Answered 无法评价: reported, not valid."""
        return self.levels[Level.CANNOT_JUDGE]

    @property
    def valid(self) -> int:
        """Households that chose one of the five levels."""
        return sum(self.levels[level] for level in INDEX_WEIGHTS)

    @property
    def satisfied_rate_strict(self) -> Ratio:
        """满意率 without 基本满意; never to be shown under the other's name."""
        levels = self.levels
        return Ratio(levels[Level.VERY_SATISFIED] + levels[Level.SATISFIED], self.valid)

    @property
    def satisfied_rate(self) -> Ratio:
        """满意率: 非常满意, 满意 and 基本满意, of the valid answers."""
        satisfied = self.satisfied_rate_strict.numerator + self.levels[Level.BASICALLY_SATISFIED]
        return Ratio(satisfied, self.valid)

    @property
    def index(self) -> Ratio:
        """满意度指数, 0 to 100: the sum of the weights over the valid answers."""
        points = sum(weight * self.levels[level] for level, weight in INDEX_WEIGHTS.items())
        return Ratio(points, self.valid)

    @property
    def response_rate(self) -> Ratio:
        """Valid answers of all households in scope."""
        return Ratio(self.valid, self.households)

    def count(self) -> Count:
        """As a rule set sees it: satisfied agrees, dissatisfied opposes, by household alone."""
        satisfied = self.satisfied_rate.numerator
        return Count(
            Weights(self.households, 0, 0),
            {
                Choice.AGREE: Weights(satisfied, 0, 0),
                Choice.OPPOSE: Weights(self.valid - satisfied, 0, 0),
            },
        )

    def as_dict(self) -> dict[str, object]:
        """For answers and certificates: every rate with its two whole numbers."""
        return {
            "levels": {str(level): number for level, number in self.levels.items()},
            "households": self.households,
            "valid": self.valid,
            "cannot_judge": self.cannot_judge,
            "satisfied_rate": self.satisfied_rate.as_dict(),
            "satisfied_rate_strict": self.satisfied_rate_strict.as_dict(),
            "index": self.index.as_dict(),
            "response_rate": self.response_rate.as_dict(),
        }


def count_levels(answers: Iterable[str]) -> dict[Level, int]:
    """Answers, one a household, by level. ValueError for a word that is no level."""
    counted = Counter(Level(answer) for answer in answers)
    return {level: counted[level] for level in Level}


def score(levels: Mapping[Level, int], households: int) -> Score:
    """The score of one question; levels nobody chose may be left out."""
    complete = {level: levels.get(level, 0) for level in Level}
    if any(number < 0 for number in complete.values()):
        raise ValueError("a number of households is not negative")
    if sum(complete.values()) > households:
        raise ValueError(f"more answers than the {households} households in scope")
    return Score(complete, households)
