"""What marshmallow says of a field, as pointer, stable code and translated sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from api import bodies
from api.words import say
from models.errors import Fault, _

#: marshmallow's own sentences, and the stable code of each
CODES = bodies.CODES | {
    _("Missing data for required field."): "required",
    _("Unknown field."): "unknown_field",
    _("Field may not be null."): "required",
    _("Invalid input type."): "wrong_type",
    _("Invalid input."): "invalid_value",
    _("Invalid value."): "invalid_value",
    _("Not a valid string."): "wrong_type",
    _("Not a valid integer."): "wrong_type",
    _("Not a valid number."): "wrong_type",
    _("Not a valid boolean."): "wrong_type",
    _("Not a valid list."): "wrong_type",
    _("Not a valid mapping type."): "wrong_type",
    _("Not a valid UUID."): "wrong_type",
    _("Not a valid datetime."): "wrong_type",
    _("Not a valid aware datetime."): "time_zone_missing",
    _("Not a valid date."): "wrong_type",
    _("Not a valid file."): "wrong_type",
    _("String does not match expected pattern."): "invalid_value",
    _("Must be one of: {choices}."): "not_one_of",
    _("Must be greater than or equal to {min} and less than or equal to {max}."): "out_of_range",
    _("Length must be between {min} and {max}."): "out_of_range",
    _("Longer than maximum length {max}."): "out_of_range",
    _("Shorter than minimum length {min}."): "out_of_range",
    _("Must be between the years {min} and {max}."): "out_of_range",
}


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with braces, as marshmallow fills it."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL)


_FILLED = [(_pattern(sentence), sentence) for sentence in CODES if "{" in sentence]


def field_faults(error: HTTPException) -> list[dict[str, str]]:
    """The members of RFC 9457's ``errors``, from what webargs put into the exception."""
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    return [
        {"pointer": pointer or "/", "code": code, "message": sentence}
        for location, tree in messages.items()
        for pointer, message in _flatten(tree, "" if location == "json" else f"/{location}")
        for code, sentence in [_said(message)]
    ]


def faults(error: ValidationError) -> list[Fault]:
    """The same of a schema that read a form, for an error of ours."""
    return [
        Fault(pointer or "/", code, sentence, tuple(facts.items()))
        for pointer, message in _flatten(error.messages, "")
        for code, sentence, facts in [_known(message)]
    ]


def _said(message: str) -> tuple[str, str]:
    """Code, and the sentence in the reader's language."""
    code, sentence, facts = _known(message)
    return code, say(sentence, facts)


def _known(message: str) -> tuple[str, str, dict[str, object]]:
    """Code, msgid and facts."""
    if message in CODES:
        return CODES[message], message, {}
    for pattern, sentence in _FILLED:
        if filled := pattern.fullmatch(message):
            return CODES[sentence], sentence, dict(filled.groupdict())
    return "invalid_value", message, {}


def _flatten(tree: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Marshmallow's nested messages as JSON pointers (RFC 6901)."""
    if isinstance(tree, Mapping):
        for key, sub in tree.items():
            step = str(key).replace("~", "~0").replace("/", "~1")
            # "_schema" is marshmallow's name for the whole object
            yield from _flatten(sub, pointer if key == "_schema" else f"{pointer}/{step}")
    else:
        for message in tree if isinstance(tree, list) else [tree]:
            yield pointer, str(message)
