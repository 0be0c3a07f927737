from datetime import UTC, datetime

from models import clock
from tests.make import make_estate, make_units, vote

NATIONAL_DAY = {"starts_on": "2024-09-27", "days": 7, "day_unit": "calendar"}


def test_case_10_seven_days_that_end_in_a_holiday_end_after_it(world):
    answer = world.committee.post(f"/rounds/{world.open()}/notices", NATIONAL_DAY)
    assert answer.status_code == 201
    assert answer.json["last_day"] == "2024-10-08"
    assert answer.json["ends_at"] == "2024-10-09T00:00:00+08:00"


def test_case_10_five_working_days_know_the_make_up_sunday(world):
    notice = {**NATIONAL_DAY, "days": 5, "day_unit": "working"}
    answer = world.committee.post(f"/rounds/{world.open()}/notices", notice)
    assert answer.json["last_day"] == "2024-10-10"


def test_case_10_an_objection_within_the_holiday_is_in_time(world):
    round_id = world.open()
    owner = world.owner_of(world.units[0])
    notice = world.committee.post(f"/rounds/{round_id}/notices", NATIONAL_DAY).json
    path = f"/notices/{notice['id']}/objections"
    with clock.stopped(datetime(2024, 10, 6, 2, tzinfo=UTC)):
        objection = owner.as_(_token(world)).post(path, {"text": "票数与我家不符"})
        assert (objection.status_code, objection.json["state"]) == (201, "open")
    with clock.stopped(datetime(2024, 10, 8, 16, tzinfo=UTC)):  # 24:00 in Shanghai
        late = owner.as_(_token(world)).post(path, {"text": "晚了"})
        assert (late.status_code, late.json["code"]) == (409, "notice_over")
    with clock.stopped(datetime(2024, 9, 26, 2, tzinfo=UTC)):
        early = owner.as_(_token(world)).post(path, {"text": "早了"})
        assert early.json["code"] == "notice_not_started"


def _token(world):
    return world.owner_of(world.units[0]).token


def test_a_year_without_known_holidays_is_refused_not_guessed(world):
    notice = {**NATIONAL_DAY, "starts_on": "2031-01-01"}
    answer = world.committee.post(f"/rounds/{world.open()}/notices", notice)
    assert (answer.status_code, answer.json["code"]) == (422, "calendar_unknown")
    assert "2026" in answer.json["detail"]


def test_an_objection_is_answered_once(world):
    round_id = world.open()
    notice = {"starts_on": "2026-11-20", "days": 7}
    notice = world.committee.post(f"/rounds/{round_id}/notices", notice).json
    path = f"/notices/{notice['id']}/objections"
    objection = world.owner_of(world.units[0]).post(path, {"text": "我没有签字"}).json
    resolve = f"/objections/{objection['id']}/resolve"
    answered = world.committee.post(resolve, {"resolution": "已核对签名原件"})
    assert (answered.status_code, answered.json["state"]) == (200, "resolved")
    again = world.committee.post(resolve, {"resolution": "另一个说法"})
    assert (again.status_code, again.json["code"]) == (409, "objection_resolved")
    listed = world.committee.get(path).json["items"]
    assert [each["resolution"] for each in listed] == ["已核对签名原件"]


def test_strangers_do_not_object(world):
    notice = {"starts_on": "2026-11-20", "days": 7}
    notice = world.committee.post(f"/rounds/{world.open()}/notices", notice).json
    stranger = world.owner_of(make_units(make_estate("锦华小区"), 1)[0])
    answer = stranger.post(f"/notices/{notice['id']}/objections", {"text": "我反对"})
    assert answer.status_code == 404


def test_deliveries_stand_on_the_certificate(world):
    round_id = world.open()
    for unit, method in zip(world.units, ("handed_over", "announced"), strict=False):
        body = {"unit_id": str(unit), "method": method, "consequence_shown": True}
        assert world.volunteer.post(f"/rounds/{round_id}/deliveries", body).status_code == 201
    vote(world.owner_of(world.units[0]), round_id, world.units[0])
    world.close(round_id)
    delivery = world.bureau.get(f"/rounds/{round_id}/certificate").json["delivery"]
    assert delivery == {
        "delivered": 1,
        "announced": 1,
        "undelivered": 2,
        "with_proof_and_warning": 0,
    }
