"""Who did what, when, from where: for the bureau and the administrator."""

from typing import Any

from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import Blueprint
from api.fields import Instant, Text
from models.actor import Actor
from models.audit import AuditEntry
from models.kinds import Role
from surveys import audit

blp = Blueprint("audit", __name__, url_prefix="/api/v1", description=__doc__)

AUDITORS = frozenset({Role.BUREAU, Role.ADMIN})


class AuditIn(PageIn):
    subject = Text(
        load_default=None,
        validate=validate.Length(1, 200),
        metadata={
            "description": "an address (`/api/v1/rounds/…`, with all below it) or an id within one"
        },
    )


class AuditOut(Schema):
    id = fields.UUID(required=True)
    at = Instant(required=True)
    by = fields.UUID(required=True)
    username = fields.Str(
        allow_none=True, required=True, metadata={"description": "null: the operator's console"}
    )
    role = fields.Enum(Role, by_value=True, required=True)
    division = fields.Str(allow_none=True, required=True)
    action = fields.Str(required=True)
    subject = fields.Str(required=True)
    address = fields.Str(required=True)
    request_id = fields.Str(required=True)


@blp.route("/audit", open_to=AUDITORS)
@blp.arguments(AuditIn, location="query")
@blp.response(200, page_of(AuditOut))
def list_audit(asked: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """What the staff of one's own division did, the newest first."""
    query = audit.entries(asked["subject"], by=by)
    found = page(query, AuditEntry.id, asked, newest_first=True)
    return {**found, "items": audit.named(found["items"])}
