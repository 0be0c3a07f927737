"""When does a period end? Days as 民法典 art. 200–204 counts them.

Units    Days of the people's calendar (Asia/Shanghai); a period ends at 24:00 of its last day
         (`models.clock.end_of`).
Source   Art. 201: the day it begins is not counted. Art. 203: where the last day is a day off by
         law (法定休假日), the day after the holiday is the last. Some rules count working days
         (绍兴: 5 个工作日). Which days are worked is the calendar's to say, make-up days included.
Errors   ValueError for a period of no days; the calendar raises for years it does not know.
"""

from datetime import date, datetime, timedelta
from typing import Protocol

from models.kinds import DayUnit

ONE_DAY = timedelta(days=1)


class Calendar(Protocol):
    def is_workday(self, day: date, /) -> bool:
        """Is ``day`` worked? Raises for a day whose holidays have not been published."""


def last_day(start: date, days: int, unit: DayUnit, calendar: Calendar) -> date:
    """The last day of a period of ``days`` that begins on ``start``.

    Calendar days run through holidays, and only the last may not be one; the n-th working day
    after the start is the last of n working days.
    """
    if days < 1:
        raise ValueError("a period has at least one day")
    if unit is DayUnit.WORKING:
        return _workday_after(start, days, calendar)
    last = start + days * ONE_DAY
    return last if calendar.is_workday(last) else _workday_after(last, 1, calendar)


def last_voting_day(closes_at: datetime) -> date:
    """The last day on which a vote may still be cast, ``closes_at`` being in the people's time.

    "到31日00:00止" leaves out the 31st, "23:59" includes it; notices print both.
    """
    return (closes_at - timedelta(microseconds=1)).date()


def _workday_after(start: date, nth: int, calendar: Calendar) -> date:
    day, left = start, nth
    while left:
        day += ONE_DAY
        left -= calendar.is_workday(day)
    return day
