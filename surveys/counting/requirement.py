"""One thing a rule set demands: which voices, of which whole, by which measure, how many.

Units    ``fixed`` is a number of the measure; thresholds are fractions (`Threshold`).
Errors   ValueError naming the key, for whatever cannot be a requirement.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.kinds import Measure
from surveys.counting.strict import Reader
from surveys.counting.thresholds import Comparison, Threshold


class Scope(StrEnum):
    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"
    CUSTOM = "custom"  # a project, or a whole city
    JOINED = "joined"  # several scopes, all of which must pass


class CheckName(StrEnum):
    QUORUM = "quorum"
    AGREE = "agree"
    NO_OBJECTION = "no_objection"
    COVERAGE = "coverage"
    SAMPLE = "sample"
    RESPONSE = "response"
    SATISFIED = "satisfied"


class Numerator(StrEnum):
    AGREE = "agree"
    PARTICIPATING = "participating"
    NOT_OPPOSED = "not_opposed"  # everyone but those who oppose: vetoes and negative consent


class Denominator(StrEnum):
    ALL = "all"
    PARTICIPATING = "participating"
    FIXED = "fixed"  # a number to be reached, whatever the roll holds


@dataclass(frozen=True, slots=True)
class Requirement:
    """One test by one measure; ``scope`` only in a joined rule, ``fixed`` only for a sample."""

    name: CheckName
    measure: Measure
    numerator: Numerator
    denominator: Denominator
    threshold: Threshold
    fixed: int | None = None
    scope: Scope | None = None

    def __post_init__(self) -> None:
        if (self.fixed is None) is (self.denominator is Denominator.FIXED):
            raise ValueError("fixed: stands exactly where the denominator is fixed")
        if self.scope is Scope.JOINED:
            raise ValueError("scope: one of those that are joined")

    @classmethod
    def read(cls, document: Reader) -> "Requirement":
        """From one entry of ``tests``."""
        name = document.word("name", CheckName)
        measure = document.word("measure", Measure)
        numerator = document.word("numerator", Numerator)
        denominator = document.word("denominator", Denominator)
        share, comparison = document.text("threshold"), document.word("comparison", Comparison)
        fixed = document.whole("fixed", 1, 1_000_000_000) if document.has("fixed") else None
        scope = document.word("scope", Scope) if document.has("scope") else None
        document.finish()
        try:
            threshold = Threshold.parse(share, comparison)
        except ValueError as wrong:
            document.refuse("threshold", str(wrong))
        try:
            return cls(name, measure, numerator, denominator, threshold, fixed, scope)
        except ValueError as wrong:
            raise ValueError(f"{document.path}.{wrong}") from wrong

    def as_dict(self) -> dict[str, object]:
        """As ``tests`` lists it, ``fixed`` and ``scope`` only where they say something."""
        written: dict[str, object] = {
            "name": str(self.name),
            "measure": str(self.measure),
            "numerator": str(self.numerator),
            "denominator": str(self.denominator),
            "threshold": self.threshold.text,
            "comparison": str(self.threshold.comparison),
        }
        if self.fixed is not None:
            written["fixed"] = self.fixed
        if self.scope is not None:
            written["scope"] = str(self.scope)
        return written
