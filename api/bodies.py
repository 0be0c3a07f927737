"""What a request brings, read once and strictly: JSON that no two readers take differently.

Source   RFC 8259 section 4 (a name stands once in its object), RFC 7493 (no lone surrogate), and
         PostgreSQL, which keeps no NUL. Whatever passes here can be stored and given back.
Errors   400 for what is no JSON (bad UTF-8, NaN, a name twice, nested too deep), 415 for another
         media type, 422 with a pointer for text that cannot be kept and for a parameter sent twice.
"""

import json
import sys
from collections.abc import Mapping
from math import isfinite
from typing import Any

import flask
from marshmallow import Schema, ValidationError, fields
from webargs.core import missing
from webargs.flaskparser import FlaskParser, abort, is_json_request

from models.errors import _

DEEPEST = 32  # the deepest honest document, a form with nested conditions, has 12

NOT_JSON = _("This is not JSON in UTF-8.")
TOO_DEEP = _("This is nested too deep.")
NAMED_TWICE = _("A name stands twice in this object.")
UNKEEPABLE = _("The text has characters that cannot be kept.")
SENT_TWICE = _("Send this parameter once.")

#: each sentence's stable code
CODES = {
    NOT_JSON: "not_json",
    TOO_DEEP: "too_deep",
    NAMED_TWICE: "duplicate_name",
    UNKEEPABLE: "invalid_text",
    SENT_TWICE: "sent_twice",
}


class Parser(FlaskParser):
    """webargs' parser for Flask, without what it lets pass."""

    def load_json(self, req: flask.Request, schema: Schema) -> Any:
        """The body; an empty one is an object without fields."""
        sent = req.get_data(cache=True)
        if not sent:
            return missing
        if not is_json_request(req):
            abort(415)
        if len(sent) >= (req.max_content_length or sys.maxsize) and req.content_length is None:
            abort(413)  # chunked: werkzeug cuts what is too long, and says nothing
        return read_json(sent)

    def load_querystring(self, req: flask.Request, schema: Schema) -> Any:
        """The parameters that ``schema`` knows, each of them once."""
        faults: dict[str, list[str]] = {}
        for name, field in schema.fields.items():
            key = field.data_key or name
            values = req.args.getlist(key)
            if len(values) > 1 and not isinstance(field, fields.List):
                faults[key] = [SENT_TWICE]
            elif not all(map(is_keepable, values)):
                faults[key] = [UNKEEPABLE]
        if faults:
            raise ValidationError(faults)
        return super().load_querystring(req, schema)


def read_json(sent: bytes) -> Any:
    """``sent`` as JSON. HTTP 400 for what is none; ValidationError for text nobody can keep."""
    twice: list[_Twice] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        twice.append(_Twice(made))
        return twice[-1]

    try:
        tree = json.loads(
            sent.decode(), object_pairs_hook=once, parse_constant=_refuse, parse_float=_finite
        )
    except RecursionError:
        abort(400, messages={"json": [TOO_DEEP]})
    except ValueError:  # also UnicodeDecodeError, and whole numbers of thousands of digits
        abort(400, messages={"json": [NOT_JSON]})
    if sent.count(b"[") + sent.count(b"{") > DEEPEST and _is_deeper(tree, DEEPEST):
        abort(400, messages={"json": [TOO_DEEP]})
    mistakes = _mistakes(tree) if twice or b"\\u" in sent else None
    if twice:
        abort(400, messages={"json": mistakes})
    if mistakes:
        raise ValidationError(mistakes)
    return tree


def is_keepable(text: str) -> bool:
    """May a database keep it? No NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


class _Twice(dict[str, Any]):
    """An object in which a name stood twice."""


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise ValueError(written)
    return number


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _is_deeper(value: Any, left: int) -> bool:
    inner = _parts(value)
    if inner and not left:
        return True
    return any(_is_deeper(each, left - 1) for _key, each in inner)


def _mistakes(value: Any) -> Any:
    """Marshmallow's tree of messages, for what is wrong anywhere within ``value``."""
    if isinstance(value, str):
        return None if is_keepable(value) else [UNKEEPABLE]
    if isinstance(value, _Twice):
        return [NAMED_TWICE]
    found = {}
    for key, each in _parts(value):
        if isinstance(key, str) and not is_keepable(key):
            return [UNKEEPABLE]
        if mistakes := _mistakes(each):
            found[key] = mistakes
    return found
