"""Until when? Limits of hours run on; limits of days are China's working days or calendar days.

Units    A limit is written as the routing table writes it: ``now``, ``30min``, ``2h``, ``5wd``
         (工作日), ``15d``, ``same_day``. A moment is aware; a day ends at 24:00 in Asia/Shanghai.
Source   民法典 art. 201: the day a period begins is not counted, hours count from the moment.
         Art. 203: a last day that is a day off by law gives way to the next working day.
         Holidays and make-up days are the State Council's, as ``chinesecalendar`` holds them.
Errors   CalendarUnknown for a year whose holidays are not published yet.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar

from models.clock import day_of, end_of
from models.errors import CalendarUnknown
from models.kinds import Urgency

NOW = "15min"  # 立即: danger to life is answered within minutes
SPANS = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}
ONE_DAY = timedelta(days=1)

#: reference 5.4 (北京 DB11/T 2021—2022): feedback where the routing table names no other limit
FEEDBACK = {Urgency.P0: "2h", Urgency.P1: "24h", Urgency.P2: "5wd", Urgency.P3: "15d"}

_LIMIT = re.compile(r"(\d{1,3})\s?(min|h|wd|d)")


def until(limit: str, begun: datetime) -> datetime:
    """The moment at which ``limit``, begun at ``begun``, is over."""
    return _until(limit, begun, is_workday)


def until_at_latest(limit: str, begun: datetime) -> tuple[datetime, bool]:
    """``until``, and whether it is certain.

    Where the holidays are not published yet every unknown day is taken as a working day: the
    moment that comes out may be too early for the office, but is never too late for the resident.
    Nobody's trouble is turned away because a calendar is missing.
    """
    try:
        return until(limit, begun), True
    except CalendarUnknown:
        return _until(limit, begun, lambda day: not _is_known(day) or is_workday(day)), False


def is_limit(limit: str) -> bool:
    """Is ``limit`` written as this module reads it? For tables, before they are used."""
    return limit in {"now", "same_day"} or _LIMIT.fullmatch(limit) is not None


def is_workday(day: date) -> bool:
    """Worked, 调休 make-up days included? CalendarUnknown outside the published years."""
    if not _is_known(day):
        first, last = _known_years()
        raise CalendarUnknown(first=first, last=last)
    return bool(chinese_calendar.is_workday(day))


def _until(limit: str, begun: datetime, worked: Callable[[date], bool]) -> datetime:
    start = day_of(begun)
    if limit == "same_day":
        return end_of(start)
    count, unit = _parts(limit)
    if unit in SPANS:
        return begun + count * SPANS[unit]
    if unit == "wd":
        return end_of(_workday_after(start, count, worked))
    last = start + count * ONE_DAY
    return end_of(last if worked(last) else _workday_after(last, 1, worked))


def _parts(limit: str) -> tuple[int, str]:
    match = _LIMIT.fullmatch(NOW if limit == "now" else limit)
    if match is None:
        raise ValueError(f"not a limit of time: {limit!r}")
    return int(match[1]), match[2]


def _workday_after(start: date, nth: int, worked: Callable[[date], bool]) -> date:
    day = start
    while nth:
        day += ONE_DAY
        nth -= worked(day)
    return day


def _is_known(day: date) -> bool:
    first, last = _known_years()
    return first <= day.year <= last


@cache
def _known_years() -> tuple[int, int]:
    days = chinese_calendar.holidays.keys()
    return min(days).year, max(days).year
