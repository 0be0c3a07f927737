"""Meetings of residents: announced, and signed in to by the code on the wall."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, EVERYBODY, FIELD, RESIDENTS, Blueprint
from api.fields import In, Instant, Text
from models.actor import Actor
from models.fieldwork import Meeting
from surveys import meetings

blp = Blueprint("meetings", __name__, url_prefix="/api/v1", description=__doc__)


class MeetingIn(In):
    title = Text(required=True, validate=validate.Length(1, 120))
    place = Text(load_default="", validate=validate.Length(max=200))
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    round_id = fields.UUID(load_default=None, allow_none=True)


class MeetingOut(Schema):
    id = fields.UUID(required=True)
    estate_id = fields.UUID(required=True)
    round_id = fields.UUID(allow_none=True, required=True)
    title = fields.Str(required=True)
    place = fields.Str(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    present = fields.Int(required=True, metadata={"description": "units that signed in"})
    code = fields.Str(
        metadata={"description": "for staff: what the QR on the wall holds; residents scan it"}
    )


class UnitSignInIn(In):
    unit_id = fields.UUID(required=True)


class CodeSignInIn(In):
    code = Text(required=True, validate=validate.Length(1, 20))


class SignedInOut(Schema):
    meeting = fields.Nested(MeetingOut, required=True)
    signed_in = fields.Int(required=True, metadata={"description": "units, anew"})


@blp.route("/estates/<uuid:estate_id>/meetings", open_to=DESK, methods=["POST"])
@blp.arguments(MeetingIn)
@blp.response(201, MeetingOut)
def post_meeting(
    payload: dict[str, Any], estate_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Announce a meeting (坝坝会)."""
    return _shown([meetings.call(estate_id, payload, by=by, at=at)], by)[0]


@blp.route("/estates/<uuid:estate_id>/meetings", open_to=EVERYBODY)
@blp.arguments(PageIn, location="query")
@blp.response(200, page_of(MeetingOut))
def list_meetings(asked: dict[str, Any], estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """The meetings of an estate, newest first."""
    found = page(meetings.of_estate(estate_id, by=by), Meeting.id, asked, newest_first=True)
    return {**found, "items": _shown(found["items"], by)}


@blp.route("/meetings/<uuid:meeting_id>/sign-ins", open_to=FIELD, methods=["POST"])
@blp.arguments(UnitSignInIn)
@blp.response(201, SignedInOut)
@blp.alt_response(200, schema=SignedInOut, description="The unit was there already.")
def post_unit_sign_in(payload: dict[str, Any], meeting_id: UUID, *, by: Actor, at: datetime) -> Any:
    """Write down a unit that came without a phone."""
    anew = meetings.sign_in_unit(meeting_id, payload["unit_id"], by=by, at=at)
    meeting = meetings.one_meeting(meeting_id, by=by)
    return {"meeting": _shown([meeting], by)[0], "signed_in": int(anew)}, 201 if anew else 200


@blp.route("/me/sign-ins", open_to=RESIDENTS, methods=["POST"])
@blp.arguments(CodeSignInIn)
@blp.response(201, SignedInOut)
@blp.alt_response(200, schema=SignedInOut, description="One was there already.")
def post_sign_in(payload: dict[str, Any], *, by: Actor, at: datetime) -> Any:
    """Sign in to a meeting by the code that hangs there, for every home of one's own."""
    meeting, anew = meetings.sign_in_by_code(payload["code"], by=by, at=at)
    return {"meeting": _shown([meeting], by)[0], "signed_in": anew}, 201 if anew else 200


def _shown(found: list[Meeting], by: Actor) -> list[dict[str, Any]]:
    present = meetings.present([meeting.id for meeting in found])
    rows = [{**vars(meeting), "present": present.get(meeting.id, 0)} for meeting in found]
    if not by.is_staff:
        for row in rows:
            row.pop("code", None)
    return rows
