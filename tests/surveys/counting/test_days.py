from datetime import date, datetime

import pytest

from models.kinds import DayUnit
from surveys.counting.days import last_day, last_voting_day


class Week:
    """Monday to Friday, with given days off and given days worked."""

    def __init__(self, off=(), worked=()):
        self.off, self.worked = set(off), set(worked)

    def is_workday(self, day, /):
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


PLAIN = Week()
FRIDAY = date(2024, 9, 27)
NATIONAL_DAY_2024 = Week(
    off=[date(2024, 10, day) for day in range(1, 8)],
    worked=[date(2024, 9, 29), date(2024, 10, 12)],
)


def test_case_10_a_notice_that_would_end_in_the_holiday_ends_after_it():
    ends = last_day(FRIDAY, 7, DayUnit.CALENDAR, NATIONAL_DAY_2024)
    assert ends == date(2024, 10, 8)
    assert date(2024, 10, 6) <= ends  # an objection in the holiday is in time


def test_case_10_working_days_know_holidays_and_make_up_days():
    assert last_day(FRIDAY, 5, DayUnit.WORKING, NATIONAL_DAY_2024) == date(2024, 10, 10)
    assert last_day(FRIDAY, 5, DayUnit.WORKING, PLAIN) == date(2024, 10, 4)  # the naive answer


def test_the_day_it_begins_is_not_counted():
    assert last_day(date(2024, 9, 2), 1, DayUnit.CALENDAR, PLAIN) == date(2024, 9, 3)
    assert last_day(date(2024, 9, 2), 1, DayUnit.WORKING, PLAIN) == date(2024, 9, 3)


def test_only_the_last_day_rolls():
    assert last_day(date(2024, 9, 5), 7, DayUnit.CALENDAR, PLAIN) == date(2024, 9, 12)


def test_a_weekend_at_the_end_rolls_to_monday():
    assert last_day(FRIDAY, 1, DayUnit.CALENDAR, PLAIN) == date(2024, 9, 30)


def test_a_make_up_day_on_sunday_may_be_the_last():
    assert last_day(FRIDAY, 2, DayUnit.CALENDAR, NATIONAL_DAY_2024) == date(2024, 9, 29)


@pytest.mark.parametrize("unit", DayUnit)
def test_refuses_a_period_of_no_days(unit):
    with pytest.raises(ValueError, match="at least one day"):
        last_day(FRIDAY, 0, unit, PLAIN)


@pytest.mark.parametrize(
    ("hour", "minute", "last"), [(0, 0, date(2024, 10, 30)), (23, 59, date(2024, 10, 31))]
)
def test_case_10_midnight_leaves_the_31st_out_and_2359_includes_it(hour, minute, last):
    assert last_voting_day(datetime(2024, 10, 31, hour, minute)) == last  # noqa: DTZ001  # as printed
