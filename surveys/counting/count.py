"""What a rule set is held against: the frozen roll, what was cast, and what silence was deemed.

Errors   Invalid, naming the place, when more was cast than stands on the roll: `check_count` is for
         numbers that came from outside. Inside, `surveys.counting.tally` cannot produce them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.errors import Fault, Invalid, _
from models.kinds import Choice, Measure
from surveys.counting.weights import Weights


@dataclass(frozen=True, slots=True)
class Count:
    """``deemed`` is 从多: it stays apart, since only some rule sets may look at it."""

    roll: Weights
    cast: Mapping[Choice, Weights]
    deemed: Mapping[Choice, Weights] | None = None

    def of(self, choice: Choice, measure: Measure, *, follow: bool) -> int:
        """What counts for ``choice``; with ``follow`` the deemed voices are added."""
        deemed = (self.deemed or {}) if follow else {}
        return sum(votes[choice].of(measure) for votes in (self.cast, deemed) if choice in votes)

    def participating(self, measure: Measure, *, follow: bool) -> int:
        """参与表决: everyone who agreed, opposed or abstained; an abstention takes part."""
        return sum(self.of(choice, measure, follow=follow) for choice in Choice)


def check_count(count: Count, *, follow: bool, place: str = "") -> None:
    """Raise Invalid with a fault for every measure in which more was cast than is on the roll."""
    faults = [
        Fault(
            f"{place}/cast",
            "more_than_roll",
            _("More was cast by {measure} ({cast}) than stands on the roll ({roll})."),
            (("measure", measure), ("cast", cast), ("roll", count.roll.of(measure))),
        )
        for measure in Measure
        if (cast := count.participating(measure, follow=follow)) > count.roll.of(measure)
    ]
    if faults:
        raise Invalid(*faults)
