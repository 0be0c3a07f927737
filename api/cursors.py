"""Lists: ``{"items": [...], "next_cursor": null}``, asked with ``?limit=`` and ``?cursor=``."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from models.base import db
from models.errors import Fault, Invalid, _


class PageIn(Schema):
    """The query of every list; lists with filters inherit it."""

    limit = fields.Int(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.Str(load_default=None, validate=validate.Length(max=200), allow_none=True)


def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of a list of ``item``."""
    return type(
        item.__name__.removesuffix("Out") + "PageOut",
        (Schema,),
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next_cursor": fields.Str(allow_none=True, required=True),
        },
    )


def page(
    query: Select[Any],
    key: InstrumentedAttribute[UUID],
    asked: dict[str, Any],
    *,
    newest_first: bool = False,
) -> dict[str, Any]:
    """One page of the entities of ``query``, in the order of their ids (creation)."""
    last = _read(asked.get("cursor"))
    if last is not None:
        query = query.where(key < last if newest_first else key > last)
    query = query.order_by(key.desc() if newest_first else key).limit(asked["limit"] + 1)
    found: Sequence[Any] = db.session.scalars(query).all()
    items = found[: asked["limit"]]
    more = len(found) > asked["limit"]
    return {"items": items, "next_cursor": _write(getattr(items[-1], key.key)) if more else None}


def page_of_rows(
    query: Select[Any], key: ColumnElement[UUID], asked: dict[str, Any]
) -> dict[str, Any]:
    """One page of plain rows, in the order of ``key``, a column of theirs."""
    last = _read(asked.get("cursor"))
    if last is not None:
        query = query.where(key > last)
    found = db.session.execute(query.order_by(key).limit(asked["limit"] + 1)).mappings().all()
    items = found[: asked["limit"]]
    more = len(found) > asked["limit"]
    return {"items": items, "next_cursor": _write(items[-1][key.name]) if more else None}


def _write(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _read(cursor: str | None) -> UUID | None:
    if not cursor:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        raise Invalid(
            Fault("/query/cursor", "invalid_cursor", _("Take the cursor from next_cursor."))
        ) from None
