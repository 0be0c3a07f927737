from datetime import date

import chinese_calendar
import pytest

from models.errors import CalendarUnknown
from models.kinds import DayUnit
from surveys.counting.days import last_day
from surveys.policies.calendar import CHINA, known_years


def test_case_10_with_the_published_holidays():
    friday = date(2024, 9, 27)
    assert last_day(friday, 7, DayUnit.CALENDAR, CHINA) == date(2024, 10, 8)
    assert last_day(friday, 5, DayUnit.WORKING, CHINA) == date(2024, 10, 10)


def test_the_known_years_are_those_of_the_data():
    first, last = known_years()
    assert {day.year for day in chinese_calendar.holidays} == set(range(first, last + 1))


def test_a_year_without_published_holidays_is_not_guessed():
    first, last = known_years()
    CHINA.is_workday(date(last, 12, 31))
    for day in (date(first - 1, 12, 31), date(last + 1, 1, 1)):
        with pytest.raises(CalendarUnknown) as raised:
            CHINA.is_workday(day)
        assert raised.value.facts == {"first": first, "last": last}


def test_a_period_that_runs_into_an_unknown_year_is_not_guessed():
    _, last = known_years()
    for unit in DayUnit:
        with pytest.raises(CalendarUnknown):
            last_day(date(last, 12, 30), 7, unit, CHINA)
