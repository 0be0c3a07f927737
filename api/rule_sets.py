"""Rule sets: what passes, by which law; and a calculator that spells every inequality out."""

from typing import Any

from marshmallow import Schema, fields, validate, validates_schema
from marshmallow.exceptions import ValidationError

from api.edge import EVERYBODY, Blueprint
from api.fields import In
from api.outcomes import OutcomeOut
from models.errors import Unknown, UnknownRuleSet, _
from models.kinds import Choice
from surveys.counting.outcome import Conditions, Count, decide
from surveys.counting.ruleset import RuleSet
from surveys.counting.weights import Weights
from surveys.policies.load import all_rule_sets, one_rule_set

blp = Blueprint("rule sets", __name__, url_prefix="/api/v1", description=__doc__)

COUNT = validate.Range(0, 10**15)


class WeightsIn(In):
    household = fields.Int(load_default=0, strict=True, validate=COUNT)
    head = fields.Int(load_default=0, strict=True, validate=COUNT)
    area = fields.Int(load_default=0, strict=True, validate=COUNT)


class CastIn(In):
    agree = fields.Nested(WeightsIn, load_default=dict)
    oppose = fields.Nested(WeightsIn, load_default=dict)
    abstain = fields.Nested(WeightsIn, load_default=dict)


class CountIn(In):
    roll = fields.Nested(WeightsIn, required=True)
    cast = fields.Nested(CastIn, required=True)
    deemed = fields.Nested(CastIn, load_default=None, allow_none=True)


class EvaluateIn(In):
    roll = fields.Nested(WeightsIn)
    cast = fields.Nested(CastIn)
    deemed = fields.Nested(CastIn, load_default=None, allow_none=True)
    scopes = fields.Dict(
        fields.Str(validate=validate.OneOf(["estate", "building"])), fields.Nested(CountIn)
    )
    open_objections = fields.Int(load_default=0, strict=True, validate=COUNT)
    also_passed = fields.List(fields.Str(validate=validate.Length(max=64)), load_default=list)

    @validates_schema
    def _one_scope_or_several(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("roll" in data and "cast" in data) is ("scopes" in data):
            raise ValidationError(_("Send either roll and cast, or scopes."))


class WordsOut(Schema):
    zh = fields.Str(required=True)
    en = fields.Str(required=True)


class RequirementOut(Schema):
    name = fields.Str(required=True)
    measure = fields.Str(required=True)
    numerator = fields.Str(required=True)
    denominator = fields.Str(required=True)
    threshold = fields.Str(required=True, metadata={"example": "2/3"})
    comparison = fields.Str(required=True)
    fixed = fields.Int()
    scope = fields.Str()


class QuorumOut(Schema):
    measures = fields.List(fields.Str(), required=True)
    threshold = fields.Str(required=True)
    comparison = fields.Str(required=True)


class PublicityOut(Schema):
    days = fields.Int(required=True)
    unit = fields.Str(required=True)


class OpenObjectionsOut(Schema):
    max_open = fields.Int(required=True)


class RuleSetOut(Schema):
    id = fields.Str(required=True)
    title = fields.Nested(WordsOut, required=True)
    purpose = fields.Str(required=True)
    jurisdiction = fields.Str(required=True)
    scope = fields.Str(required=True)
    measures = fields.List(fields.Str(), required=True)
    numerator = fields.Str(required=True)
    denominator = fields.Str(required=True)
    threshold = fields.Str(required=True)
    comparison = fields.Str(required=True)
    quorum = fields.Nested(QuorumOut, allow_none=True, required=True)
    tests = fields.List(fields.Nested(RequirementOut), required=True)
    abstain = fields.Str(required=True)
    follow_majority = fields.Str(required=True)
    include_parking = fields.Bool(required=True)
    objection = fields.Nested(OpenObjectionsOut, allow_none=True, required=True)
    publicity = fields.Nested(PublicityOut, allow_none=True, required=True)
    also_requires = fields.List(fields.Str(), required=True)
    evoting_mode = fields.Str(required=True)
    min_identity_level = fields.Int(required=True)
    citation = fields.Str(required=True)
    notes = fields.List(fields.Str(), required=True)
    content_hash = fields.Str(required=True)


class RuleSetListOut(Schema):
    items = fields.List(fields.Nested(RuleSetOut), required=True)
    next_cursor = fields.Str(allow_none=True, required=True)


@blp.route("/rule-sets", open_to=EVERYBODY)
@blp.response(200, RuleSetListOut)
def list_rule_sets() -> dict[str, Any]:
    """Every rule set with its citation."""
    return {"items": [rule.as_dict() for rule in all_rule_sets().values()], "next_cursor": None}


@blp.route("/rule-sets/<rule_set_id>", open_to=EVERYBODY)
@blp.response(200, RuleSetOut)
def get_rule_set(rule_set_id: str) -> dict[str, Any]:
    """One rule set: thresholds as fractions, measures, quorum, publicity, source."""
    return _one(rule_set_id).as_dict()


@blp.route("/rule-sets/<rule_set_id>/evaluate", open_to=EVERYBODY, methods=["POST"])
@blp.arguments(EvaluateIn)
@blp.response(200, OutcomeOut)
def evaluate(asked: dict[str, Any], rule_set_id: str) -> dict[str, object]:
    """Hold figures against a rule: every test with its inequality, and what is missing."""
    rule = _one(rule_set_id)
    conditions = Conditions(asked["open_objections"], frozenset(asked["also_passed"]))
    if "scopes" not in asked:
        return decide(rule, _count(asked), conditions).as_dict()
    counts = {name: _count(part) for name, part in asked["scopes"].items()}
    return decide(rule, counts, conditions).as_dict()


def _one(rule_set_id: str) -> RuleSet:
    try:
        return one_rule_set(rule_set_id)
    except UnknownRuleSet as unknown:
        raise Unknown from unknown


def _count(part: dict[str, Any]) -> Count:
    deemed = part.get("deemed")
    return Count(_weights(part["roll"]), _by_choice(part["cast"]), deemed and _by_choice(deemed))


def _by_choice(cast: dict[str, Any]) -> dict[Choice, Weights]:
    return {choice: _weights(cast[choice]) for choice in Choice}


def _weights(given: dict[str, int]) -> Weights:
    return Weights(given.get("household", 0), given.get("head", 0), given.get("area", 0))
