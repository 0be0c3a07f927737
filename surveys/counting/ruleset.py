"""A rule set: what must be reached, by which measure, of which whole, before something passes.

Units    Days are those of `surveys.counting.days`.
Source   Each rule set bears its own citation. Rule sets are data (`surveys/policies/packs`): no
         ratio of any law stands in the code.
Errors   ValueError naming the key, for whatever cannot be a rule set. A round freezes the document
         (`RuleSet.as_dict`) under its hash; `RuleSet.from_dict` refuses one that was altered.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.kinds import DayUnit
from surveys.counting.requirement import CheckName, Requirement, Scope
from surveys.counting.strict import Reader

#: keys of a frozen document that repeat, for readers, what its tests say
DERIVED = frozenset(
    {"measures", "numerator", "denominator", "threshold", "comparison", "quorum", "content_hash"}
)


class Purpose(StrEnum):
    ADMISSION = "admission"  # 纳入改造计划
    SCHEME = "scheme"  # 改造方案
    ELEVATOR = "elevator"  # 加装电梯
    OWNERS_VOTE = "owners_vote"  # 业主共同决定事项
    ASSEMBLY = "assembly"  # 业主代表大会决议
    SIGNING = "signing"  # 签约
    SURVEY = "survey"  # 入户调查, 问卷
    SATISFACTION = "satisfaction"  # 满意度测评


class Abstain(StrEnum):
    NOT_AGREE = "not_agree"  # takes part, agrees to nothing; no rule known to us differs


class FollowMajority(StrEnum):
    NEVER = "never"
    BY_CLAUSE = "by_clause"  # 从多, where the 议事规则 or 管理规约 says so


class EvotingMode(StrEnum):
    BINDING = "binding"
    ADVISORY = "advisory"
    PAPER_REQUIRED = "paper_required"


@dataclass(frozen=True, slots=True)
class Title:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Publicity:
    """公示: for how long, and how its days are counted."""

    days: int
    unit: DayUnit


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Passed when every requirement is met and nothing else is missing."""

    id: str
    title: Title
    purpose: Purpose
    jurisdiction: str  # GB/T 2260; 000000 is the nation
    scope: Scope
    requirements: tuple[Requirement, ...]
    abstain: Abstain
    follow_majority: FollowMajority
    include_parking: bool
    max_open: int | None  # open objections at most; None: objections are not asked about
    publicity: Publicity | None
    also_requires: tuple[str, ...]
    evoting_mode: EvotingMode
    min_identity_level: int  # 1–4, reference 3.3
    citation: str
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{2,63}", self.id):
            raise ValueError(f"id: {self.id!r} is no name")
        if not re.fullmatch(r"\d{6}", self.jurisdiction):
            raise ValueError(f"jurisdiction: {self.jurisdiction!r} is no six-digit division code")
        told_apart = {(each.name, each.measure, each.scope) for each in self.requirements}
        if not self.requirements or len(told_apart) != len(self.requirements):
            raise ValueError("tests: one or more are needed, none twice")
        if any((each.scope is None) is (self.scope is Scope.JOINED) for each in self.requirements):
            raise ValueError("tests: each names its scope where scopes are joined, and only there")

    @property
    def main(self) -> Requirement:
        """The test that gives the rule set its name: the first that is no quorum."""
        others = [each for each in self.requirements if each.name is not CheckName.QUORUM]
        return (others or self.requirements)[0]

    @property
    def quorum(self) -> tuple[Requirement, ...]:
        """The tests of participation, perhaps none."""
        return tuple(each for each in self.requirements if each.name is CheckName.QUORUM)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes it is decided over: one, or those that are joined."""
        named = tuple(str(each.scope) for each in self.requirements if each.scope is not None)
        return tuple(dict.fromkeys(named)) or (str(self.scope),)

    @property
    def permits_follow_majority(self) -> bool:
        """May deemed votes (从多) be counted, if a clause says so?"""
        return self.follow_majority is FollowMajority.BY_CLAUSE

    @property
    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON of everything it says."""
        return hash_of(self._content())

    def as_dict(self) -> dict[str, object]:
        """The whole rule set in JSON's words, with its hash: what a round freezes."""
        content = self._content()
        return content | {"content_hash": hash_of(content)}

    @classmethod
    def from_dict(cls, document: Mapping[str, object]) -> "RuleSet":
        """From a pack's YAML, or from what `as_dict` gave, whose hash must still be right."""
        frozen = "content_hash" in document
        if frozen:
            content = {key: value for key, value in document.items() if key != "content_hash"}
            if hash_of(content) != document["content_hash"]:
                raise ValueError("content_hash: the rule set was altered after it was frozen")
        return _read(Reader(document), DERIVED if frozen else frozenset())

    def _content(self) -> dict[str, object]:
        return {
            "id": self.id,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "purpose": str(self.purpose),
            "jurisdiction": self.jurisdiction,
            "scope": str(self.scope),
            "tests": [each.as_dict() for each in self.requirements],
            **_derived(self),
            "abstain": str(self.abstain),
            "follow_majority": str(self.follow_majority),
            "include_parking": self.include_parking,
            "objection": None if self.max_open is None else {"max_open": self.max_open},
            "publicity": None
            if self.publicity is None
            else {"days": self.publicity.days, "unit": str(self.publicity.unit)},
            "also_requires": list(self.also_requires),
            "evoting_mode": str(self.evoting_mode),
            "min_identity_level": self.min_identity_level,
            "citation": self.citation,
            "notes": list(self.notes),
        }


def hash_of(document: Mapping[str, object]) -> str:
    """SHA-256 (hex) of canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _derived(rule: RuleSet) -> dict[str, object]:
    main, quorum = rule.main, rule.quorum
    measures = [each.measure for each in rule.requirements if each.name is main.name]
    return {
        "measures": list(dict.fromkeys(str(measure) for measure in measures)),
        "numerator": str(main.numerator),
        "denominator": str(main.denominator),
        "threshold": main.threshold.text,
        "comparison": str(main.threshold.comparison),
        "quorum": {
            "measures": [str(each.measure) for each in quorum],
            "threshold": quorum[0].threshold.text,
            "comparison": str(quorum[0].threshold.comparison),
        }
        if quorum
        else None,
    }


def _read(document: Reader, derived: frozenset[str]) -> RuleSet:
    title, objection = document.part("title"), document.optional("objection")
    publicity = document.optional("publicity")
    rule = RuleSet(
        id=document.text("id"),
        title=Title(title.text("zh"), title.text("en")),
        purpose=document.word("purpose", Purpose),
        jurisdiction=document.text("jurisdiction"),
        scope=document.word("scope", Scope),
        requirements=tuple(Requirement.read(each) for each in document.parts("tests")),
        abstain=document.word("abstain", Abstain),
        follow_majority=document.word("follow_majority", FollowMajority),
        include_parking=document.flag("include_parking"),
        max_open=None if objection is None else objection.whole("max_open", 0, 1_000_000),
        publicity=None
        if publicity is None
        else Publicity(publicity.whole("days", 1, 366), publicity.word("unit", DayUnit)),
        also_requires=document.texts("also_requires"),
        evoting_mode=document.word("evoting_mode", EvotingMode),
        min_identity_level=document.whole("min_identity_level", 1, 4),
        citation=document.text("citation"),
        notes=document.texts("notes"),
    )
    document.finish(derived)
    for part in (title, objection, publicity):
        if part is not None:
            part.finish()
    return rule
