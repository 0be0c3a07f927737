"""坝坝会: called by the committee, signed in to on the spot; a unit is there once."""

from datetime import timedelta

import pytest

from models import clock
from models.base import db, transaction
from models.kinds import MemberRole, MemberState, Role
from models.people import Membership
from models.sealed import fingerprint
from tests.conftest import NOON
from tests.make import make_estate, make_resident, make_staff, make_units

STARTS, ENDS = "2026-11-20T11:30:00+08:00", "2026-11-20T13:30:00+08:00"


def call(person, estate_id, **more):
    body = {"title": "改造方案说明会", "place": "小区广场", "starts_at": STARTS, "ends_at": ENDS}
    return person.post(f"/estates/{estate_id}/meetings", body | more)


@pytest.fixture
def meeting(world):
    made = call(world.committee, world.estate)
    assert made.status_code == 201, made.json
    return made.json


def sign_in(person, code):
    return person.post("/me/sign-ins", {"code": code})


def write_down(person, meeting, unit_id):
    return person.post(f"/meetings/{meeting['id']}/sign-ins", {"unit_id": str(unit_id)})


def listed(person, estate_id):
    return person.get(f"/estates/{estate_id}/meetings")


class TestCalling:
    def test_the_committee_calls_a_meeting_and_gets_the_code_for_the_wall(self, world, meeting):
        assert len(meeting["code"]) == 6
        assert (meeting["title"], meeting["place"]) == ("改造方案说明会", "小区广场")
        assert meeting["present"] == 0

    def test_staff_see_the_code_and_residents_do_not(self, world, meeting):
        for person in (world.volunteer, world.bureau):
            assert listed(person, world.estate).json["items"][0]["code"] == meeting["code"]
        told = listed(world.owner_of(world.units[0]), world.estate)
        assert told.json["items"][0]["title"] == meeting["title"]
        assert meeting["code"] not in told.get_data(as_text=True)

    def test_no_two_meetings_have_one_code(self, world):
        codes = {call(world.committee, world.estate).json["code"] for _time in range(20)}
        assert len(codes) == 20

    def test_the_newest_comes_first_page_by_page(self, world):
        for n in range(3):
            call(world.committee, world.estate, title=f"第{n}次")
        page = world.volunteer.get(f"/estates/{world.estate}/meetings?limit=2").json
        assert [each["title"] for each in page["items"]] == ["第2次", "第1次"]
        path = f"/estates/{world.estate}/meetings?limit=2&cursor={page['next_cursor']}"
        assert [each["title"] for each in world.volunteer.get(path).json["items"]] == ["第0次"]

    @pytest.mark.parametrize("ends_at", [STARTS, "2026-11-20T11:00:00+08:00"])
    def test_a_meeting_ends_after_it_has_begun(self, world, ends_at):
        refused = call(world.committee, world.estate, ends_at=ends_at)
        assert refused.status_code == 422
        assert refused.json["errors"][0]["code"] == "not_after_starts_at"

    def test_it_may_be_about_a_round_of_this_estate_and_no_other(self, world):
        here = call(world.committee, world.estate, round_id=world.open())
        assert here.status_code == 201
        other = make_estate("安居小区")
        refused = call(world.bureau, other, round_id=world.open())
        assert (refused.status_code, refused.json["code"]) == (403, "out_of_scope")

    def test_it_is_called_by_the_desk_of_the_place(self, world):
        assert call(world.volunteer, world.estate).json["code"] == "not_your_role"
        assert call(world.owner_of(world.units[0]), world.estate).json["code"] == "not_your_role"
        assert call(world.elsewhere, world.estate).json["code"] == "out_of_scope"

    def test_who_does_not_live_there_learns_of_none(self, world, meeting):
        stranger = world.owner_of(make_units(make_estate("安居小区"), 1)[0])
        assert listed(stranger, world.estate).status_code == 404
        assert listed(world.client.as_(make_resident(world.app)), world.estate).status_code == 404
        assert listed(world.elsewhere, world.estate).json["code"] == "out_of_scope"


class TestSigningIn:
    def test_a_resident_signs_in_for_every_home_of_theirs_at_once(self, world, meeting):
        elsewhere = make_units(make_estate("安居小区"), 1)[0]
        person = world.owner_of(*world.units[:2], elsewhere)
        first = sign_in(person, meeting["code"])
        assert (first.status_code, first.json["signed_in"]) == (201, 2)
        assert first.json["meeting"]["present"] == 2
        assert "code" not in first.json["meeting"]

    def test_who_signs_in_again_is_there_once(self, world, meeting):
        person = world.owner_of(world.units[0])
        sign_in(person, meeting["code"])
        again = sign_in(person, meeting["code"])
        assert (again.status_code, again.json["signed_in"]) == (200, 0)
        assert again.json["meeting"]["present"] == 1

    def test_two_of_one_home_are_one_home(self, world, meeting):
        answers = [sign_in(world.owner_of(world.units[0]), meeting["code"]) for _one in range(2)]
        assert [answer.json["signed_in"] for answer in answers] == [1, 0]

    def test_a_code_is_typed_as_people_type(self, world, meeting):
        code = f" {meeting['code'][:3].lower()}-{meeting['code'][3:]} "
        assert sign_in(world.owner_of(world.units[0]), code).status_code == 201

    def test_a_wrong_code_says_what_to_do(self, world, meeting):
        refused = sign_in(world.owner_of(world.units[0]), "222222")
        assert (refused.status_code, refused.json["code"]) == (422, "wrong_meeting_code")

    @pytest.mark.parametrize(
        ("after", "status"),
        [
            (timedelta(minutes=-90, seconds=-1), 409),
            (timedelta(minutes=-90), 201),
            (timedelta(minutes=90), 201),
            (timedelta(minutes=90, seconds=1), 409),
        ],
    )
    def test_the_doors_open_an_hour_before_and_shut_at_the_end(self, world, meeting, after, status):
        person = world.owner_of(world.units[0])
        with clock.stopped(NOON + after):
            told = sign_in(person, meeting["code"])
            at_table = write_down(world.volunteer, meeting, world.units[1])
        assert (told.status_code, at_table.status_code) == (status, status)
        if status == 409:
            assert told.json["code"] == at_table.json["code"] == "meeting_not_held"

    def test_with_the_code_but_no_home_there_one_is_not_counted(self, world, meeting):
        stranger = world.owner_of(make_units(make_estate("安居小区"), 1)[0])
        assert sign_in(stranger, meeting["code"]).json["code"] == "out_of_scope"
        assert listed(world.volunteer, world.estate).json["items"][0]["present"] == 0

    def test_a_home_that_is_only_claimed_is_not_there(self, world, meeting, app):
        token = make_resident(app)
        claim(app, token, world.units[0])
        refused = sign_in(world.client.as_(token), meeting["code"])
        assert (refused.status_code, refused.json["code"]) == (403, "out_of_scope")

    def test_staff_do_not_sign_in_for_themselves(self, world, meeting):
        assert sign_in(world.volunteer, meeting["code"]).json["code"] == "not_your_role"


class TestAtTheTable:
    def test_a_volunteer_writes_down_who_has_no_phone_once(self, world, meeting):
        first = write_down(world.volunteer, meeting, world.units[0])
        again = write_down(world.colleague, meeting, world.units[0])
        assert (first.status_code, first.json["signed_in"]) == (201, 1)
        assert (again.status_code, again.json["signed_in"]) == (200, 0)
        assert again.json["meeting"]["present"] == 1

    def test_who_came_by_the_code_too_is_there_once(self, world, meeting):
        write_down(world.volunteer, meeting, world.units[0])
        told = sign_in(world.owner_of(world.units[0]), meeting["code"])
        assert (told.status_code, told.json["meeting"]["present"]) == (200, 1)

    def test_a_unit_of_another_estate_is_not_of_this_meeting(self, world, meeting):
        stranger = make_units(make_estate("安居小区"), 1)[0]
        for unit in (stranger, world.estate):
            refused = write_down(world.volunteer, meeting, unit)
            assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "unknown_unit")

    def test_it_is_for_the_table_of_the_place(self, world, meeting):
        unit = world.units[0]
        assert write_down(world.owner_of(unit), meeting, unit).json["code"] == "not_your_role"
        elsewhere = make_staff(world.app, Role.VOLUNTEER, estates=[make_estate("安居小区")])
        refused = write_down(world.client.as_(elsewhere), meeting, unit)
        assert refused.json["code"] == "out_of_scope"
        missing = write_down(world.volunteer, {"id": world.estate}, unit)
        assert missing.status_code == 404


def claim(app, token, unit_id):
    """A bond that nobody has confirmed."""
    with transaction():
        db.session.add(
            Membership(
                resident_id=app.extensions["sanwen.tokens"].read(token, clock.now())[1],
                unit_id=unit_id,
                role=MemberRole.OWNER,
                state=MemberState.PENDING,
                identity_level=1,
                created_at=clock.now(),
            )
        )


def test_the_code_is_nowhere_in_clear(world, meeting):
    raw = db.session.connection().exec_driver_sql("SELECT code, code_hash FROM meeting").all()
    assert len(raw) == 1
    assert meeting["code"].encode() not in bytes(raw[0][0])
    assert raw[0][1] == fingerprint("meeting_code", meeting["code"])
