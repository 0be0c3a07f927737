"""Guessing is counted, and stopped for a while."""

from datetime import timedelta

import pytest

from models.errors import AccountLocked, TooOften
from surveys.attempts import HOUSE_CODES, PASSWORDS, check, forgive, note
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def fail(limit, *minutes, subject="somebody"):
    for minute in minutes:
        note(limit, subject, at=NOON + minute * MINUTE)


def waits(limit, minute, subject="somebody"):
    """Seconds until ``subject`` may try again; 0: at once."""
    try:
        check(limit, subject, at=NOON + minute * MINUTE)
    except TooOften as refusal:
        return refusal.facts["retry_after"]
    return 0


def test_five_house_codes_an_hour_and_the_hour_begins_with_the_first(app):
    fail(HOUSE_CODES, 0, 10, 20, 30)
    assert waits(HOUSE_CODES, 40) == 0
    fail(HOUSE_CODES, 40)
    assert waits(HOUSE_CODES, 40) == 20 * 60
    assert waits(HOUSE_CODES, 59) == 60
    assert waits(HOUSE_CODES, 60) == 0


def test_codes_spread_wider_than_the_window_are_no_guessing(app):
    fail(HOUSE_CODES, 0, 15, 30, 45, 61)
    assert waits(HOUSE_CODES, 61) == 0


def test_ten_passwords_lock_for_fifteen_minutes_from_the_last(app):
    fail(PASSWORDS, *range(9))
    assert waits(PASSWORDS, 9) == 0
    fail(PASSWORDS, 9)
    assert waits(PASSWORDS, 9) == 15 * 60
    assert waits(PASSWORDS, 16) == 8 * 60  # the first ones are older than the window by now
    assert waits(PASSWORDS, 24) == 0


def test_after_the_lock_the_count_begins_anew(app):
    fail(PASSWORDS, *[0] * 10)
    fail(PASSWORDS, 15)
    assert waits(PASSWORDS, 15) == 0


def test_a_second_is_never_rounded_away(app):
    fail(HOUSE_CODES, *[0] * 5)
    with pytest.raises(TooOften) as refusal:
        check(HOUSE_CODES, "somebody", at=NOON + 60 * MINUTE - timedelta(milliseconds=1))
    assert refusal.value.facts == {"retry_after": 1}


def test_everybody_is_counted_apart_and_each_kind_too(app):
    fail(PASSWORDS, *[0] * 10)
    assert waits(PASSWORDS, 0, "somebody else") == 0
    assert waits(HOUSE_CODES, 0) == 0


def test_a_lock_has_a_word_of_its_own_and_what_is_forgiven_is_forgotten(app):
    fail(PASSWORDS, *[0] * 10)
    with pytest.raises(AccountLocked):
        check(PASSWORDS, "somebody", at=NOON)
    forgive(PASSWORDS, "somebody")
    assert waits(PASSWORDS, 0) == 0
