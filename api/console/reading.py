"""What a form of the console sent, read by the schemas of the public API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from api.words import say
from models.clock import PEOPLES_TIME
from models.errors import Fault, Invalid, _


def given(name: str, most: int = 2000) -> str:
    """A field's text, blanks at its ends cut."""
    return request.form.get(name, "").strip()[:most]


def local(name: str) -> str | None:
    """A ``datetime-local`` field as RFC 3339 in the people's time; None when it is empty.

    Errors: Invalid for what is no moment.
    """
    typed = given(name, 32)
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as wrong:
        raise Invalid(Fault(f"/{name}", "wrong_type", _("Not a valid datetime."))) from wrong
    return moment.replace(tzinfo=PEOPLES_TIME).isoformat()


def load(schema: type[Schema], data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` as the schema reads it; empty fields count as not given.

    Errors: Invalid with a fault for every field that does not fit.
    """
    filled = {name: value for name, value in data.items() if value not in ("", None)}
    try:
        loaded: dict[str, Any] = schema().load(filled)
    except ValidationError as wrong:
        raise Invalid(*_faults(wrong.messages_dict)) from wrong
    return loaded


def _faults(messages: Mapping[str, Any]) -> list[Fault]:
    found = []
    for name, told in messages.items():
        sentences = told if isinstance(told, list) else [str(told)]
        found += [Fault(f"/{name}", "invalid_value", say(str(each))) for each in sentences]
    return found
