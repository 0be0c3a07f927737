"""Who did what, when, from where: for the bureau and the administrator, of their own division."""

import pytest

from models.kinds import Role
from tests.make import DIVISION, make_estate, make_staff


def audit(person, **asked):
    return person.get("/audit", query_string=asked)


def subjects(answer):
    return [entry["subject"] for entry in answer.json["items"]]


def test_the_bureau_sees_who_did_what_when_and_from_where(world):
    round_id = world.draft()
    told = audit(world.bureau)
    assert told.status_code == 200
    entry = told.json["items"][0]
    me = world.committee.get("/me").json
    assert entry.pop("id")
    assert len(entry.pop("request_id")) == 32
    assert entry == {
        "at": "2026-11-20T12:00:00+08:00",
        "by": me["id"],
        "username": me["username"],
        "role": "committee",
        "division": None,
        "action": "POST /api/v1/rounds",
        "subject": "/api/v1/rounds",
        "address": "127.0.0.1",
    }
    assert round_id not in told.get_data(as_text=True)


def test_the_subject_is_an_address_with_all_below_it_or_an_id_within_one(world):
    round_id, other = world.open(), world.open()
    opened = f"/api/v1/rounds/{round_id}/open"
    assert subjects(audit(world.bureau, subject=round_id)) == [opened]
    assert subjects(audit(world.bureau, subject=f"/api/v1/rounds/{round_id}")) == [opened]
    assert subjects(audit(world.bureau, subject=f"/api/v1/rounds/{round_id}/")) == [opened]
    assert subjects(audit(world.bureau, subject=opened)) == [opened]
    world.close(other)
    closed = subjects(audit(world.bureau, subject=other))
    assert {path.rsplit("/", 1)[1] for path in closed} == {"open", "close"}
    assert len(subjects(audit(world.bureau, subject="/api/v1/rounds"))) == 5


@pytest.mark.parametrize("subject", ["%", "_", "/api/v1/round", "/api/v1/rounds_", "open%"])
def test_a_subject_is_no_pattern(world, subject):
    world.open()
    assert subjects(audit(world.bureau, subject=subject)) == []


def test_the_newest_comes_first_page_by_page(world):
    rounds = [world.draft() for _ in range(3)]
    for round_id in rounds:
        world.committee.post(f"/rounds/{round_id}/open")
    first = audit(world.bureau, limit=4)
    rest = audit(world.bureau, limit=4, cursor=first.json["next_cursor"])
    assert (len(subjects(first)), len(subjects(rest))) == (4, 2)
    assert rest.json["next_cursor"] is None
    ids = [entry["id"] for page in (first, rest) for entry in page.json["items"]]
    assert ids == sorted(ids, reverse=True)


def test_each_sees_their_own_division(world):
    near = world.client.as_(make_staff(world.app, Role.ADMIN, division=DIVISION))
    estate = world.client.as_(make_staff(world.app, Role.BUREAU, estates=[world.estate]))
    other = world.client.as_(make_staff(world.app, Role.BUREAU, estates=[make_estate()]))
    nation = world.client.as_(make_staff(world.app, Role.ADMIN, division=""))
    world.draft()  # by an account of an estate
    rounds = ["/api/v1/rounds"]
    assert subjects(audit(world.bureau)) == subjects(audit(near)) == rounds
    assert subjects(audit(estate)) == subjects(audit(nation)) == rounds
    assert subjects(audit(world.elsewhere)) == subjects(audit(other)) == []


def test_an_account_of_a_division_is_seen_from_above_and_not_from_beside(world):
    street = world.client.as_(make_staff(world.app, Role.SUBDISTRICT, division=f"{DIVISION}001"))
    estate = make_estate(division=f"{DIVISION}001001")
    wanted = {
        "estate_id": str(estate),
        "kind": "survey",
        "title": "入户调查",
        "form_id": "visit_survey",
        "rule_set": None,
        "opens_at": "2026-11-19T09:00:00+08:00",
        "closes_at": "2026-11-30T18:00:00+08:00",
    }
    made = street.post("/rounds", wanted)
    assert made.status_code == 201, made.json
    beside = world.client.as_(make_staff(world.app, Role.BUREAU, division=f"{DIVISION}002"))
    assert len(subjects(audit(world.bureau))) == 1
    assert subjects(audit(beside)) == subjects(audit(world.elsewhere)) == []


def test_nobody_else_reads_it(world):
    street = world.client.as_(make_staff(world.app, Role.SUBDISTRICT, division=DIVISION))
    for person in (street, world.committee, world.volunteer, world.owner_of(world.units[0])):
        assert audit(person).json["code"] == "not_your_role"
    assert audit(world.client).status_code == 401


def test_it_takes_three_statements_however_long(world, statements):
    for _ in range(3):
        world.draft()
    statements.clear()
    audit(world.bureau)
    assert len(statements) == 3  # who asks, the page, the names
