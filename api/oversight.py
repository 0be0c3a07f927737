"""Overseeing: every estate with the standing of each consent, and what is still missing."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, Blueprint
from api.fields import Instant
from api.outcomes import WeightsOut
from models.actor import Actor
from models.kinds import RoundKind, RoundState
from models.places import Estate
from surveys import oversight

blp = Blueprint("oversight", __name__, url_prefix="/api/v1", description=__doc__)

DIVISION = validate.Regexp(r"^\d{2,12}$")


class OversightIn(PageIn):
    division = fields.Str(load_default=None, validate=DIVISION)
    rule_set = fields.Str(load_default=None, validate=validate.Length(1, 64))
    state = fields.Enum(RoundState, by_value=True, load_default=None)
    sort = fields.Str(load_default="created", validate=validate.OneOf(["created", "-created"]))


class EstateRefOut(Schema):
    id = fields.Str(required=True)
    name = fields.Str(required=True)
    division = fields.Str(required=True)


class ConsentOut(Schema):
    round_id = fields.Str(required=True)
    kind = fields.Enum(RoundKind, by_value=True, required=True)
    title = fields.Str(required=True)
    rule_set = fields.Str(required=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    closes_at = Instant(required=True)
    agree = fields.Nested(WeightsOut, allow_none=True, required=True)
    total = fields.Nested(WeightsOut, required=True)
    participating = fields.Nested(WeightsOut, required=True)
    passed = fields.Bool(allow_none=True, required=True)
    missing = fields.List(fields.Str(), required=True)
    shortfall = fields.Dict(fields.Str(), fields.Int(), required=True)


class StandingOut(Schema):
    estate = fields.Nested(EstateRefOut, required=True)
    households = fields.Int(required=True)
    consents = fields.List(fields.Nested(ConsentOut), required=True)


class SummaryIn(Schema):
    division = fields.Str(load_default=None, validate=DIVISION)


class SummaryOut(Schema):
    estates = fields.Int(required=True)
    households = fields.Int(required=True)
    rounds = fields.Dict(fields.Str(), fields.Int(), required=True)
    consents_closed = fields.Int(required=True)
    consents_passed = fields.Int(required=True)


@blp.route("/oversight/estates", open_to=DESK)
@blp.arguments(OversightIn, location="query")
@blp.response(200, page_of(StandingOut))
def list_standings(asked: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """One row an estate: agree of total, what is still missing to pass."""
    query = oversight.estates_in(asked, by=by)
    found = page(query, Estate.id, asked, newest_first=asked["sort"] == "-created")
    return {**found, "items": oversight.rows(found["items"], asked, at)}


@blp.route("/oversight/summary", open_to=DESK)
@blp.arguments(SummaryIn, location="query")
@blp.response(200, SummaryOut)
def get_summary(asked: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """A division in figures."""
    return oversight.summary(asked["division"], by=by, at=at)
