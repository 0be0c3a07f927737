"""The one source of now. Moments are aware and in UTC; people's days are those of Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PEOPLES_TIME = ZoneInfo("Asia/Shanghai")
_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment, aware, in UTC. Only doors (request, message, job, command) ask for it."""
    return _stopped_at.get() or datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The date on a resident's wall calendar at ``moment``."""
    return moment.astimezone(PEOPLES_TIME).date()


def end_of(day: date) -> datetime:
    """24:00 of ``day`` in the people's time, which is 00:00 of the next day (民法典 art. 203)."""
    return datetime.combine(day + timedelta(days=1), time.min, PEOPLES_TIME)


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """For tests: time stands still inside the block."""
    if moment.tzinfo is None:
        raise ValueError("say which time zone")
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
