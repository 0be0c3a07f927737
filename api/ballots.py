"""Ballots: one's own online, paper with a second person, and what happens when they differ."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import Schema, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, FIELD, RESIDENTS, Blueprint
from api.fields import In, Instant, Text
from models.actor import Actor
from models.ballots import PaperBallot
from models.kinds import BallotState, Channel, PaperState
from surveys import ballots, conflicts, paper

blp = Blueprint("ballots", __name__, url_prefix="/api/v1", description=__doc__)

ANSWERS = {
    "description": "question key → value; the round's form says which. A vote's key is `consent`.",
    "example": {"consent": "agree"},
}


class AnswersIn(In):
    answers = fields.Dict(keys=fields.Str(), required=True, metadata=ANSWERS)


class BallotOut(Schema):
    id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    channel = fields.Enum(Channel, by_value=True, required=True)
    cast_at = Instant(required=True)
    receipt = fields.Str(required=True)
    leaf_hash = fields.Str(required=True)
    state = fields.Enum(BallotState, by_value=True, required=True)
    answers = fields.Dict(required=True)


class CastOut(Schema):
    ballot = fields.Nested(BallotOut, required=True)


class PaperIn(In):
    unit_id = fields.UUID(required=True)
    answers = fields.Dict(keys=fields.Str(), required=True, metadata=ANSWERS)
    form_serial = Text(required=True, validate=validate.Length(1, 40))
    scan_id = fields.UUID(load_default=None, allow_none=True)
    collected_at = Instant(required=True)
    channel = fields.Enum(
        Channel,
        by_value=True,
        load_default=Channel.PAPER,
        validate=validate.NoneOf([Channel.WECHAT]),
    )


class PaperOut(Schema):
    id = fields.UUID(required=True)
    round_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    answers = fields.Dict(required=True)
    form_serial = fields.Str(required=True)
    scan_id = fields.UUID(allow_none=True, required=True)
    channel = fields.Enum(Channel, by_value=True, required=True)
    collected_at = Instant(required=True)
    state = fields.Enum(PaperState, by_value=True, required=True)
    entered_by = fields.UUID(required=True)
    entered_at = Instant(required=True)
    confirmed_by = fields.UUID(allow_none=True)
    confirmed_at = Instant(allow_none=True)
    rejected_because = fields.Str(allow_none=True)


class ConfirmedOut(PaperOut):
    ballot = fields.Nested(BallotOut, required=True)


class PapersIn(PageIn):
    state = fields.Enum(PaperState, by_value=True, load_default=None)


class RejectIn(In):
    reason = Text(required=True, validate=validate.Length(1, 200))


class SettleIn(In):
    answers = fields.Dict(keys=fields.Str(), required=True, metadata=ANSWERS)
    reason = Text(required=True, validate=validate.Length(1, 400))


BALLOT = "/rounds/<uuid:round_id>/units/<uuid:unit_id>/ballot"


@blp.route(BALLOT, open_to=RESIDENTS, methods=["PUT"])
@blp.arguments(AnswersIn)
@blp.response(201, CastOut)
@blp.alt_response(200, schema=CastOut, description="One's earlier ballot was replaced.")
def put_ballot(
    payload: dict[str, Any], round_id: UUID, unit_id: UUID, *, by: Actor, at: datetime
) -> Any:
    """Vote for one's own unit. `Idempotency-Key` makes a repeated request give the first answer."""
    cast = ballots.cast(
        round_id,
        unit_id,
        payload["answers"],
        by=by,
        at=at,
        key=request.headers.get("Idempotency-Key"),
    )
    return {"ballot": cast.ballot}, 200 if cast.replaced else 201


@blp.route(BALLOT, open_to=RESIDENTS)
@blp.response(200, CastOut)
def get_ballot(round_id: UUID, unit_id: UUID, *, by: Actor) -> dict[str, Any]:
    """One's own ballot, as it stands now."""
    return {"ballot": ballots.mine(round_id, unit_id, by=by)}


@blp.route("/rounds/<uuid:round_id>/paper-ballots", open_to=FIELD, methods=["POST"])
@blp.arguments(PaperIn)
@blp.response(201, PaperOut)
@blp.alt_response(200, schema=PaperOut, description="This form had been sent before.")
def post_paper(payload: dict[str, Any], round_id: UUID, *, by: Actor, at: datetime) -> Any:
    """Type in a paper form; another account must confirm it."""
    entered, is_new = paper.enter(round_id, payload, by=by, at=at)
    return entered, 201 if is_new else 200


@blp.route("/rounds/<uuid:round_id>/paper-ballots", open_to=FIELD)
@blp.arguments(PapersIn, location="query")
@blp.response(200, page_of(PaperOut))
def list_papers(asked: dict[str, Any], round_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Paper forms of a round, to confirm and to reconcile."""
    return page(paper.of_round(round_id, asked["state"], by=by), PaperBallot.id, asked)


@blp.route("/paper-ballots/<uuid:paper_id>/confirm", open_to=FIELD, methods=["POST"])
@blp.response(200, ConfirmedOut)
def confirm_paper(paper_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Confirm what a colleague typed in: from now on it counts."""
    confirmed, ballot = paper.confirm(paper_id, by=by, at=at)
    return {**vars(confirmed), "ballot": ballot}


@blp.route("/paper-ballots/<uuid:paper_id>/reject", open_to=FIELD, methods=["POST"])
@blp.arguments(RejectIn)
@blp.response(200, PaperOut)
def reject_paper(
    payload: dict[str, Any], paper_id: UUID, *, by: Actor, at: datetime
) -> PaperBallot:
    """Set a paper form aside as invalid; it is kept with the reason."""
    return paper.reject(paper_id, payload["reason"], by=by, at=at)


@blp.route(
    "/rounds/<uuid:round_id>/units/<uuid:unit_id>/settlement", open_to=DESK, methods=["POST"]
)
@blp.arguments(SettleIn)
@blp.response(201, CastOut)
def settle(
    payload: dict[str, Any], round_id: UUID, unit_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Write down what the owners of a conflicted unit said when they were called back."""
    return {"ballot": conflicts.settle(round_id, unit_id, payload, by=by, at=at)}
