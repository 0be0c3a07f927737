"""Results: the tally, the certificate, and one's own receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import Schema, fields, validate

from api.edge import EVERYBODY, Blueprint
from api.fields import Instant
from api.outcomes import OutcomeOut, WeightsOut
from api.papers import documents
from models.actor import Actor
from models.kinds import BallotState, Channel, RoundState
from surveys import certificates, receipts, results

PDF = "application/pdf"
BINARY = {"schema": {"type": "string", "format": "binary"}}

blp = Blueprint("results", __name__, url_prefix="/api/v1", description=__doc__)


class RollOut(WeightsOut):
    units = fields.Int(required=True)
    hash = fields.Str(allow_none=True, required=True)


class RatioOut(Schema):
    numerator = fields.Int(required=True)
    denominator = fields.Int(required=True)


class TallyOut(Schema):
    round_id = fields.Str(required=True)
    state = fields.Enum(RoundState, by_value=True, required=True)
    roll = fields.Nested(RollOut, required=True)
    participating = fields.Nested(WeightsOut, required=True)
    by_channel = fields.Dict(fields.Str(), fields.Int(), required=True)
    questions = fields.Dict(
        fields.Str(),
        fields.Dict(),
        allow_none=True,
        required=True,
        metadata={"description": "null for residents and volunteers while the round is open"},
    )
    conflicted = fields.Raw(
        required=True, metadata={"description": "unit ids for staff, a number for residents"}
    )
    mixed_heads = fields.Int(required=True)
    invalid = fields.Int(required=True)
    paper_awaiting = fields.Int(required=True)
    deemed = fields.Dict(fields.Str(), fields.Nested(WeightsOut), allow_none=True, required=True)
    satisfied_rate = fields.Nested(RatioOut, allow_none=True, required=True)
    index = fields.Nested(RatioOut, allow_none=True, required=True)
    satisfaction = fields.Dict(allow_none=True, required=True)
    outcome = fields.Nested(OutcomeOut, allow_none=True, required=True)


class CertificateOut(Schema):
    round = fields.Dict(required=True)
    estate = fields.Dict(required=True)
    question = fields.Dict(required=True)
    rule_set = fields.Dict(allow_none=True, required=True)
    roll = fields.Dict(required=True)
    period = fields.Dict(required=True)
    delivery = fields.Dict(required=True)
    cast = fields.Dict(required=True)
    participating = fields.Nested(WeightsOut, required=True)
    by_channel = fields.Dict(fields.Str(), fields.Int(), required=True)
    deemed = fields.Dict(required=True)
    invalid = fields.Dict(required=True)
    conflicted = fields.List(fields.Dict(), required=True)
    satisfaction = fields.Dict(allow_none=True, required=True)
    outcome = fields.Nested(OutcomeOut, allow_none=True, required=True)
    publicity = fields.Dict(required=True)
    long_term_management = fields.Dict(allow_none=True, required=True)
    hashes = fields.Dict(required=True)
    issued_at = fields.Str(required=True)


class ReceiptOut(Schema):
    receipt = fields.Str(required=True)
    round_id = fields.UUID(required=True)
    round_title = fields.Str(required=True)
    round_state = fields.Enum(RoundState, by_value=True, required=True)
    channel = fields.Enum(Channel, by_value=True, required=True)
    cast_at = Instant(required=True)
    state = fields.Enum(BallotState, by_value=True, required=True)
    counted = fields.Bool(required=True)
    leaf_hash = fields.Str(required=True, validate=validate.Length(64, 64))


@blp.route("/rounds/<uuid:round_id>/tally", open_to=EVERYBODY)
@blp.response(200, TallyOut)
def get_tally(round_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """How a round stands: turnout for all, choices for the desk while it is open."""
    counted = results.tally(round_id, by=by, at=at)
    scored = counted["satisfaction"] or {}
    return {
        **counted,
        "satisfied_rate": scored.get("satisfied_rate"),
        "index": scored.get("index"),
    }


@blp.route("/rounds/<uuid:round_id>/certificate", open_to=EVERYBODY)
@blp.response(200, CertificateOut)
def get_certificate(round_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The certificate of a closed round: every figure, inequality and hash; no name."""
    return certificates.certify(round_id, by=by, at=at)


@blp.route("/rounds/<uuid:round_id>/certificate.pdf", open_to=EVERYBODY)
@blp.doc(responses={"200": {"description": "The certificate.", "content": {PDF: BINARY}}})
def get_certificate_pdf(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """The certificate of a closed round on paper, with the worked inequality."""
    content = documents.certificate(certificates.certify(round_id, by=by, at=at))
    answer = Response(content, mimetype=PDF)
    answer.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@blp.route("/receipts/<receipt>", open_to=EVERYBODY)
@blp.response(200, ReceiptOut)
def get_receipt(receipt: str) -> dict[str, Any]:
    """Is the ballot with this receipt counted?"""
    return receipts.look_up(receipt)
