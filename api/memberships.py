"""Which homes are whose: bound by house code or phone, confirmed in person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from api import codes
from api.cursors import PageIn, page, page_of
from api.edge import FIELD, RESIDENTS, Blueprint
from api.fields import In, Text
from models.actor import Actor
from models.kinds import MemberRole, MemberState, Tenure, UnitUse
from models.people import Membership
from surveys import memberships, residents
from surveys.memberships import Claim

blp = Blueprint("memberships", __name__, url_prefix="/api/v1", description=__doc__)


class HomeOut(Schema):
    id = fields.UUID(required=True)
    estate_id = fields.UUID(required=True)
    estate_name = fields.Str(required=True)
    building = fields.Str(required=True)
    entrance = fields.Str(required=True)
    room = fields.Str(required=True)
    area_dm2 = fields.Int(required=True)
    use = fields.Enum(UnitUse, by_value=True, required=True)
    tenure = fields.Enum(Tenure, by_value=True, required=True)


class MembershipOut(Schema):
    id = fields.UUID(required=True)
    unit = fields.Nested(HomeOut, required=True)
    role = fields.Enum(MemberRole, by_value=True, required=True)
    identity_level = fields.Int(required=True, validate=validate.Range(1, 4))
    state = fields.Enum(MemberState, by_value=True, required=True)


class BoundOut(MembershipOut):
    memberships = fields.List(
        fields.Nested(MembershipOut),
        required=True,
        metadata={"description": "a phone may be that of several homes; the first is the body"},
    )


class BindIn(In):
    house_code = Text(
        validate=validate.Length(1, 40), metadata={"description": "from the letter to the door"}
    )
    estate_id = fields.UUID()
    unit_id = fields.UUID()
    phone_code = Text(
        validate=validate.Length(1, 200), metadata={"description": "of WeChat's phone button"}
    )
    role = fields.Enum(
        MemberRole,
        by_value=True,
        load_default=None,
        metadata={"description": "owner unless said otherwise"},
    )

    @validates_schema
    def check_proof(self, data: dict[str, Any], **_: Any) -> None:
        """A house code alone, or an estate with a phone code."""
        by_phone = {"estate_id", "unit_id", "phone_code"} & data.keys()
        if "house_code" in data and by_phone:
            raise ValidationError({name: ["Unknown field."] for name in by_phone})
        missing = {"estate_id", "phone_code"} - by_phone
        if "house_code" not in data and missing:
            wanted = missing if by_phone else {"house_code"}
            raise ValidationError(
                {name: ["Missing data for required field."] for name in sorted(wanted)}
            )


class ConfirmIn(In):
    method = fields.Str(
        required=True,
        validate=validate.OneOf(["in_person"]),
        metadata={"description": "当面核验: the person and their papers were seen"},
    )


class BondsIn(PageIn):
    state = fields.Enum(MemberState, by_value=True, load_default=None)


@blp.route("/me/memberships", open_to=RESIDENTS, methods=["POST"])
@blp.arguments(BindIn)
@blp.response(201, BoundOut)
@blp.alt_response(200, schema=BoundOut, description="A bond there was rests on a better proof now.")
def post_membership(payload: dict[str, Any], *, by: Actor, at: datetime) -> Any:
    """Bind oneself to a home."""
    role = payload["role"]
    if "house_code" in payload:
        bound = memberships.bind_by_house_code(payload["house_code"], role, by=by, at=at)
    else:
        phone = codes.phone_of(payload["phone_code"])  # WeChat is asked before anything is locked
        claim = Claim(payload["estate_id"], payload.get("unit_id"), role)
        bound = memberships.bind_by_phone(phone, claim, by=by, at=at)
        residents.keep_phone(phone, by=by)
    return {**bound.bonds[0], "memberships": bound.bonds}, 201 if bound.created else 200


@blp.route("/memberships/<uuid:membership_id>/confirm", open_to=FIELD, methods=["POST"])
@blp.arguments(ConfirmIn)
@blp.response(200, MembershipOut)
def confirm(_payload: dict[str, Any], membership_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Confirm that the person was seen at their home or a meeting: identity level 3."""
    return memberships.confirm(membership_id, by=by)


@blp.route("/estates/<uuid:estate_id>/memberships", open_to=FIELD)
@blp.arguments(BondsIn, location="query")
@blp.response(200, page_of(MembershipOut))
def list_memberships(asked: dict[str, Any], estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Who is bound to the homes of an estate, for those who confirm it; homes, no names."""
    query = memberships.of_estate(estate_id, asked["state"], by=by)
    found = page(query, Membership.id, asked)
    return {**found, "items": memberships.shown(bond.id for bond in found["items"])}
