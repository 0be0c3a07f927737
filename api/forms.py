"""Forms: the built-in ones, an office's own, and their versions."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate, validates_schema
from marshmallow.exceptions import ValidationError

from api.edge import DESK, EVERYBODY, Blueprint
from api.fields import In
from models.actor import Actor
from models.errors import Fault, Invalid, _
from surveys import forms

blp = Blueprint("forms", __name__, url_prefix="/api/v1", description=__doc__)

FORM_ID = validate.Regexp(r"^[a-z0-9_-]{1,64}$")


class FormIn(In):
    document = fields.Dict(metadata={"description": "the form; see docs/forms.md"})
    copy_of = fields.Str(validate=FORM_ID)

    @validates_schema
    def _one_of_both(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("document" in data) is ("copy_of" in data):
            raise ValidationError(_("Send either document or copy_of."))


class FormVersionIn(In):
    document = fields.Dict(required=True)


class FormQueryIn(Schema):
    version = fields.Int(load_default=None, validate=validate.Range(1, 1_000_000))
    format = fields.Str(load_default="json", validate=validate.Length(max=20))


class FormOut(Schema):
    id = fields.Str(attribute="form_id", required=True)
    version = fields.Int(required=True)
    content_hash = fields.Str(required=True)
    built_in = fields.Bool(required=True)
    title = fields.Dict(fields.Str(), fields.Str(), required=True)
    document = fields.Dict(required=True)


class FormListOut(Schema):
    items = fields.List(fields.Nested(FormOut), required=True)
    next_cursor = fields.Str(allow_none=True, required=True)


@blp.route("/forms", open_to=EVERYBODY)
@blp.response(200, FormListOut)
def list_forms(*, by: Actor) -> dict[str, Any]:
    """The built-in forms and one's own, newest versions."""
    return {"items": [_shown(each) for each in forms.own(by=by)], "next_cursor": None}


@blp.route("/forms", open_to=DESK, methods=["POST"])
@blp.arguments(FormIn)
@blp.response(201, FormOut)
def post_form(payload: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """A form of one's own: written anew, or copied to be changed."""
    document = payload.get("document")
    if document is None:
        document = forms.readable(payload["copy_of"], None, by=by).document
    return _shown(forms.create(document, by=by, at=at))


@blp.route("/forms/<form_id>", open_to=EVERYBODY)
@blp.arguments(FormQueryIn, location="query")
@blp.response(200, FormOut)
def get_form(asked: dict[str, Any], form_id: str, *, by: Actor) -> dict[str, Any]:
    """A form, the newest version unless another is asked for."""
    if asked["format"] != "json":
        message = _("This format is not served; ask for json.")
        raise Invalid(Fault("/query/format", "format_not_supported", message))
    return _shown(forms.readable(form_id, asked["version"], by=by))


@blp.route("/forms/<form_id>/versions", open_to=DESK, methods=["POST"])
@blp.arguments(FormVersionIn)
@blp.response(201, FormOut)
def post_version(
    payload: dict[str, Any], form_id: str, *, by: Actor, at: datetime
) -> dict[str, Any]:
    """The next version of one's own form; open rounds keep theirs."""
    return _shown(forms.revise(form_id, payload["document"], by=by, at=at))


def _shown(form: forms.FormVersion) -> dict[str, Any]:
    return {
        "form_id": form.form_id,
        "version": form.version,
        "content_hash": form.content_hash,
        "built_in": form.built_in,
        "title": form.document["title"],
        "document": form.document,
    }
