from uuid import uuid4

import pytest
from sqlalchemy import select

from models.base import db
from models.kinds import MemberState, Role, UnitUse
from models.people import Membership
from models.places import Unit
from tests.make import DIVISION, make_estate, make_staff, make_units

BODY = {"name": "文宴雅居", "division": "510105", "built_on": "1998", "address": "某路1号"}


def everything(person, path):
    """All items of a list, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        page = person.get(f"{path}{'&' if '?' in path else '?'}limit=2&cursor={cursor}").json
        found += page["items"]
        cursor = page["next_cursor"]
    return found


def test_a_new_estate_is_found_again(world):
    answer = world.bureau.post("/estates", BODY)
    assert answer.status_code == 201
    made = answer.json
    assert {**BODY, "id": made["id"]} == made
    assert world.bureau.get(f"/estates/{made['id']}").json == {**made, "units": 0, "households": 0}


@pytest.mark.parametrize("built_on", [None, "1998", "1998-06", "1998-06-01", "2000-02-29"])
def test_a_year_a_month_or_a_day_of_building_may_be_known(world, built_on):
    answer = world.bureau.post("/estates", {**BODY, "built_on": built_on})
    assert answer.json["built_on"] == built_on


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("built_on", "98"),
        ("built_on", "1998-13"),
        ("built_on", "1998-02-30"),
        ("built_on", "1998-6"),
        ("built_on", "1999-W01"),
        ("division", "51010"),
        ("division", "5101055"),
        ("division", "５１０１０５"),
        ("division", "000000"),
        ("division", "990105"),
        ("name", ""),
        ("name", " "),
        ("name", "某" * 81),
        ("address", "某" * 201),
        ("colour", "red"),
    ],
)
def test_a_wrong_field_is_named(world, field, value):
    answer = world.bureau.post("/estates", {**BODY, field: value})
    assert answer.status_code == 422
    assert f"/{field}" in {e["pointer"] for e in answer.json["errors"]}


@pytest.mark.parametrize("division", ["510105", "510105001", "510105001002"])
def test_a_division_may_be_a_district_a_street_or_a_community(world, division):
    answer = world.bureau.post("/estates", {**BODY, "division": division})
    assert answer.json["division"] == division


def test_one_name_stands_once_in_a_division(world):
    first = world.bureau.post("/estates", BODY)
    again = world.bureau.post("/estates", BODY)
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json["code"] == "estate_exists"
    assert world.bureau.post("/estates", {**BODY, "division": "510104"}).status_code == 201


def test_an_estate_is_made_within_ones_own_division(world):
    assert world.elsewhere.post("/estates", BODY).json["code"] == "out_of_scope"
    assert world.committee.post("/estates", BODY).json["code"] == "out_of_scope"
    assert world.volunteer.post("/estates", BODY).json["code"] == "not_your_role"
    assert world.owner_of(world.units[0]).post("/estates", BODY).json["code"] == "not_your_role"
    assert world.client.post("/estates", BODY).status_code == 401


def test_an_estate_tells_its_units_and_households(world, at_noon):
    make_units(world.estate, 2, building="商", use=UnitUse.SHOP)
    answer = world.committee.get(f"/estates/{world.estate}").json
    assert (answer["units"], answer["households"]) == (6, 4)
    gone = db.session.get(Unit, world.units[0])
    gone.retired_at = at_noon
    db.session.flush()
    answer = world.committee.get(f"/estates/{world.estate}").json
    assert (answer["units"], answer["households"]) == (5, 3)


def test_staff_read_what_lies_in_their_reach(world):
    path = f"/estates/{world.estate}"
    assert world.bureau.get(path).status_code == 200
    refused = world.elsewhere.get(path)
    assert (refused.status_code, refused.json["code"]) == (403, "out_of_scope")
    assert world.bureau.get(f"/estates/{uuid4()}").status_code == 404
    assert world.elsewhere.get("/estates").json["items"] == []


def test_residents_search_all_estates(world):
    """Name, address and division are public: a resident must find the estate to bind a home."""
    far = make_estate("某某小区", "630102")
    found = {e["id"] for e in everything(world.owner_of(world.units[0]), "/estates")}
    assert {str(world.estate), str(far)} <= found
    assert world.owner_of().get(f"/estates/{far}").status_code == 200
    assert world.client.get("/estates").status_code == 401


def test_estates_are_found_by_division_and_by_words(world):
    world.bureau.post("/estates", {**BODY, "aliases": "教师公寓"})
    world.bureau.post("/estates", {**BODY, "division": "510104"})

    def found(query):
        return [e["division"] for e in world.bureau.get(f"/estates?{query}").json["items"]]

    assert found("q=文宴") == ["510105", "510104"]
    assert found("q=教师公寓") == ["510105"]
    assert found("q=文宴&division=510104") == ["510104"]
    assert found("q=%25") == []
    assert found("q=_") == []
    assert world.bureau.get("/estates?division=5x").status_code == 422


def test_a_long_list_is_read_page_by_page(world):
    for n in range(5):
        world.bureau.post("/estates", {**BODY, "name": f"某{n}小区"})
    names = [e["name"] for e in everything(world.bureau, "/estates?q=某")]
    assert names == [f"某{n}小区" for n in range(5)]


def test_a_unit_shows_no_owner(world):
    answer = world.committee.get(f"/estates/{world.estate}/units").json
    assert len(answer["items"]) == 4
    for unit in answer["items"]:
        assert set(unit) == {"id", "building", "entrance", "room", "area_dm2", "use", "tenure"}


def test_units_are_read_by_building(world):
    make_units(world.estate, 3, building="2")
    assert len(everything(world.committee, f"/estates/{world.estate}/units")) == 7
    assert len(everything(world.committee, f"/estates/{world.estate}/units?building=2")) == 3
    assert world.elsewhere.get(f"/estates/{world.estate}/units").status_code == 403


def test_a_resident_sees_only_their_own_units(world):
    other = make_estate()
    elsewhere = make_units(other, 1)
    owner = world.owner_of(world.units[1], *elsewhere)
    path = f"/estates/{world.estate}/units"
    assert [u["id"] for u in owner.get(path).json["items"]] == [str(world.units[1])]
    bond = db.session.scalars(select(Membership).where(Membership.unit_id == world.units[1])).one()
    bond.state = MemberState.PENDING
    db.session.flush()
    assert owner.get(path).json["items"] == []


def test_a_street_reaches_its_own_estates_only(world, app):
    near = make_estate("东街小区", f"{DIVISION}001")
    street = world.client.as_(make_staff(app, Role.SUBDISTRICT, division=f"{DIVISION}001"))
    assert [e["id"] for e in street.get("/estates").json["items"]] == [str(near)]
    assert street.get(f"/estates/{world.estate}").status_code == 403
