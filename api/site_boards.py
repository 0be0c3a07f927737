"""The site board (公示牌): the stage of the renovation, and the facts that hang at the gate."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from api.edge import DESK, EVERYBODY, Blueprint
from api.fields import In, Instant, Text
from models.actor import Actor
from models.kinds import Stage
from surveys import site_boards

blp = Blueprint("site_boards", __name__, url_prefix="/api/v1", description=__doc__)

PHONE = validate.Regexp(r"^$|^\+?[0-9][0-9 -]{2,19}$")


class BoardIn(In):
    stage = fields.Enum(Stage, by_value=True, required=True)
    project = Text(load_default="", validate=validate.Length(max=120))
    client = Text(load_default="", validate=validate.Length(max=120))
    contractor = Text(load_default="", validate=validate.Length(max=120))
    period = Text(load_default="", validate=validate.Length(max=80))
    works = Text(load_default="", validate=validate.Length(max=1000))
    manager = Text(load_default="", validate=validate.Length(max=80))
    hotline = Text(load_default="", validate=PHONE)


class BoardOut(Schema):
    stage = fields.Enum(Stage, by_value=True, required=True)
    project = fields.Str(required=True)
    client = fields.Str(required=True)
    contractor = fields.Str(required=True)
    period = fields.Str(required=True)
    works = fields.Str(required=True)
    manager = fields.Str(required=True)
    hotline = fields.Str(required=True)
    complete = fields.Bool(required=True, metadata={"description": "all seven facts are there"})
    updated_at = Instant(allow_none=True, required=True)


@blp.route("/estates/<uuid:estate_id>/board", open_to=EVERYBODY)
@blp.response(200, BoardOut)
def get_board(estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """What hangs at the gate of the site; public by its nature."""
    return site_boards.read(estate_id, by=by)


@blp.route("/estates/<uuid:estate_id>/board", open_to=DESK, methods=["PUT"])
@blp.arguments(BoardIn)
@blp.response(200, BoardOut)
def put_board(
    payload: dict[str, Any], estate_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Hang the board, or change it."""
    return site_boards.write(estate_id, payload, by=by, at=at)
