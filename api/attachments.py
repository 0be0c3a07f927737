"""Attachments: pictures and papers that people send, freed from what they betray."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest.fields import Upload
from marshmallow import Schema, fields

from api.edge import EVERYBODY, Blueprint
from api.fields import In
from bot.tickets import desks
from models.actor import Actor
from models.listening import Attachment
from surveys import attachments, estates

blp = Blueprint("attachments", __name__, url_prefix="/api/v1", description=__doc__)

ENVELOPE = 16 * 1024  # what multipart adds around one file
BINARY = {"schema": {"type": "string", "format": "binary"}}
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class FileIn(In):
    file = Upload(required=True)


class AttachmentOut(Schema):
    id = fields.UUID(required=True)
    sha256 = fields.Str(required=True)
    media_type = fields.Str(required=True)
    size = fields.Int(required=True, metadata={"description": "bytes, as kept"})


@blp.route(
    "/attachments",
    open_to=EVERYBODY,
    most_bytes=attachments.MOST_BYTES + ENVELOPE,
    methods=["POST"],
)
@blp.arguments(FileIn, location="files")
@blp.response(201, AttachmentOut)
def post_attachment(files: dict[str, Any], *, by: Actor, at: datetime) -> Attachment:
    """Send a JPEG, PNG, WebP or PDF of up to 10 MiB. Place, time and camera are not kept."""
    with files["file"].stream as sent:
        return attachments.keep(sent.read(), by=by, at=at)


@blp.route("/attachments/<uuid:attachment_id>", open_to=EVERYBODY)
@blp.doc(
    responses={"200": {"description": "The file.", "content": dict.fromkeys(MEDIA_TYPES, BINARY)}}
)
def get_attachment(attachment_id: UUID, *, by: Actor) -> Response:
    """The file, for its sender and for the staff concerned with it."""
    return sent(attachment_id, by)


def sent(attachment_id: UUID, by: Actor) -> Response:
    """The file as an answer that runs nothing. Errors: Unknown."""
    found, content = attachments.one_attachment(
        attachment_id, by=by, tickets=desks.seen_by(by), places=estates.within(by.reach)
    )
    answer = Response(content, mimetype=found.media_type)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
