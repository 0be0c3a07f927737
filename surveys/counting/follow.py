"""May silence be counted with the majority (从多), and where does it go?

Source   建房〔2009〕274号 art. 26(2) leaves it to the 管理规约 or the 议事规则; 聊城 art. 16 says
         the same. Who may be deemed: a unit that got its ballot with proof, was warned of the
         consequence, and returned nothing; the caller weighs those with
         `surveys.counting.tally.weigh_silent`. Contested in court, so off unless a clause says so.
Design   The majority is more than half of what was cast, by heads and by area, for the same
         option. Anything else (split measures, ties, a mere plurality, no ballot at all) moves
         nothing. An explicit 弃权 stays what it is.
Errors   ValueError when more were cast and silent than stand on the roll.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.kinds import Choice, Measure
from surveys.counting.weights import Weights

SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Deemed:
    """Where silence goes: ``weights`` are added to ``choice``; None and a reason if nowhere."""

    choice: Choice | None
    weights: Weights
    reason: str = ""

    @property
    def votes(self) -> dict[Choice, Weights]:
        """As `surveys.counting.count.Count` takes it, to be printed apart from what was cast."""
        return {} if self.choice is None else {self.choice: self.weights}


def follow_majority(roll_total: Weights, cast: Mapping[Choice, Weights], silent: Weights) -> Deemed:
    """Move the eligible ``silent`` voices to the majority of the voices cast, if there is one."""
    participating = sum(cast.values(), Weights.zero())
    for measure in Measure:
        if participating.of(measure) + silent.of(measure) > roll_total.of(measure):
            raise ValueError(f"more voices than the roll has, by {measure}")
    by_head = _majority(cast, Measure.HEAD)
    if by_head is None or by_head is not _majority(cast, Measure.AREA):
        return Deemed(None, Weights.zero(), SPLIT)
    return Deemed(by_head, silent)


def _majority(cast: Mapping[Choice, Weights], measure: Measure) -> Choice | None:
    total = sum(weights.of(measure) for weights in cast.values())
    for choice, weights in cast.items():
        if 2 * weights.of(measure) > total:
            return choice
    return None
