from uuid import uuid4

from sqlalchemy import func, select

from models.base import db
from models.people import HouseCode
from models.places import Unit
from surveys import house_codes
from tests.make import make_estate, make_units


def issue(person, estate, **body):
    return person.post(f"/estates/{estate}/house-codes", body)


def test_every_door_gets_a_code_of_its_own(world):
    items = issue(world.committee, world.estate).json["items"]
    assert [i["unit_id"] for i in items] == [str(u) for u in world.units]
    assert {i["room"] for i in items} == {"101", "102", "103", "104"}
    assert len({i["code"] for i in items}) == 4
    assert all(len(i["code"]) == 8 for i in items)
    for item in items:
        assert str(house_codes.unit_of(item["code"])) == item["unit_id"]
        spoken = f" {item['code'][:4].lower()}-{item['code'][4:]} "
        assert str(house_codes.unit_of(spoken)) == item["unit_id"]
    assert house_codes.unit_of("AAAA-AAAA") is None


def test_a_new_code_replaces_the_old(world):
    first = issue(world.committee, world.estate).json["items"]
    again = issue(world.committee, world.estate, unit_ids=[str(world.units[0])]).json["items"]
    assert [i["unit_id"] for i in again] == [str(world.units[0])]
    assert house_codes.unit_of(first[0]["code"]) is None
    assert house_codes.unit_of(again[0]["code"]) == world.units[0]
    assert house_codes.unit_of(first[1]["code"]) == world.units[1]


def test_codes_are_not_kept(world):
    code = issue(world.committee, world.estate).json["items"][0]["code"]
    stored = db.session.scalars(select(HouseCode.code_hash)).all()
    assert all(code not in digest for digest in stored)


def test_units_of_another_estate_are_named(world):
    foreign = make_units(make_estate(), 1)[0]
    wanted = [str(world.units[0]), str(foreign), str(uuid4())]
    answer = issue(world.bureau, world.estate, unit_ids=wanted)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [
        ("/unit_ids/1", "unknown_unit"),
        ("/unit_ids/2", "unknown_unit"),
    ]
    assert db.session.scalar(select(func.count()).select_from(HouseCode)) == 0


def test_a_retired_unit_has_no_door(world, at_noon):
    code = issue(world.committee, world.estate).json["items"][0]["code"]
    db.session.get(Unit, world.units[0]).retired_at = at_noon
    db.session.flush()
    assert house_codes.unit_of(code) is None
    assert len(issue(world.committee, world.estate).json["items"]) == 3


def test_only_the_desk_of_the_estate_makes_codes(world):
    assert issue(world.elsewhere, world.estate).json["code"] == "out_of_scope"
    assert issue(world.volunteer, world.estate).json["code"] == "not_your_role"
    assert issue(world.owner_of(world.units[0]), world.estate).json["code"] == "not_your_role"
    assert issue(world.bureau, uuid4()).status_code == 404


def test_a_body_may_be_left_out(world):
    answer = world.committee.post(f"/estates/{world.estate}/house-codes")
    assert (answer.status_code, len(answer.json["items"])) == (200, 4)
    answer = issue(world.committee, world.estate, unit_ids=[])
    assert answer.json["errors"][0]["pointer"] == "/unit_ids"


def test_3000_codes_take_few_statements(world, statements):
    make_units(world.estate, 3000, building="2")
    statements.clear()
    assert len(issue(world.committee, world.estate).json["items"]) == 3004
    assert len(statements) < 16


def test_a_code_that_another_door_has_is_not_given_again(world, monkeypatch):
    taken = issue(world.committee, world.estate).json["items"][0]["code"]
    other = make_estate()
    make_units(other, 2)
    codes = iter([taken, "BBBBBBBB", taken, "BBBBBBBB", "CCCCCCCC"])
    monkeypatch.setattr(house_codes, "spoken_code", lambda _length: next(codes))
    items = issue(world.bureau, other).json["items"]
    assert [i["code"] for i in items] == ["BBBBBBBB", "CCCCCCCC"]
    assert house_codes.unit_of(taken) == world.units[0]
