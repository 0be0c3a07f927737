"""Which days are worked in China? The published holidays and make-up days, year by year.

Source   The State Council's yearly notice (国务院办公厅关于部分节假日安排的通知), as the
         ``chinesecalendar`` library holds it. It appears each autumn for the next year only.
Errors   CalendarUnknown for a year without published holidays: a guess could end a publicity
         period (公示) too early and void the vote it protects.
"""

from datetime import date
from functools import cache

import chinese_calendar

from models.errors import CalendarUnknown
from surveys.counting.days import Calendar


class PublishedHolidays:
    """The calendar over the library's own years, read from its data."""

    def is_workday(self, day: date, /) -> bool:
        """Worked, 调休 make-up days included? CalendarUnknown outside the published years."""
        first, last = known_years()
        if not first <= day.year <= last:
            raise CalendarUnknown(first=first, last=last)
        return bool(chinese_calendar.is_workday(day))


@cache
def known_years() -> tuple[int, int]:
    """First and last year whose holidays are known."""
    days = chinese_calendar.holidays.keys()
    return min(days).year, max(days).year


CHINA: Calendar = PublishedHolidays()
