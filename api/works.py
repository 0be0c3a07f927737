"""The renovation around the votes: the plan's 15 % ceiling, and what residents contribute."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from api.edge import DESK, UPLOAD_MOST, Blueprint
from api.fields import Day, In
from models.actor import Actor
from surveys.counting.shares import Ratio
from surveys.works.contributions import quote
from surveys.works.plans import check_plan

blp = Blueprint("works", __name__, url_prefix="/api/v1", description=__doc__)


class PlannedIn(In):
    built_on = Day(required=True)
    households = fields.Int(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class PlanIn(In):
    estates = fields.List(
        fields.Nested(PlannedIn), required=True, validate=validate.Length(1, 5_000)
    )


class CeilingOut(Schema):
    numerator = fields.Int(required=True)
    denominator = fields.Int(required=True)
    threshold = fields.Str(required=True)
    comparison = fields.Str(required=True)
    inequality = fields.Str(required=True)
    passed = fields.Bool(required=True)
    excess = fields.Int(required=True)


class PlanOut(Schema):
    passed = fields.Bool(required=True)
    households = fields.Dict(fields.Str(), fields.Int(), required=True)
    newer = fields.Nested(CeilingOut, required=True)


class QuoteIn(In):
    basis = fields.Str(required=True, validate=validate.OneOf(["area", "household"]))
    rate_fen = fields.Int(
        required=True,
        strict=True,
        validate=validate.Range(1, 100_000_000),
        metadata={"description": "fen per ㎡, or per household"},
    )
    paid_unit_ids = fields.List(
        fields.UUID(), load_default=list, validate=validate.Length(max=500_000)
    )


class OwedOut(Schema):
    unit_id = fields.UUID(required=True)
    amount_fen = fields.Int(required=True)


class CollectedOut(Schema):
    numerator = fields.Int(required=True)
    denominator = fields.Int(required=True)
    percent = fields.Str(required=True, metadata={"description": "cut, never rounded up"})


class QuoteOut(Schema):
    total_fen = fields.Int(required=True)
    collected_by_household = fields.Nested(CollectedOut, required=True)
    collected_by_amount = fields.Nested(CollectedOut, required=True)
    items = fields.List(fields.Nested(OwedOut), required=True)


@blp.route("/plans/check", open_to=DESK, methods=["POST"])
@blp.arguments(PlanIn)
@blp.response(200, PlanOut)
def post_plan(payload: dict[str, Any]) -> dict[str, Any]:
    """Does a plan keep the ceiling for estates built from 2001 to 2005? Counted in households."""
    plan = check_plan((each["built_on"], each["households"]) for each in payload["estates"])
    return {
        "passed": plan.passed,
        "households": {str(group): number for group, number in plan.households.items()},
        "newer": {
            "numerator": plan.newer.part,
            "denominator": plan.newer.whole,
            "threshold": str(plan.newer.share),
            "comparison": "<=",
            "inequality": plan.newer.inequality,
            "passed": plan.newer.passed,
            "excess": plan.newer.excess,
        },
    }


@blp.route(
    "/estates/<uuid:estate_id>/contributions/quote",
    open_to=DESK,
    methods=["POST"],
    most_bytes=UPLOAD_MOST,
)
@blp.arguments(QuoteIn)
@blp.response(200, QuoteOut)
def post_quote(payload: dict[str, Any], estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """What each dwelling owes at a rate, to the fen, and how much has been collected."""
    owed = quote(estate_id, payload["basis"], payload["rate_fen"], payload["paid_unit_ids"], by=by)
    return {
        "total_fen": owed.total_fen,
        "collected_by_household": _ratio(owed.by_household),
        "collected_by_amount": _ratio(owed.by_amount),
        "items": [{"unit_id": u, "amount_fen": amount} for u, amount in owed.owed.items()],
    }


def _ratio(ratio: Ratio) -> dict[str, Any]:
    return {**ratio.as_dict(), "percent": ratio.percent()}
