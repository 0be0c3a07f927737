from datetime import timedelta

from api.clock import deliver_letters, tidy, turn_rounds
from models import clock
from tests.conftest import NOON


def test_the_clock_opens_and_closes_on_time_by_itself(world):
    round_id = world.draft(
        opens_at="2026-11-20T12:00:10+08:00", closes_at="2026-11-20T12:00:20+08:00"
    )
    for second, state in ((9, "draft"), (10, "open"), (19, "open"), (20, "closed")):
        with clock.stopped(NOON + timedelta(seconds=second)):
            turn_rounds()
            # staff tokens of the fixture hold for hours
            assert world.committee.get(f"/rounds/{round_id}").json["state"] == state


def test_a_clock_that_was_down_catches_up(world):
    late = world.open(closes_at="2026-11-20T12:00:20+08:00")
    with clock.stopped(NOON + timedelta(hours=5)):
        assert turn_rounds() == 1
        seen = world.committee.get(f"/rounds/{late}").json
        assert seen["closed_at"] == "2026-11-20T12:00:20+08:00"
        assert turn_rounds() == 0


def test_a_draft_without_a_roll_stays_a_draft(world):
    round_id = world.draft(scope={"building": "99"}, opens_at="2026-11-20T11:00:00+08:00")
    assert turn_rounds() == 0
    assert world.committee.get(f"/rounds/{round_id}").json["state"] == "draft"


def test_letters_go_out_by_the_clock_and_old_keys_are_forgotten(world):
    key = {"Idempotency-Key": "round-1"}
    body = {"name": "浣花小区", "division": "510105"}
    first = world.bureau.post("/estates", body, headers=key)
    again = world.bureau.post("/estates", body, headers=key)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert deliver_letters() == 0  # nothing is due
    assert tidy() == 0
    with clock.stopped(NOON + timedelta(hours=25)):
        assert tidy() == 1
