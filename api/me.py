"""Oneself: who one is here, all one's data, and being forgotten."""

import json
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select

from api.ballots import BallotOut
from api.cursors import PageIn, page, page_of
from api.edge import EVERYBODY, RESIDENTS, Blueprint
from api.fields import Instant
from api.memberships import MembershipOut
from bot.dialogue import grants
from bot.letters import wording
from models.actor import Actor
from models.kinds import Role, TicketSource, TicketState, Urgency
from models.letters import Letter, LetterState
from surveys import memberships, my_data, residents, staff

blp = Blueprint("me", __name__, url_prefix="/api/v1", description=__doc__)


class MeOut(Schema):
    kind = fields.Str(required=True, validate=validate.OneOf(["resident", "staff"]))
    id = fields.UUID(required=True)
    # of residents
    created_at = Instant()
    memberships = fields.List(fields.Nested(MembershipOut))
    # of staff
    username = fields.Str()
    role = fields.Enum(Role, by_value=True)
    division = fields.Str(allow_none=True)
    estates = fields.List(fields.UUID())
    office_id = fields.UUID(allow_none=True)


class PersonOut(Schema):
    id = fields.UUID(required=True)
    openid = fields.Str(required=True)
    phone = fields.Str(allow_none=True, required=True)
    created_at = Instant(required=True)


class OwnBallotOut(BallotOut):
    round_id = fields.UUID(required=True)


class OwnTicketOut(Schema):
    number = fields.Str(required=True)
    source = fields.Enum(TicketSource, by_value=True, required=True)
    estate_id = fields.UUID(allow_none=True, required=True)
    text = fields.Str(required=True)
    category = fields.Str(required=True)
    urgency = fields.Enum(Urgency, by_value=True, required=True)
    state = fields.Enum(TicketState, by_value=True, required=True)
    anonymous = fields.Bool(required=True)
    created_at = Instant(required=True)
    closed_at = Instant(allow_none=True, required=True)


class OwnRatingOut(Schema):
    number = fields.Str(required=True, metadata={"description": "the ticket's"})
    resolved = fields.Bool(required=True)
    satisfaction = fields.Int(required=True)
    comment = fields.Str(allow_none=True, required=True)
    rated_at = Instant(required=True)


class OwnObjectionOut(Schema):
    id = fields.UUID(required=True)
    notice_id = fields.UUID(required=True)
    text = fields.Str(required=True)
    raised_at = Instant(required=True)


class OwnLetterOut(Schema):
    id = fields.UUID(required=True)
    kind = fields.Str(required=True)
    values = fields.Dict(required=True)
    state = fields.Enum(LetterState, by_value=True, required=True)
    created_at = Instant(required=True)
    sent_at = Instant(allow_none=True, required=True)


class OwnAttachmentOut(Schema):
    id = fields.UUID(required=True)
    sha256 = fields.Str(required=True)
    media_type = fields.Str(required=True)
    size = fields.Int(required=True)
    sent_at = Instant(required=True)


class NewsOut(Schema):
    id = fields.UUID(required=True)
    text = fields.Str(required=True)
    created_at = Instant(required=True)


class SubscriptionOut(Schema):
    template_id = fields.Str(required=True)
    left = fields.Int(required=True)


class SubscriptionsOut(Schema):
    items = fields.List(fields.Nested(SubscriptionOut), required=True)


class ExportOut(Schema):
    exported_at = Instant(required=True)
    resident = fields.Nested(PersonOut, required=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)
    ballots = fields.List(fields.Nested(OwnBallotOut), required=True)
    tickets = fields.List(fields.Nested(OwnTicketOut), required=True)
    ratings = fields.List(fields.Nested(OwnRatingOut), required=True)
    objections = fields.List(fields.Nested(OwnObjectionOut), required=True)
    letters = fields.List(fields.Nested(OwnLetterOut), required=True)
    attachments = fields.List(fields.Nested(OwnAttachmentOut), required=True)


@blp.route("/me", open_to=EVERYBODY)
@blp.response(200, MeOut)
def get_me(*, by: Actor) -> dict[str, Any]:
    """Who one is here."""
    if by.is_staff:
        return {"kind": "staff", **staff.profile(by)}
    person = residents.present(by)
    return {
        "kind": "resident",
        "id": person.id,
        "created_at": person.created_at,
        "memberships": memberships.of_resident(person.id),
    }


@blp.route("/me/export", open_to=RESIDENTS)
@blp.response(200, ExportOut)
def get_export(*, by: Actor, at: datetime) -> dict[str, Any]:
    """All that is held of oneself (个人信息保护法 art. 45)."""
    return {"exported_at": at, **my_data.export(by=by)}


@blp.route("/me/letters", open_to=RESIDENTS)
@blp.arguments(PageIn, location="query")
@blp.response(200, page_of(NewsOut))
def list_letters(asked: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """What one was told, newest first: everything that went out by WeChat, or waits to."""
    query = select(Letter).where(Letter.resident_id == by.id)
    found = page(query, Letter.id, asked, newest_first=True)
    items = [
        {
            "id": letter.id,
            "text": wording.said(letter.kind, json.loads(letter.values)),
            "created_at": letter.created_at,
        }
        for letter in found["items"]
    ]
    return {**found, "items": items}


@blp.route("/me/subscriptions", open_to=RESIDENTS)
@blp.response(200, SubscriptionsOut)
def get_subscriptions(*, by: Actor) -> dict[str, Any]:
    """How many messages of each kind one has allowed and not had yet; one leave is one message."""
    return {"items": grants.unspent(residents.present(by).openid_hash or "")}


@blp.route("/me", open_to=RESIDENTS, methods=["DELETE"])
@blp.response(204)
def delete_me(*, by: Actor, at: datetime) -> None:
    """Be forgotten (个人信息保护法 art. 47). A ballot once cast stays, under its unit."""
    residents.erase(by=by, at=at)
