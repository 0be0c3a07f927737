"""Worked case 10, second half: working days with the year's make-up days, and their edge."""

from datetime import UTC, datetime

import pytest

from bot.tickets.deadlines import FEEDBACK, until, until_at_latest
from models.clock import PEOPLES_TIME
from models.errors import CalendarUnknown


def local(*parts):
    return datetime(*parts, tzinfo=PEOPLES_TIME)


FRIDAY = local(2024, 9, 27, 16, 30)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("now", local(2024, 9, 27, 16, 45)),
        ("30min", local(2024, 9, 27, 17, 0)),
        ("24h", local(2024, 9, 28, 16, 30)),
        ("same_day", local(2024, 9, 28)),
        ("1wd", local(2024, 9, 30)),  # Sunday the 29th is worked, to its midnight
        ("5wd", local(2024, 10, 11)),  # 09-29, 09-30, 10-08, 10-09, 10-10
        ("7d", local(2024, 10, 9)),  # 10-04 is a holiday, so is all up to the 7th
        ("3d", local(2024, 10, 1)),
    ],
)
def test_a_limit_ends_when_chinas_calendar_says(limit, expected):
    assert until(limit, FRIDAY) == expected


def test_the_day_is_the_peoples_day_and_not_the_servers():
    late_evening_in_utc = datetime(2024, 9, 27, 16, 30, tzinfo=UTC)  # already the 28th in Shanghai
    assert until("same_day", late_evening_in_utc) == local(2024, 9, 29)


def test_a_year_without_published_holidays_is_not_guessed():
    with pytest.raises(CalendarUnknown):
        until("5wd", local(2026, 12, 29, 9))


def test_hours_need_no_calendar():
    assert until("24h", local(2030, 1, 1, 9)) == local(2030, 1, 2, 9)


def test_where_the_calendar_ends_the_bound_is_early_and_says_so():
    moment, certain = until_at_latest("5wd", local(2026, 12, 29, 9))
    assert (moment, certain) == (local(2027, 1, 4), False)  # 30, 31, and 1 to 3 January
    assert until_at_latest("5wd", FRIDAY) == (until("5wd", FRIDAY), True)


@pytest.mark.parametrize("limit", ["", "5", "wd", "-1d", "1 week", "1.5h", "5wdx"])
def test_a_misspelt_limit_is_our_mistake(limit):
    with pytest.raises(ValueError, match="limit"):
        until(limit, FRIDAY)


def test_the_more_urgent_is_never_due_later():
    ends = [until(limit, FRIDAY) for limit in FEEDBACK.values()]
    assert ends == sorted(ends)
