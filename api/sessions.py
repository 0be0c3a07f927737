"""Log-in of residents: a code of `wx.login` becomes a token."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from api import codes
from api.edge import ANYONE, Blueprint, tokens
from api.fields import In, Instant, Text
from api.memberships import MembershipOut
from api.tokens import RESIDENT_LASTS
from surveys import memberships, residents

blp = Blueprint("sessions", __name__, url_prefix="/api/v1", description=__doc__)


class SessionIn(In):
    code = Text(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "`wx.login`'s; in demo mode also `demo:<name>`"},
    )
    account = fields.Str(
        load_default=codes.MINI_PROGRAM,
        validate=validate.OneOf([codes.MINI_PROGRAM, codes.OFFICIAL]),
        metadata={"description": "`official`: a code of the account's web authorisation (H5)"},
    )


class ResidentOut(Schema):
    id = fields.UUID(required=True)
    created_at = Instant(required=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)


class SessionOut(Schema):
    token = fields.Str(required=True)
    expires_at = Instant(required=True)
    resident = fields.Nested(ResidentOut, required=True)


@blp.route("/sessions", open_to=ANYONE, methods=["POST"])
@blp.arguments(SessionIn)
@blp.response(200, SessionOut)
def post_session(payload: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Log in by WeChat. Whoever comes for the first time is known from then on."""
    openid = codes.openid_of(
        payload["code"], payload["account"]
    )  # WeChat is asked before anything is written
    resident = residents.welcome(openid, at=at)
    expires_at = at + RESIDENT_LASTS
    return {
        "token": tokens().issue("r", resident.id, expires_at),
        "expires_at": expires_at,
        "resident": {
            "id": resident.id,
            "created_at": resident.created_at,
            "memberships": memberships.of_resident(resident.id),
        },
    }
