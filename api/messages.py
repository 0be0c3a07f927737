"""Messages: what the service makes of a sentence, for whoever checks it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from api.edge import Blueprint
from api.fields import In, Text
from bot.tickets.routing import describe
from bot.understanding.read import read
from models.actor import STAFF
from models.kinds import Urgency

blp = Blueprint("messages", __name__, url_prefix="/api/v1", description=__doc__)


class MessageIn(In):
    text = Text(required=True, validate=validate.Length(1, 2000))


class AlternativeOut(Schema):
    category = fields.Str(required=True)
    confidence = fields.Float(required=True)


class ReadingOut(Schema):
    text = fields.Str(required=True)
    category = fields.Str(required=True)
    urgency = fields.Str(required=True, validate=validate.OneOf([*Urgency]))
    confidence = fields.Float(required=True)
    intent = fields.Str(required=True)
    office_kind = fields.Str(required=True)
    alternatives = fields.List(fields.Nested(AlternativeOut), required=True)


@blp.route("/messages/classify", methods=["POST"], open_to=STAFF)
@blp.arguments(MessageIn)
@blp.response(200, ReadingOut)
def classify_message(payload: dict[str, Any]) -> Mapping[str, Any]:
    """What `flask bot classify` prints; nothing is kept."""
    return describe(read(payload["text"]))
