"""Deliveries, publicity, objections: what makes a result hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, EVERYBODY, FIELD, RESIDENTS, Blueprint
from api.fields import Day, In, Instant, Text
from models.actor import Actor
from models.asking import Delivery, Notice, Objection
from models.kinds import DayUnit, DeliveryMethod, NoticeState, ObjectionState
from surveys import deliveries, notices

blp = Blueprint("notices", __name__, url_prefix="/api/v1", description=__doc__)


class DeliveryIn(In):
    unit_id = fields.UUID(required=True)
    method = fields.Enum(DeliveryMethod, by_value=True, required=True)
    evidence_id = fields.UUID(load_default=None, allow_none=True)
    consequence_shown = fields.Bool(required=True)


class DeliveryOut(Schema):
    id = fields.UUID(required=True)
    round_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    method = fields.Enum(DeliveryMethod, by_value=True, required=True)
    evidence_id = fields.UUID(allow_none=True, required=True)
    consequence_shown = fields.Bool(required=True)
    delivered_at = Instant(required=True)


class NoticeIn(In):
    starts_on = Day(required=True)
    days = fields.Int(required=True, strict=True, validate=validate.Range(1, 365))
    day_unit = fields.Enum(DayUnit, by_value=True, load_default=DayUnit.CALENDAR)
    place = Text(load_default="", validate=validate.Length(max=200))


class NoticeOut(Schema):
    id = fields.UUID(required=True)
    round_id = fields.UUID(required=True)
    starts_on = fields.Date(required=True)
    days = fields.Int(required=True)
    day_unit = fields.Enum(DayUnit, by_value=True, required=True)
    last_day = fields.Date(required=True)
    ends_at = Instant(required=True, metadata={"description": "24:00 of the last day"})
    place = fields.Str(required=True)
    state = fields.Enum(NoticeState, by_value=True, required=True)


class ObjectionIn(In):
    text = Text(required=True, validate=validate.Length(1, 2000))


class ObjectionOut(Schema):
    id = fields.UUID(required=True)
    notice_id = fields.UUID(required=True)
    text = fields.Str(required=True)
    raised_at = Instant(required=True)
    state = fields.Enum(ObjectionState, by_value=True, required=True)
    resolution = fields.Str(allow_none=True, required=True)
    resolved_at = Instant(allow_none=True, required=True)


class ResolveIn(In):
    resolution = Text(required=True, validate=validate.Length(1, 2000))


@blp.route("/rounds/<uuid:round_id>/deliveries", open_to=FIELD, methods=["POST"])
@blp.arguments(DeliveryIn)
@blp.response(201, DeliveryOut)
def post_delivery(payload: dict[str, Any], round_id: UUID, *, by: Actor, at: datetime) -> Delivery:
    """送达: a unit was handed its ballot, and how we know."""
    return deliveries.record(round_id, payload, by=by, at=at)


@blp.route("/rounds/<uuid:round_id>/notices", open_to=DESK, methods=["POST"])
@blp.arguments(NoticeIn)
@blp.response(201, NoticeOut)
def post_notice(
    payload: dict[str, Any], round_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """公示: show the round for some days, counted as the Civil Code counts them."""
    return _shown(notices.publish(round_id, payload, by=by, at=at), at)


@blp.route("/rounds/<uuid:round_id>/notices", open_to=EVERYBODY)
@blp.arguments(PageIn, location="query")
@blp.response(200, page_of(NoticeOut))
def list_notices(
    asked: dict[str, Any], round_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """The notices of a round."""
    found = page(notices.of_round(round_id, by=by), Notice.id, asked)
    return {**found, "items": [_shown(notice, at) for notice in found["items"]]}


@blp.route("/notices/<uuid:notice_id>/objections", open_to=RESIDENTS | FIELD, methods=["POST"])
@blp.arguments(ObjectionIn)
@blp.response(201, ObjectionOut)
def post_objection(
    payload: dict[str, Any], notice_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """异议: object while the notice runs."""
    return notices.answered(notices.object_to(notice_id, payload["text"], by=by, at=at))


@blp.route("/notices/<uuid:notice_id>/objections", open_to=FIELD)
@blp.arguments(PageIn, location="query")
@blp.response(200, page_of(ObjectionOut))
def list_objections(asked: dict[str, Any], notice_id: UUID, *, by: Actor) -> dict[str, Any]:
    """What was objected, and what was answered."""
    found = page(notices.objections_to(notice_id, by=by), Objection.id, asked)
    return {**found, "items": [notices.answered(objection) for objection in found["items"]]}


@blp.route("/objections/<uuid:objection_id>/resolve", open_to=DESK, methods=["POST"])
@blp.arguments(ResolveIn)
@blp.response(200, ObjectionOut)
def resolve_objection(
    payload: dict[str, Any], objection_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Answer an objection; an answer stays."""
    return notices.answered(notices.resolve(objection_id, payload["resolution"], by=by, at=at))


def _shown(notice: Notice, at: datetime) -> dict[str, Any]:
    return {**vars(notice), "state": notices.state_of(notice, at)}
