"""12345 work orders: taken over by number from the sheet that the hotline's platform exports."""

from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, fields

from api.edge import OVERSEERS, UPLOAD_MOST, Blueprint
from bot.tickets import hotline
from bot.understanding.estates import EstateNames
from models.actor import Actor
from surveys import estates
from surveys.roster_files import rows_of

blp = Blueprint("hotline", __name__, url_prefix="/api/v1", description=__doc__)


class SheetIn(Schema):
    dry_run = fields.Bool(load_default=False)


class SheetFileIn(Schema):
    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class TakenOut(Schema):
    opened = fields.Int(required=True)
    known = fields.Int(required=True, metadata={"description": "orders that were here before"})
    unplaced = fields.Int(
        required=True, metadata={"description": "opened, but no estate of one's reach is named"}
    )
    numbers = fields.List(fields.Str(), required=True)


@blp.route("/tickets/imports", open_to=OVERSEERS, methods=["POST"], most_bytes=UPLOAD_MOST)
@blp.arguments(SheetIn, location="query", unknown=RAISE)  # a misspelt dry_run must not import
@blp.arguments(SheetFileIn, location="files")
@blp.response(200, TakenOut)
def post_orders(
    asked: dict[str, Any], files: dict[str, Any], *, by: Actor, at: datetime
) -> dict[str, Any]:
    """A ticket an order, once; all or nothing, every bad row named. `dry_run` only tells."""
    names = EstateNames(estates.names_within(by.reach))
    rows = rows_of(files["file"].stream)
    taken = hotline.take_over(rows, names, dry_run=asked["dry_run"], by=by, at=at)
    numbers = [number for number in taken.opened if number]
    return {**vars(taken), "opened": len(taken.opened), "numbers": numbers}
