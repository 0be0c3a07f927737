"""From door to door: whom to ask still, and what came of each visit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate
from sqlalchemy import select

from api.cursors import PageIn, page_of, page_of_rows
from api.edge import FIELD, Blueprint
from api.fields import In, Instant
from models.actor import Actor
from models.kinds import VisitOutcome
from surveys import fieldwork

blp = Blueprint("fieldwork", __name__, url_prefix="/api/v1", description=__doc__)

NAME = validate.Length(1, 20)


class DoorsIn(PageIn):
    building = fields.Str(load_default=None, validate=NAME)
    entrance = fields.Str(load_default=None, validate=validate.Length(max=20))


class DoorOut(Schema):
    unit_id = fields.UUID(required=True)
    building = fields.Str(required=True)
    entrance = fields.Str(required=True)
    room = fields.Str(required=True)
    answered = fields.Bool(required=True, metadata={"description": "never what"})
    paper_awaiting = fields.Bool(required=True)
    delivered = fields.Bool(required=True)
    visited_at = Instant(allow_none=True, required=True)
    outcome = fields.Enum(VisitOutcome, by_value=True, allow_none=True, required=True)


class EntranceOut(Schema):
    building = fields.Str(required=True)
    entrance = fields.Str(required=True)
    units = fields.Int(required=True)
    answered = fields.Int(required=True)


class EntrancesOut(Schema):
    items = fields.List(fields.Nested(EntranceOut), required=True)


class VisitIn(In):
    unit_id = fields.UUID(required=True)
    outcome = fields.Enum(VisitOutcome, by_value=True, required=True)
    visited_at = Instant(required=True, metadata={"description": "by the visitor's own clock"})


class VisitOut(Schema):
    id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    outcome = fields.Enum(VisitOutcome, by_value=True, required=True)
    visited_at = Instant(required=True)
    entered_at = Instant(required=True)


@blp.route("/rounds/<uuid:round_id>/doors", open_to=FIELD)
@blp.arguments(DoorsIn, location="query")
@blp.response(200, page_of(DoorOut))
def list_doors(asked: dict[str, Any], round_id: UUID, *, by: Actor) -> dict[str, Any]:
    """扫楼: every unit of the roll, whether it has answered, and what the last visit brought."""
    found = fieldwork.doors(round_id, asked, by=by).subquery()
    return page_of_rows(select(found), found.c.unit_id, asked)


@blp.route("/rounds/<uuid:round_id>/entrances", open_to=FIELD)
@blp.response(200, EntrancesOut)
def list_entrances(round_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Each building and entrance of the roll: units, and how many have answered."""
    return {"items": fieldwork.buildings(round_id, by=by)}


@blp.route("/rounds/<uuid:round_id>/visits", open_to=FIELD, methods=["POST"])
@blp.arguments(VisitIn)
@blp.response(201, VisitOut)
@blp.alt_response(200, schema=VisitOut, description="This visit had been sent before.")
def post_visit(payload: dict[str, Any], round_id: UUID, *, by: Actor, at: datetime) -> Any:
    """Write down a visit, now or when there is a signal again; the same one twice is one."""
    written, is_new = fieldwork.visit(round_id, payload, by=by, at=at)
    return written, 201 if is_new else 200
