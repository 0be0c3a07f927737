"""Fields of the wire: what the contract says about times, shares and words of two languages."""

from datetime import datetime
from typing import Any

from marshmallow import RAISE, Schema, fields

from models.clock import PEOPLES_TIME


class In(Schema):
    """What comes in: a field nobody knows is refused, so that a misspelt one is not lost."""

    class Meta:
        unknown = RAISE


class Instant(fields.AwareDateTime):
    """RFC 3339 with an offset; naive times are refused, answers are in the people's time."""

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else value.astimezone(PEOPLES_TIME).isoformat()


class Text(fields.Str):
    """Text of people: no NUL (PostgreSQL takes none), no lone surrogate, blanks at the ends cut."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise self.make_error("invalid")
        return text.strip()
