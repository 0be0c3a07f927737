"""Estates, their rosters, units, and the codes that go to the doors."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from flask import Response
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from api.cursors import PageIn, page, page_of
from api.edge import DESK, EVERYBODY, UPLOAD_MOST, Blueprint
from api.fields import In, Text
from api.problems import problem
from api.words import say
from models.actor import Actor
from models.errors import RosterRows
from models.kinds import Tenure, UnitUse
from models.places import Estate, Unit
from surveys import estates, house_codes, roster

blp = Blueprint("estates", __name__, url_prefix="/api/v1", description=__doc__)


def is_in_calendar(written: str) -> None:
    """Is there such a month, such a day? "1998" and "1998-06" stand for their first."""
    try:
        date.fromisoformat(written + "-01-01"[len(written) - 4 :])
    except ValueError:
        raise ValidationError("Not a valid date.") from None


class EstateIn(In):
    name = Text(required=True, validate=validate.Length(1, 80))
    division = Text(
        required=True, validate=validate.Regexp(r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")
    )  # GB/T 2260, with 9 digits a street, with 12 a community
    built_on = Text(
        load_default=None,
        allow_none=True,
        validate=[validate.Regexp(r"^(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$"), is_in_calendar],
    )
    address = Text(load_default="", validate=validate.Length(max=200))
    aliases = Text(load_default="", validate=validate.Length(max=400))


class EstateOut(Schema):
    id = fields.UUID(required=True)
    name = fields.Str(required=True)
    division = fields.Str(required=True)
    built_on = fields.Str(allow_none=True, required=True)
    address = fields.Str(required=True)


class EstateWithCountsOut(EstateOut):
    units = fields.Int(required=True)
    households = fields.Int(required=True)


class EstatesIn(PageIn):
    division = Text(load_default=None, validate=validate.Regexp(r"^[0-9]{2,12}$"))
    q = Text(load_default=None, validate=validate.Length(max=80))


class RosterIn(In):
    dry_run = fields.Bool(load_default=False)
    retire_missing = fields.Bool(load_default=False)


class RosterFileIn(Schema):
    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class RowErrorOut(Schema):
    row = fields.Int(required=True)
    column = fields.Str(required=True)
    code = fields.Str(required=True)
    message = fields.Str(required=True)


class ReportOut(Schema):
    rows = fields.Int(required=True)
    created = fields.Int(required=True)
    updated = fields.Int(required=True)
    unchanged = fields.Int(required=True)
    retired = fields.Int(required=True)
    error_count = fields.Int(required=True)
    errors = fields.List(fields.Nested(RowErrorOut), required=True)


class UnitOut(Schema):
    id = fields.UUID(required=True)
    building = fields.Str(required=True)
    entrance = fields.Str(required=True)
    room = fields.Str(required=True)
    area_dm2 = fields.Int(required=True)
    use = fields.Enum(UnitUse, by_value=True, required=True)
    tenure = fields.Enum(Tenure, by_value=True, required=True)


class UnitsIn(PageIn):
    building = Text(load_default=None, validate=validate.Length(1, 20))


class CodesIn(In):
    unit_ids = fields.List(
        fields.UUID(),
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 5_000),
        metadata={"description": "without it, all units of the estate"},
    )


class CodeOut(Schema):
    unit_id = fields.UUID(required=True)
    building = fields.Str(required=True)
    entrance = fields.Str(required=True)
    room = fields.Str(required=True)
    code = fields.Str(required=True)


class CodesOut(Schema):
    items = fields.List(fields.Nested(CodeOut), required=True)


@blp.route("/estates", open_to=EVERYBODY)
@blp.arguments(EstatesIn, location="query")
@blp.response(200, page_of(EstateOut))
def list_estates(asked: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Find an estate: staff within their reach, residents anywhere (to bind their home)."""
    return page(estates.search(asked, by=by), Estate.id, asked)


@blp.route("/estates", open_to=DESK, methods=["POST"])
@blp.arguments(EstateIn)
@blp.response(201, EstateOut)
def post_estate(payload: dict[str, Any], *, by: Actor, at: datetime) -> Estate:
    """A new estate in one's own division."""
    return estates.create(payload, by=by, at=at)


@blp.route("/estates/<uuid:estate_id>", open_to=EVERYBODY)
@blp.response(200, EstateWithCountsOut)
def get_estate(estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """An estate with the number of its units and dwellings."""
    estate = estates.one_estate(estate_id, by=by)
    return {**vars(estate), **estates.counts(estate.id)}


@blp.route(
    "/estates/<uuid:estate_id>/roster", open_to=DESK, methods=["POST"], most_bytes=UPLOAD_MOST
)
@blp.arguments(RosterIn, location="query", unknown=RAISE)  # a misspelt dry_run must not import
@blp.arguments(RosterFileIn, location="files")
@blp.response(200, ReportOut)
def post_roster(
    asked: dict[str, Any], files: dict[str, Any], estate_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """Import a roster: all or nothing, every bad cell named; `dry_run` only tells."""
    options = roster.Options(asked["dry_run"], asked["retire_missing"])
    return report_of(roster.import_file(estate_id, files["file"].stream, options, by=by, at=at))


@blp.errorhandler(RosterRows)
def say_rows(error: RosterRows) -> Response:
    """Nothing was imported: the report's figures and every bad cell, by row and column."""
    facts = report_of(cast("roster.Report", error.report))
    found = [
        {**each, "pointer": f"/file/rows/{each['row']}/{each['column']}"}
        for each in facts.pop("errors")
    ]
    return problem(422, error.code, say(error.title), say(error.detail), found, facts)


def report_of(report: roster.Report) -> dict[str, Any]:
    """A report as the contract writes it, its mistakes in the reader's language."""
    return {
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "retired": report.retired,
        "error_count": report.mistake_count,
        "errors": [
            {"row": m.row, "column": m.column, "code": m.code, "message": say(m.message)}
            for m in report.mistakes
        ],
    }


@blp.route("/estates/<uuid:estate_id>/units", open_to=EVERYBODY)
@blp.arguments(UnitsIn, location="query")
@blp.response(200, page_of(UnitOut))
def list_units(asked: dict[str, Any], estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Units of an estate; residents see their own."""
    query = estates.units_of(estate_id, asked["building"], by=by)
    return page(query, Unit.id, asked)


@blp.route("/estates/<uuid:estate_id>/house-codes", open_to=DESK, methods=["POST"])
@blp.arguments(CodesIn)
@blp.response(200, CodesOut)
def post_codes(
    payload: dict[str, Any], estate_id: UUID, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """New house codes for the letters to the doors; shown this once."""
    return {"items": house_codes.issue(estate_id, payload["unit_ids"], by=by, at=at)}
