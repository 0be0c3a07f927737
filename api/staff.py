"""Log-in of staff: a user name and a password become a token."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from api import edge
from api.edge import ANYONE, Blueprint, tokens
from api.fields import In, Instant, Text
from api.tokens import STAFF_LASTS
from models.kinds import Role
from surveys import staff, staff_sessions

blp = Blueprint("staff", __name__, url_prefix="/api/v1", description=__doc__)


class StaffSessionIn(In):
    username = Text(required=True, validate=validate.Length(1, 64))
    password = fields.Str(required=True, validate=validate.Length(1, 200), load_only=True)
    code = fields.Str(
        load_default="",
        validate=validate.Length(max=10),
        metadata={"description": "of the authenticator; needed where the account has one"},
    )


class StaffOut(Schema):
    id = fields.UUID(required=True)
    username = fields.Str(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    division = fields.Str(
        allow_none=True,
        required=True,
        metadata={"description": 'GB/T 2260, with all below it; "" is everywhere'},
    )
    estates = fields.List(fields.UUID(), required=True)
    office_id = fields.UUID(allow_none=True, required=True)


class StaffSessionOut(Schema):
    token = fields.Str(required=True)
    expires_at = Instant(required=True)
    staff = fields.Nested(StaffOut, required=True)


@blp.route("/staff/sessions", open_to=ANYONE, methods=["POST"])
@blp.arguments(StaffSessionIn)
@blp.response(200, StaffSessionOut)
def post_staff_session(payload: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Log in at the desk. Ten wrong passwords lock an account for 15 minutes."""
    by = staff.sign_in(payload["username"], payload["password"], at=at)
    staff_sessions.check_code(by.id, payload["code"], at=at)
    edge.note(by, at)
    expires_at = at + STAFF_LASTS
    return {
        "token": tokens().issue("s", by.id, expires_at),
        "expires_at": expires_at,
        "staff": staff.profile(by),
    }
