"""Rounds: drafted, opened, closed; found and read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, EVERYBODY, Blueprint
from api.fields import In, Instant, Text
from models.actor import Actor
from models.asking import Round
from models.kinds import Revote, RoundKind, RoundState
from surveys import rounds

blp = Blueprint("rounds", __name__, url_prefix="/api/v1", description=__doc__)


class ScopeIn(In):
    building = Text(load_default=None, allow_none=True, validate=validate.Length(1, 20))
    entrance = Text(load_default=None, allow_none=True, validate=validate.Length(1, 20))


class RoundIn(In):
    estate_id = fields.UUID(required=True)
    kind = fields.Enum(RoundKind, by_value=True, required=True)
    title = Text(required=True, validate=validate.Length(1, 120))
    form_id = fields.Str(required=True, validate=validate.Length(1, 64))
    rule_set = fields.Str(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    opens_at = Instant(required=True)
    closes_at = Instant(required=True)
    scope = fields.Nested(ScopeIn, load_default=None, allow_none=True)
    revote = fields.Enum(Revote, by_value=True, load_default=Revote.NONE)
    min_identity_level = fields.Int(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 4)
    )
    follow_clause = Text(load_default=None, allow_none=True, validate=validate.Length(1, 400))
    scheme_version = Text(load_default=None, allow_none=True, validate=validate.Length(1, 80))
    scheme_hash = fields.Str(
        load_default=None, allow_none=True, validate=validate.Regexp("^[0-9a-f]{64}$")
    )


class ScopeOut(Schema):
    building = fields.Str(allow_none=True, required=True)
    entrance = fields.Str(allow_none=True, required=True)


class RoundOut(Schema):
    id = fields.UUID(required=True)
    estate_id = fields.UUID(required=True)
    kind = fields.Enum(RoundKind, by_value=True, required=True)
    title = fields.Str(required=True)
    form_id = fields.Str(required=True)
    rule_set = fields.Str(allow_none=True, required=True)
    scope = fields.Nested(ScopeOut, required=True)
    opens_at = Instant(required=True)
    closes_at = Instant(required=True)
    revote = fields.Enum(Revote, by_value=True, required=True)
    min_identity_level = fields.Int(required=True)
    owners_only = fields.Bool(required=True)
    follow_clause = fields.Str(allow_none=True)
    scheme_version = fields.Str(allow_none=True)
    scheme_hash = fields.Str(allow_none=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    opened_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    form_hash = fields.Str(allow_none=True)
    rule_hash = fields.Str(allow_none=True)
    roll_hash = fields.Str(allow_none=True)


class RoundWithFormOut(RoundOut):
    form = fields.Dict(required=True, metadata={"description": "the form, frozen once open"})


class RoundsIn(PageIn):
    estate_id = fields.UUID(load_default=None)
    state = fields.Enum(RoundState, by_value=True, load_default=None)
    kind = fields.Enum(RoundKind, by_value=True, load_default=None)


@blp.route("/rounds", open_to=DESK, methods=["POST"])
@blp.arguments(RoundIn)
@blp.response(201, RoundOut)
def post_round(wanted: dict[str, Any], *, by: Actor, at: datetime) -> Round:
    """Draft a round: what is asked, of whom, when, by which rule."""
    return rounds.draft(wanted, by=by, at=at)


@blp.route("/rounds", open_to=EVERYBODY)
@blp.arguments(RoundsIn, location="query")
@blp.response(200, page_of(RoundOut))
def list_rounds(asked: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """The rounds of one's estates, newest first; residents do not see drafts."""
    return page(rounds.visible(asked, by=by), Round.id, asked, newest_first=True)


@blp.route("/rounds/<uuid:round_id>", open_to=EVERYBODY)
@blp.response(200, RoundWithFormOut)
def get_round(round_id: UUID, *, by: Actor) -> dict[str, Any]:
    """A round with its form."""
    asked = rounds.one_round(round_id, by=by)
    return {**vars(asked), "scope": asked.scope, "form": rounds.form_of(asked)}


@blp.route("/rounds/<uuid:round_id>/open", open_to=DESK, methods=["POST"])
@blp.response(200, RoundOut)
def open_round(round_id: UUID, *, by: Actor, at: datetime) -> Round:
    """Open: the roll, the form and the rule set are frozen from now on."""
    return rounds.open_round(round_id, by=by, at=at)


@blp.route("/rounds/<uuid:round_id>/close", open_to=DESK, methods=["POST"])
@blp.response(200, RoundOut)
def close_round(round_id: UUID, *, by: Actor, at: datetime) -> Round:
    """Close before the time; the clock closes by itself otherwise."""
    return rounds.close_round(round_id, by=by, at=at)
