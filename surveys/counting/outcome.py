"""Did it pass? A rule set held against a count: every test, all of them, and what is missing.

Units    Each test counts one measure. Silence (从多) is added to a choice and to participation only
         where the rule set permits it; elsewhere deemed votes are not looked at.
Source   The rule set's own. 民法典 art. 278 asks for a quorum of all and a share of those who take
         part, each by heads and by area; local rules mostly ask for a share of all.
Errors   RuleSetUnfit when the scopes are not those of the rule set; Invalid when more was cast than
         stands on the roll. An empty roll passes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.errors import RuleSetUnfit
from models.kinds import Choice, Measure
from surveys.counting.count import Count, check_count
from surveys.counting.requirement import CheckName, Denominator, Numerator, Requirement, Scope
from surveys.counting.ruleset import RuleSet
from surveys.counting.thresholds import Finding

__all__ = ["Check", "Conditions", "Count", "Outcome", "decide"]

OPEN_OBJECTIONS = "open_objections"
PUBLICITY = "publicity"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be so beside the numbers: objections answered, other rounds passed, 公示 over."""

    open_objections: int = 0
    also_passed: frozenset[str] = frozenset()
    publicity_done: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One test of an outcome; ``scope`` says where, in a rule joined over several."""

    name: CheckName
    measure: Measure
    finding: Finding
    scope: Scope | None = None

    @property
    def passed(self) -> bool:
        """Was this test reached?"""
        return self.finding.passed

    def as_dict(self) -> dict[str, object]:
        """As the contract lists a test of an outcome."""
        finding = self.finding
        written: dict[str, object] = {
            "name": str(self.name),
            "measure": str(self.measure),
            "numerator": finding.part,
            "denominator": finding.whole,
            "threshold": finding.threshold.text,
            "comparison": str(finding.threshold.comparison),
            "inequality": finding.inequality,
            "passed": finding.passed,
            "shortfall": finding.shortfall,
        }
        if self.scope is not None:
            written["scope"] = str(self.scope)
        return written


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every test, also those after a failed one, and the names of unmet conditions."""

    rule_set: str
    tests: tuple[Check, ...]
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """All tests passed and nothing is missing."""
        return not self.missing and all(test.passed for test in self.tests)

    def as_dict(self) -> dict[str, object]:
        """The contract's outcome."""
        return {
            "rule_set": self.rule_set,
            "passed": self.passed,
            "tests": [test.as_dict() for test in self.tests],
            "missing": list(self.missing),
        }


def decide(
    rule: RuleSet,
    count: Count | Mapping[str, Count],
    conditions: Conditions = Conditions(),
) -> Outcome:
    """Hold ``rule`` against ``count``; a rule joined over scopes takes one count for each.

    Errors: RuleSetUnfit, Invalid (module docstring).
    """
    counts = _by_scope(rule, count)
    return Outcome(
        rule.id,
        tuple(
            _check(each, counts, follow=rule.permits_follow_majority) for each in rule.requirements
        ),
        tuple(_missing(rule, conditions)),
    )


def _by_scope(rule: RuleSet, count: Count | Mapping[str, Count]) -> Mapping[Scope | None, Count]:
    """The counts under the scopes that the requirements name; None where nothing is joined."""
    joined = rule.scope is Scope.JOINED
    if isinstance(count, Count):
        if joined:
            raise RuleSetUnfit(rule_set=rule.id, scopes=list(rule.scopes))
        check_count(count, follow=rule.permits_follow_majority)
        return {None: count}
    if set(count) != set(rule.scopes):
        raise RuleSetUnfit(rule_set=rule.id, scopes=list(rule.scopes))
    for name, each in count.items():
        check_count(each, follow=rule.permits_follow_majority, place=f"/scopes/{name}")
    return {Scope(name) if joined else None: each for name, each in count.items()}


def _check(asked: Requirement, counts: Mapping[Scope | None, Count], *, follow: bool) -> Check:
    count, measure = counts[asked.scope], asked.measure
    everyone = count.roll.of(measure)
    participating = count.participating(measure, follow=follow)
    part = {
        Numerator.AGREE: count.of(Choice.AGREE, measure, follow=follow),
        Numerator.PARTICIPATING: participating,
        Numerator.NOT_OPPOSED: everyone - count.of(Choice.OPPOSE, measure, follow=follow),
    }[asked.numerator]
    whole = {
        Denominator.ALL: everyone,
        Denominator.PARTICIPATING: participating,
        Denominator.FIXED: asked.fixed or 0,
    }[asked.denominator]
    sample = asked.denominator is Denominator.FIXED
    return Check(asked.name, measure, Finding(part, whole, asked.threshold, sample), asked.scope)


def _missing(rule: RuleSet, conditions: Conditions) -> Iterator[str]:
    for name in rule.also_requires:
        if name not in conditions.also_passed:
            yield name
    if rule.max_open is not None and conditions.open_objections > rule.max_open:
        yield OPEN_OBJECTIONS
    if rule.publicity is not None and not conditions.publicity_done:
        yield PUBLICITY
