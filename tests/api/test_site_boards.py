"""公示牌: the stage, and the seven facts that hang at the gate of a site, on the phone too."""

import pytest

from tests.make import make_estate, make_resident, make_units

SEVEN = {
    "project": "外墙与管网改造",
    "client": "青羊区某街道办事处",
    "contractor": "某建筑公司",
    "period": "2026-12-01 至 2027-05-31",
    "works": "外墙、屋面、管网",
    "manager": "李工",
    "hotline": "028-12345678",
}


def board(person, estate_id):
    return person.get(f"/estates/{estate_id}/board")


def hang(person, estate_id, **facts):
    return person.put(f"/estates/{estate_id}/board", {"stage": "during", **facts})


def test_an_estate_without_a_board_stands_before_its_works(world):
    told = board(world.committee, world.estate).json
    nothing = dict.fromkeys(SEVEN, "")
    assert told == {"stage": "before", "updated_at": None, "complete": False, **nothing}


def test_what_is_hung_is_read(world):
    hung = hang(world.committee, world.estate, **SEVEN)
    assert hung.status_code == 200
    assert hung.json == board(world.owner_of(world.units[0]), world.estate).json
    assert SEVEN.items() <= hung.json.items()
    assert (hung.json["stage"], hung.json["complete"]) == ("during", True)


@pytest.mark.parametrize("missing", sorted(SEVEN))
def test_a_board_is_complete_with_all_seven_facts(world, missing):
    facts = {name: said for name, said in SEVEN.items() if name != missing}
    assert hang(world.committee, world.estate, **facts).json["complete"] is False


def test_a_new_board_replaces_the_old_one_whole(world):
    hang(world.committee, world.estate, **SEVEN)
    world.colleague.put(f"/estates/{world.estate}/board", {"stage": "after", "project": "收尾"})
    told = board(world.committee, world.estate).json
    assert (told["stage"], told["project"], told["manager"]) == ("after", "收尾", "")


def test_it_is_public_as_the_one_at_the_gate_is(world):
    hang(world.committee, world.estate, **SEVEN)
    stranger = world.owner_of(make_units(make_estate("安居小区"), 1)[0])
    for person in (stranger, world.client.as_(make_resident(world.app)), world.volunteer):
        assert board(person, world.estate).json["project"] == SEVEN["project"]
    assert board(world.client, world.estate).status_code == 401
    assert board(world.elsewhere, world.estate).json["code"] == "out_of_scope"


def test_it_is_hung_by_the_desk_of_the_place(world):
    for person in (world.volunteer, world.owner_of(world.units[0])):
        assert hang(person, world.estate).json["code"] == "not_your_role"
    assert hang(world.elsewhere, world.estate).json["code"] == "out_of_scope"
    assert board(world.committee, world.estate).json["updated_at"] is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"stage": "later"}, "/stage"),
        ({"stage": None}, "/stage"),
        ({"hotline": "call me"}, "/hotline"),
        ({"hotline": "1"}, "/hotline"),
        ({"project": "长" * 121}, "/project"),
        ({"works": "长" * 1001}, "/works"),
    ],
)
def test_a_mistake_is_named_in_its_place(world, wrong, pointer):
    refused = hang(world.committee, world.estate, **wrong)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
    assert board(world.committee, world.estate).json["updated_at"] is None


@pytest.mark.parametrize("hotline", ["", "12345", "028-12345678", "+86 28 1234 5678"])
def test_a_telephone_is_written_as_people_write_it(world, hotline):
    assert hang(world.committee, world.estate, hotline=hotline).json["hotline"] == hotline


def test_who_hung_it_is_in_the_audit(world):
    hang(world.committee, world.estate, **SEVEN)
    actions = {each["action"] for each in world.bureau.get("/audit").json["items"]}
    assert "PUT /api/v1/estates/<uuid:estate_id>/board" in actions
