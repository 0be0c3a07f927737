"""Bound to a home by the letter to its door or by phone; wrong codes are counted."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from models import clock
from models.audit import AuditEntry
from models.base import db, transaction
from models.ids import uuid7
from models.kinds import Role
from models.people import Attempt, HouseCode, Resident
from models.places import Unit
from models.sealed import fingerprint, spoken_hash
from surveys import memberships
from tests.conftest import NOON
from tests.make import Client, World, make_estate, make_staff, make_units

CODE, PHONE = "7K2M-9PQR", "13800000001"


def letter_to(unit_id, code=CODE):
    with transaction():
        db.session.merge(
            HouseCode(
                unit_id=unit_id,
                code_hash=spoken_hash("house_code", code),
                issued_at=NOON,
                issued_by=uuid7(),
            )
        )


def phone_on_roster(*unit_ids, phone=PHONE):
    with transaction():
        for unit_id in unit_ids:
            unit = db.session.get_one(Unit, unit_id)
            unit.phone, unit.phone_hash = phone, fingerprint("phone", phone)


def retire(unit_id):
    with transaction():
        db.session.get_one(Unit, unit_id).retired_at = NOON


def resident(world, name="liu"):
    return world.client.as_(world.client.post("/sessions", {"code": f"demo:{name}"}).json["token"])


def bind(person, code=CODE, **more):
    return person.post("/me/memberships", {"house_code": code, **more})


def by_phone(person, estate_id, phone=PHONE, **more):
    return person.post(
        "/me/memberships", {"estate_id": str(estate_id), "phone_code": f"demo:{phone}", **more}
    )


def facts(answer):
    body = answer.json
    return answer.status_code, body["role"], body["identity_level"], body["state"]


def test_the_letter_binds_at_level_two_and_tells_of_the_home(world):
    letter_to(world.units[1])
    bound = bind(resident(world))
    assert facts(bound) == (201, "owner", 2, "verified")
    unit = bound.json["unit"]
    assert unit.pop("estate_name").startswith("金盾小区")
    assert unit == {
        "id": str(world.units[1]),
        "estate_id": str(world.estate),
        "building": "1",
        "entrance": "1",
        "room": "102",
        "area_dm2": 8816,
        "use": "residential",
        "tenure": "delivered",
    }


@pytest.mark.parametrize("typed", ["7k2m9pqr", " 7K2M 9PQR ", "7K2M-9PQR"])
def test_a_code_may_be_typed_as_old_eyes_read_it(world, typed):
    letter_to(world.units[0])
    assert bind(resident(world), typed).status_code == 201


def test_co_owners_use_one_letter(world):
    letter_to(world.units[0])
    assert bind(resident(world, "liu")).status_code == 201
    assert bind(resident(world, "wang"), role="occupant").json["role"] == "occupant"


def test_the_same_home_is_bound_once(world):
    letter_to(world.units[0])
    person = resident(world)
    bind(person)
    again = bind(person)
    assert (again.status_code, again.json["code"]) == (409, "already_member")


def test_an_occupant_by_mistake_says_with_the_letter_that_they_own(world):
    letter_to(world.units[0])
    person = resident(world)
    bind(person, role="occupant")
    assert facts(bind(person, role="owner")) == (200, "owner", 2, "verified")
    assert bind(person).status_code == 409


def test_a_wrong_code_and_one_of_a_retired_unit_are_alike(world):
    letter_to(world.units[0])
    retire(world.units[0])
    for code in (CODE, "AAAA-BBBB"):
        refused = bind(resident(world), code)
        assert (refused.status_code, refused.json["code"]) == (422, "wrong_house_code")


def test_after_five_wrong_codes_even_the_right_one_waits_an_hour(world):
    letter_to(world.units[0])
    person = resident(world)
    for _ in range(5):
        assert bind(person, "AAAA-BBBB").status_code == 422
    refused = bind(person)
    assert (refused.status_code, refused.json["code"]) == (429, "too_often")
    assert refused.headers["Retry-After"] == "3600"
    assert bind(resident(world, "wang")).status_code == 201
    with clock.stopped(NOON + timedelta(minutes=59)):
        assert bind(person).headers["Retry-After"] == "60"
    with clock.stopped(NOON + timedelta(hours=1)):
        assert bind(person).status_code == 201


def test_guesses_at_the_same_moment_are_all_counted(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()))
        letter_to(world.units[0])
        token = resident(world).token
        db.session.remove()

    def guess(n):
        with clock.stopped(NOON):
            return bind(Client(live.test_client(), token), f"AAAA-{n:04}").status_code

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(guess, range(40)))
    assert answers == {422: 5, 429: 35}
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 5


def test_a_phone_on_the_roster_binds_every_home_it_stands_for(world):
    phone_on_roster(world.units[0], world.units[2])
    elsewhere = make_units(make_estate(), 1)
    phone_on_roster(*elsewhere)
    bound = by_phone(resident(world), world.estate)
    assert facts(bound) == (201, "owner", 1, "verified")
    homes = [each["unit"]["room"] for each in bound.json["memberships"]]
    assert homes == ["101", "103"]
    assert bound.json["unit"]["room"] == "101"
    assert by_phone(resident(world), world.estate).status_code == 409


def test_a_phone_that_is_not_on_the_roster_is_told_to_use_the_letter(world):
    phone_on_roster(world.units[0])
    for phone, estate in (("13800000002", world.estate), (PHONE, make_estate()), (PHONE, uuid7())):
        refused = by_phone(resident(world), estate, phone)
        assert (refused.status_code, refused.json["code"]) == (422, "phone_not_on_roster")
    assert db.session.scalars(select(Resident.phone_hash)).one() is None


def test_a_claim_that_the_phone_does_not_prove_waits(world):
    phone_on_roster(world.units[0])
    person = resident(world)
    waiting = by_phone(person, world.estate, unit_id=str(world.units[1]))
    assert facts(waiting) == (201, "owner", 1, "pending")
    assert by_phone(person, world.estate, unit_id=str(world.units[1])).status_code == 409
    me = UUID(person.get("/me").json["id"])
    assert memberships.units_of(me) == frozenset()
    assert memberships.estates_of(me) == frozenset()


def test_a_claim_that_the_phone_proves_is_verified(world):
    phone_on_roster(*world.units)
    bound = by_phone(resident(world), world.estate, unit_id=str(world.units[1]))
    assert facts(bound) == (201, "owner", 1, "verified")
    assert len(bound.json["memberships"]) == 1


def test_a_unit_of_another_estate_cannot_be_claimed(world):
    elsewhere = make_units(make_estate(), 1)[0]
    for unit_id in (elsewhere, uuid7()):
        refused = by_phone(resident(world), world.estate, unit_id=str(unit_id))
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "unknown_unit")


def test_nobody_claims_a_whole_building(world):
    many = make_units(world.estate, memberships.MOST_PENDING + 1, building="9")
    person = resident(world)
    answers = [by_phone(person, world.estate, unit_id=str(unit)) for unit in many]
    assert [a.status_code for a in answers] == [201] * memberships.MOST_PENDING + [409]
    assert answers[-1].json["code"] == "too_many_pending"
    assert len(person.get("/me").json["memberships"]) == memberships.MOST_PENDING


def test_a_better_proof_raises_a_bond_and_a_weaker_one_does_not_lower_it(world):
    unit = world.units[0]
    person = resident(world)
    waiting = by_phone(person, world.estate, unit_id=str(unit), role="occupant")
    phone_on_roster(unit)
    assert facts(by_phone(person, world.estate)) == (200, "occupant", 1, "verified")
    letter_to(unit)
    raised = bind(person)
    assert facts(raised) == (200, "occupant", 2, "verified")
    assert raised.json["id"] == waiting.json["id"]
    assert by_phone(person, world.estate, role="owner").status_code == 409
    assert person.get("/me").json["memberships"][0]["identity_level"] == 2


def test_a_wrong_or_used_phone_code_is_no_log_out(world):
    stand_in = world.app.extensions["sanwen.wechat.standin"]
    phone_on_roster(world.units[0])
    code = stand_in.give_phone_code(PHONE)
    body = {"estate_id": str(world.estate), "phone_code": code}
    person = resident(world)
    assert person.post("/me/memberships", body).status_code == 201
    refused = person.post("/me/memberships", body)
    assert (refused.status_code, refused.json["code"]) == (422, "wrong_phone_code")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/house_code"}),
        ({"estate_id": str(uuid7())}, {"/phone_code"}),
        ({"phone_code": "demo:13800000001"}, {"/estate_id"}),
        ({"house_code": CODE, "estate_id": str(uuid7())}, {"/estate_id"}),
        ({"house_code": CODE, "role": "tenant"}, {"/role"}),
        ({"house_code": CODE, "level": 4}, {"/level"}),
    ],
)
def test_one_proof_and_nothing_else(world, body, pointers):
    refused = resident(world).post("/me/memberships", body)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json["errors"]} == pointers


def test_being_bound_takes_few_statements(world, statements):
    letter_to(world.units[0])
    person = resident(world)
    statements.clear()
    bind(person)
    assert len(statements) == 6  # person, attempts, code, bond, insert, answer


def confirm(staff, membership_id, **body):
    return staff.post(f"/memberships/{membership_id}/confirm", body or {"method": "in_person"})


def test_staff_who_saw_the_person_raise_the_bond_to_level_three(world):
    person = resident(world)
    waiting = by_phone(person, world.estate, unit_id=str(world.units[0])).json["id"]
    assert facts(confirm(world.volunteer, waiting)) == (200, "owner", 3, "verified")
    assert facts(confirm(world.committee, waiting)) == (200, "owner", 3, "verified")
    me = UUID(person.get("/me").json["id"])
    assert memberships.units_of(me) == {world.units[0]}
    assert memberships.estates_of(me) == {world.estate}
    letter_to(world.units[0])
    assert bind(person, role="occupant").status_code == 409
    noted = db.session.scalars(select(AuditEntry.subject).order_by(AuditEntry.id)).first()
    assert noted == f"/api/v1/memberships/{waiting}/confirm"


def test_only_staff_within_reach_confirm(world):
    letter_to(world.units[0])
    person = resident(world)
    bond = bind(person).json["id"]
    assert confirm(world.elsewhere, bond).json["code"] == "out_of_scope"
    office = world.client.as_(make_staff(world.app, Role.OFFICE, division="5101"))
    assert confirm(office, bond).json["code"] == "not_your_role"
    assert confirm(person, bond).json["code"] == "not_your_role"
    assert confirm(world.committee, uuid7()).status_code == 404
    assert confirm(world.committee, bond, method="by_phone").status_code == 422
    assert person.get("/me").json["memberships"][0]["identity_level"] == 2


def test_staff_find_those_who_wait(world):
    letter_to(world.units[0])
    bind(resident(world, "liu"))
    by_phone(resident(world, "wang"), world.estate, unit_id=str(world.units[1]))
    path = f"/estates/{world.estate}/memberships"
    assert len(world.volunteer.get(path).json["items"]) == 2
    waiting = world.volunteer.get(f"{path}?state=pending").json
    assert [each["unit"]["room"] for each in waiting["items"]] == ["102"]
    assert waiting["next_cursor"] is None
    assert world.elsewhere.get(path).json["code"] == "out_of_scope"
    assert resident(world, "wang").get(path).json["code"] == "not_your_role"


def test_a_level_below_the_rounds_may_not_vote(world):
    phone_on_roster(world.units[0])
    person = resident(world)
    by_phone(person, world.estate)
    round_id = world.open(min_identity_level=2)
    path = f"/rounds/{round_id}/units/{world.units[0]}/ballot"
    refused = person.put(path, {"answers": {"consent": "agree"}})
    assert refused.json["code"] == "identity_level_too_low"
    letter_to(world.units[0])
    bind(person)
    assert person.put(path, {"answers": {"consent": "agree"}}).status_code == 201
