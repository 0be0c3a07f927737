"""How Open311 writes: lists as JSON arrays or as XML, and moments with their zone."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

from models.clock import PEOPLES_TIME

FORMATS: Mapping[str, str] = {"json": "application/json", "xml": "text/xml"}
Fields = Mapping[str, Any]
#: what XML 1.0 has no way to write
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Problem(Exception):
    """A request that is refused; the text names the parameter and what is needed."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status


def moment(at: datetime) -> str:
    """As the standard wants it: ISO 8601 with the zone, to the second."""
    return at.astimezone(PEOPLES_TIME).isoformat(timespec="seconds")


def answer(format_: str, many: str, one: str, found: Sequence[Fields], status: int) -> Response:
    """``found`` in either format; ``one`` empty: a single object and no list."""
    if format_ == "json":
        told = list(found) if one else found[0]
        body = json.dumps(told, ensure_ascii=False).encode()
    else:
        root = Element(many)
        for fields in found:
            _write(SubElement(root, one) if one else root, fields)
        body = tostring(root, "utf-8", xml_declaration=True)
    return Response(body, status, content_type=f"{FORMATS[format_]}; charset=utf-8")


def _write(element: Element, fields: Fields) -> None:
    for name, value in fields.items():
        child = SubElement(element, name)
        if isinstance(value, Sequence) and not isinstance(value, str):
            for each in value:
                inner = SubElement(child, name.removesuffix("s"))
                if isinstance(each, Mapping):
                    _write(inner, each)
                else:
                    inner.text = str(each)
        elif isinstance(value, bool):
            child.text = str(value).lower()
        else:
            child.text = _UNWRITABLE.sub("", str(value))
