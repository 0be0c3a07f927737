"""From door to door: whom to ask still. That a unit has answered is seen, and never what."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import clock
from models.base import db
from models.fieldwork import DoorVisit
from models.kinds import Role
from tests.conftest import NOON
from tests.make import make_estate, make_staff, make_units, paper, vote

CHOICES = ("agree", "oppose", "abstain")


def visit(person, round_id, unit_id, outcome="not_home", visited_at="2026-11-20T10:00:00+08:00"):
    body = {"unit_id": str(unit_id), "outcome": outcome, "visited_at": visited_at}
    return person.post(f"/rounds/{round_id}/visits", body)


def doors(person, round_id, query=""):
    answer = person.get(f"/rounds/{round_id}/doors{query}")
    assert answer.status_code == 200, answer.json
    return {each["unit_id"]: each for each in answer.json["items"]}


def visits():
    return db.session.scalar(select(func.count()).select_from(DoorVisit))


class TestDoors:
    def test_every_unit_of_the_roll_is_a_door_and_nothing_has_happened_yet(self, world):
        round_id = world.open()
        found = doors(world.volunteer, round_id)
        assert set(found) == {str(unit) for unit in world.units}
        assert found[str(world.units[0])] == {
            "unit_id": str(world.units[0]),
            "building": "1",
            "entrance": "1",
            "room": "101",
            "answered": False,
            "paper_awaiting": False,
            "delivered": False,
            "visited_at": None,
            "outcome": None,
        }

    def test_a_door_says_that_it_has_answered_online_or_on_paper(self, world):
        round_id = world.open()
        vote(world.owner_of(world.units[0]), round_id, world.units[0])
        entered = paper(world.volunteer, round_id, world.units[1]).json
        found = doors(world.volunteer, round_id)
        seen = [(found[str(u)]["answered"], found[str(u)]["paper_awaiting"]) for u in world.units]
        assert seen == [(True, False), (False, True), (False, False), (False, False)]
        world.colleague.post(f"/paper-ballots/{entered['id']}/confirm")
        door = doors(world.volunteer, round_id)[str(world.units[1])]
        assert (door["answered"], door["paper_awaiting"]) == (True, False)

    def test_a_form_that_was_set_aside_leaves_its_door_to_be_asked(self, world):
        round_id = world.open()
        entered = paper(world.volunteer, round_id, world.units[0]).json
        world.volunteer.post(f"/paper-ballots/{entered['id']}/reject", {"reason": "未签名"})
        door = doors(world.volunteer, round_id)[str(world.units[0])]
        assert (door["answered"], door["paper_awaiting"]) == (False, False)

    def test_what_anyone_chose_is_in_no_answer(self, world):
        round_id = world.open()
        for unit, choice in zip(world.units, CHOICES, strict=False):
            vote(world.owner_of(unit), round_id, unit, choice)
        paper(world.committee, round_id, world.units[3], "oppose")
        for person in (world.volunteer, world.committee, world.bureau):
            for name in ("doors", "entrances"):
                told = person.get(f"/rounds/{round_id}/{name}").get_data(as_text=True)
                assert not [choice for choice in CHOICES if choice in told]

    def test_two_doors_that_chose_otherwise_look_alike(self, world):
        round_id = world.open()
        for unit, choice in zip(world.units, CHOICES, strict=False):
            vote(world.owner_of(unit), round_id, unit, choice)
        found = doors(world.volunteer, round_id)
        plain = [{**found[str(u)], "unit_id": "", "room": ""} for u in world.units[:3]]
        assert plain == [plain[0]] * 3

    def test_the_last_visit_counts_by_the_visitors_clock_not_by_when_it_arrived(self, world):
        round_id, unit = world.open(), world.units[0]
        visit(world.volunteer, round_id, unit, "delivered", "2026-11-20T11:00:00+08:00")
        visit(world.committee, round_id, unit, "not_home", "2026-11-20T09:00:00+08:00")
        door = doors(world.volunteer, round_id)[str(unit)]
        assert (door["outcome"], door["visited_at"][:16]) == ("delivered", "2026-11-20T11:00")

    def test_visits_of_another_round_are_not_of_this_one(self, world):
        first, second = world.open(), world.open(title="第二次表决")
        visit(world.volunteer, first, world.units[0])
        assert doors(world.volunteer, second)[str(world.units[0])]["outcome"] is None

    def test_one_may_ask_for_a_building_and_an_entrance_and_page_by_page(self, world):
        theirs = make_units(world.estate, 3, building="2", entrance="3")
        round_id = world.open()
        assert len(doors(world.volunteer, round_id)) == 7
        assert set(doors(world.volunteer, round_id, "?building=2")) == {str(u) for u in theirs}
        assert doors(world.volunteer, round_id, "?building=2&entrance=1") == {}
        path, seen, cursor = f"/rounds/{round_id}/doors?limit=2", [], ""
        while cursor is not None:
            page = world.volunteer.get(path + (cursor and f"&cursor={cursor}")).json
            seen += [each["unit_id"] for each in page["items"]]
            cursor = page["next_cursor"]
        assert len(seen) == len(set(seen)) == 7

    def test_a_hundred_doors_take_as_many_statements_as_four(self, world, statements):
        make_units(world.estate, 100, building="2")
        round_id = world.open()
        visit(world.volunteer, round_id, world.units[0])
        statements.clear()
        assert len(doors(world.volunteer, round_id, "?limit=200")) == 104
        assert len(statements) <= 6

    @pytest.mark.parametrize("name", ["doors", "entrances"])
    def test_it_is_for_who_goes_there(self, world, name):
        path = f"/rounds/{world.open()}/{name}"
        resident = world.owner_of(world.units[0]).get(path)
        assert (resident.status_code, resident.json["code"]) == (403, "not_your_role")
        assert world.elsewhere.get(path).json["code"] == "out_of_scope"
        assert world.client.get(path).status_code == 401


class TestEntrances:
    def test_building_two_stands_before_building_ten(self, world):
        for building, entrance in (("10", "1"), ("2", "10"), ("2", "2"), ("锦官楼", "")):
            make_units(world.estate, 1, building=building, entrance=entrance)
        found = world.volunteer.get(f"/rounds/{world.open()}/entrances").json["items"]
        places = [(each["building"], each["entrance"]) for each in found]
        assert places == [("锦官楼", ""), ("1", "1"), ("2", "2"), ("2", "10"), ("10", "1")]

    def test_each_says_how_many_have_answered(self, world):
        make_units(world.estate, 2, building="2")
        round_id = world.open()
        vote(world.owner_of(world.units[0]), round_id, world.units[0], "agree")
        vote(world.owner_of(world.units[1]), round_id, world.units[1], "oppose")
        found = world.volunteer.get(f"/rounds/{round_id}/entrances").json["items"]
        assert [(each["units"], each["answered"]) for each in found] == [(4, 2), (2, 0)]


class TestVisits:
    def test_a_visit_is_written_down(self, world):
        round_id, unit = world.open(), world.units[0]
        made = visit(world.volunteer, round_id, unit, "refused")
        assert made.status_code == 201
        assert set(made.json) == {"id", "unit_id", "outcome", "visited_at", "entered_at"}
        assert (made.json["unit_id"], made.json["outcome"]) == (str(unit), "refused")

    def test_the_same_visit_again_is_the_first_whatever_is_said_of_it_now(self, world):
        round_id, unit = world.open(), world.units[0]
        first = visit(world.volunteer, round_id, unit, "refused")
        again = visit(world.volunteer, round_id, unit, "not_home")
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json == first.json
        assert visits() == 1

    def test_a_colleague_at_the_same_door_at_the_same_minute_is_another_visit(self, world):
        round_id, unit = world.open(), world.units[0]
        answers = [visit(p, round_id, unit) for p in (world.volunteer, world.committee)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert visits() == 2

    def test_a_visit_does_not_lie_ahead(self, world):
        later = visit(
            world.volunteer, world.open(), world.units[0], "vacant", "2026-11-20T12:01:00+08:00"
        )
        assert later.json["errors"][0]["code"] == "in_the_future"
        assert visits() == 0

    def test_a_visit_lies_within_the_round(self, world):
        early = visit(
            world.volunteer, world.open(), world.units[0], "vacant", "2026-11-19T08:59:59+08:00"
        )
        assert (early.status_code, early.json["code"]) == (409, "round_not_open")
        drafted = visit(world.volunteer, world.draft(), world.units[0])
        assert drafted.json["code"] == "round_not_open"
        assert visits() == 0

    def test_a_visit_of_noon_arrives_in_the_evening(self, world):
        round_id = world.open()
        with clock.stopped(NOON + timedelta(hours=8)):
            assert visit(world.volunteer, round_id, world.units[0]).status_code == 201

    def test_a_unit_that_is_not_on_the_roll_has_no_door(self, world):
        round_id = world.open()
        strange = make_units(make_estate("安居小区"), 1)[0]
        later = make_units(world.estate, 1, building="9")[0]
        for unit in (strange, later):
            refused = visit(world.volunteer, round_id, unit)
            assert (refused.status_code, refused.json["code"]) == (422, "not_on_roll")

    def test_it_is_for_who_goes_there(self, world):
        round_id, unit = world.open(), world.units[0]
        assert visit(world.owner_of(unit), round_id, unit).json["code"] == "not_your_role"
        elsewhere = make_staff(world.app, Role.VOLUNTEER, estates=[make_estate("安居小区")])
        far = world.client.as_(elsewhere)
        assert visit(far, round_id, unit).json["code"] == "out_of_scope"
        assert visits() == 0
