"""Fields of the wire: what the contract says about times, shares and words of two languages."""

from datetime import date, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields

from models.clock import PEOPLES_TIME
from models.errors import _

YEARS = (1900, 2200)  # wide enough for what people mean, far from where arithmetic overflows
_FAR = _("Must be between the years {min} and {max}.").format(min=YEARS[0], max=YEARS[1])


class In(Schema):
    """What comes in: a field nobody knows is refused, so that a misspelt one is not lost."""

    class Meta:
        unknown = RAISE


class Instant(fields.AwareDateTime):
    """RFC 3339 with an offset; naive times are refused, answers are in the people's time."""

    default_error_messages = {"far": _FAR}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not YEARS[0] <= moment.year <= YEARS[1]:
            raise self.make_error("far")
        return moment

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else value.astimezone(PEOPLES_TIME).isoformat()


class Day(fields.Date):
    """A date of the people's calendar, in years that can be counted with."""

    default_error_messages = {"far": _FAR}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise self.make_error("far")
        return day


class Text(fields.Str):
    """Text of people: no NUL (PostgreSQL takes none), no lone surrogate, blanks at the ends cut."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise self.make_error("invalid")
        return text.strip()
