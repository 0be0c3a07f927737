import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import clock
from models.base import db
from models.kinds import MemberRole
from tests.conftest import NOON
from tests.make import make_estate, make_resident, make_units, vote


def test_a_vote_is_counted_and_receipted(world):
    round_id = world.open()
    answer = vote(world.owner_of(world.units[0]), round_id, world.units[0])
    assert answer.status_code == 201
    ballot = answer.json["ballot"]
    assert ballot["state"] == "counted"
    assert ballot["channel"] == "wechat"
    assert len(ballot["leaf_hash"]) == 64
    receipt = world.bureau.get(f"/receipts/{ballot['receipt']}").json
    assert receipt["counted"] is True
    assert receipt["leaf_hash"] == ballot["leaf_hash"]
    assert "answers" not in receipt


def test_a_vote_costs_at_most_four_statements_whatever_was_cast_before(world, statements):
    round_id = world.open()
    for unit in world.units[:2]:
        owner = world.owner_of(unit)
        vote(owner, round_id, unit)  # the frozen form is read once a process
        statements.clear()
        again = world.owner_of(world.units[2 if unit == world.units[0] else 3])
        statements.clear()
        unit = world.units[2 if unit == world.units[0] else 3]
        assert vote(again, round_id, unit).status_code == 201
        asked = [s for s in statements if not s.startswith("BEGIN")]
        assert len(asked) <= 4, asked


def test_a_unit_votes_once(world):
    round_id, unit = world.open(), world.units[0]
    owner = world.owner_of(unit)
    assert vote(owner, round_id, unit).status_code == 201
    again = vote(owner, round_id, unit, "oppose")
    assert (again.status_code, again.json["code"]) == (409, "already_voted")
    assert world.tally(round_id)["questions"]["consent"]["agree"]["household"] == 1


def test_a_vote_may_be_changed_where_the_round_allows_it(world):
    round_id, unit = world.open(revote="until_close"), world.units[0]
    owner = world.owner_of(unit)
    first = vote(owner, round_id, unit).json["ballot"]
    again = vote(owner, round_id, unit, "oppose")
    assert again.status_code == 200
    assert world.tally(round_id)["questions"]["consent"]["oppose"]["household"] == 1
    assert world.tally(round_id)["participating"]["household"] == 1
    assert world.bureau.get(f"/receipts/{first['receipt']}").json["state"] == "superseded"
    mine = owner.get(f"/rounds/{round_id}/units/{unit}/ballot").json["ballot"]
    assert mine["answers"] == {"consent": "oppose"}


def test_co_owners_who_contradict_each_other_count_for_nothing(world):
    """Case 5: never two heads, never twice the area; the unit is listed until it is settled."""
    round_id, unit = world.open(), world.units[0]
    vote(world.owner_of(unit), round_id, unit, "agree")
    other = vote(world.owner_of(unit), round_id, unit, "oppose")
    assert (other.status_code, other.json["ballot"]["state"]) == (201, "conflicted")
    tally = world.tally(round_id)
    assert tally["conflicted"] == [str(unit)]
    assert tally["participating"] == {"household": 0, "head": 0, "area": 0}


def test_co_owners_who_agree_are_one_voice(world):
    """Case 5: one head, 8,816 dm²."""
    round_id, unit = world.open(), world.units[0]
    for _person in range(2):
        assert vote(world.owner_of(unit), round_id, unit).json["ballot"]["state"] == "counted"
    tally = world.tally(round_id)
    assert tally["participating"] == {"household": 1, "head": 1, "area": 8816}


def test_a_conflict_is_settled_by_call_back_and_nothing_is_lost(world):
    round_id, unit = world.open(), world.units[0]
    vote(world.owner_of(unit), round_id, unit, "agree")
    vote(world.owner_of(unit), round_id, unit, "oppose")
    path = f"/rounds/{round_id}/units/{unit}/settlement"
    body = {"answers": {"consent": "agree"}, "reason": "电话回访两位共有人，一致同意"}
    assert world.committee.post(path, body).status_code == 201
    tally = world.tally(round_id)
    assert tally["conflicted"] == []
    assert tally["questions"]["consent"]["agree"]["head"] == 1
    assert world.committee.post(path, body).json["code"] == "not_conflicted"


def test_the_same_key_gives_the_first_ballot_again(world):
    round_id, unit = world.open(), world.units[0]
    owner = world.owner_of(unit)
    key = {"Idempotency-Key": "phone-1-vote-1"}
    first = vote(owner, round_id, unit, headers=key)
    again = vote(owner, round_id, unit, headers=key)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    other = vote(owner, round_id, unit, "oppose", headers=key)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_another_units_owner_is_refused(world):
    round_id = world.open()
    answer = vote(world.owner_of(world.units[1]), round_id, world.units[0])
    assert (answer.status_code, answer.json["code"]) == (403, "out_of_scope")
    assert world.tally(round_id)["participating"]["household"] == 0


def test_a_unit_that_came_after_the_opening_is_not_on_the_roll(world):
    round_id = world.open()
    late = make_units(world.estate, 1, building="9")[0]
    answer = vote(world.owner_of(late), round_id, late)
    assert (answer.status_code, answer.json["code"]) == (422, "not_on_roll")
    assert world.tally(round_id)["roll"]["units"] == len(world.units)


def test_a_low_identity_is_told_what_it_needs(world):
    round_id, unit = world.open(min_identity_level=3), world.units[0]
    answer = vote(world.owner_of(unit, level=2), round_id, unit)
    assert (answer.status_code, answer.json["code"]) == (403, "identity_level_too_low")
    assert (answer.json["needed"], answer.json["yours"]) == (3, 2)


def test_a_tenant_does_not_vote_in_an_owners_round(world, app):
    round_id, unit = world.open(), world.units[0]
    tenant = world.client.as_(make_resident(app, unit, role=MemberRole.OCCUPANT))
    answer = vote(tenant, round_id, unit)
    assert (answer.status_code, answer.json["code"]) == (403, "owner_needed")


@pytest.mark.parametrize(
    ("answers", "pointer", "code"),
    [
        ({"consent": "yes"}, "/answers/consent", "not_an_option"),
        ({"consent": 1}, "/answers/consent", "wrong_type"),
        ({}, "/answers/consent", "required"),
        ({"consent": "agree", "colour": "red"}, "/answers/colour", "unknown_question"),
    ],
)
def test_a_wrong_answer_says_where(world, answers, pointer, code):
    round_id, unit = world.open(), world.units[0]
    path = f"/rounds/{round_id}/units/{unit}/ballot"
    answer = world.owner_of(unit).put(path, {"answers": answers})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert {"pointer": pointer, "code": code}.items() <= answer.json["errors"][0].items()
    assert world.tally(round_id)["participating"]["household"] == 0


def test_nobody_votes_before_the_opening_or_after_the_end(world):
    unit = world.units[0]
    owner = world.owner_of(unit)
    drafted = world.draft()
    assert vote(owner, drafted, unit).json["code"] == "round_not_open"
    opened = world.open(closes_at="2026-11-20T12:00:01+08:00")
    with clock.stopped(NOON.replace(second=1)):  # the clock process may be late; the moment decides
        late = vote(owner, opened, unit)
    assert (late.status_code, late.json["code"]) == (409, "round_not_open")
    closed = world.open()
    world.close(closed)
    assert vote(owner, closed, unit).json["code"] == "round_not_open"


def test_ballots_cannot_be_changed_or_deleted_by_anyone_with_the_database(world):
    round_id, unit = world.open(), world.units[0]
    vote(world.owner_of(unit), round_id, unit)
    for statement in ("UPDATE ballot SET choice = 'oppose'", "DELETE FROM ballot"):
        with pytest.raises(DatabaseError, match="append only"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_residents_see_turnout_but_no_choice_while_the_round_is_open(world):
    round_id, unit = world.open(), world.units[0]
    owner = world.owner_of(unit)
    vote(owner, round_id, unit)
    seen = owner.get(f"/rounds/{round_id}/tally").json
    assert seen["participating"]["household"] == 1
    assert (seen["questions"], seen["outcome"]) == (None, None)
    assert world.volunteer.get(f"/rounds/{round_id}/tally").json["questions"] is None
    world.close(round_id)
    seen = owner.get(f"/rounds/{round_id}/tally").json
    assert seen["questions"]["consent"]["agree"]["household"] == 1
    assert seen["conflicted"] == 0


def test_residents_of_another_estate_do_not_learn_of_the_round(world, app):
    round_id = world.open()
    stranger = world.owner_of(make_units(make_estate("安居小区"), 1)[0])
    for path in (f"/rounds/{round_id}", f"/rounds/{round_id}/tally"):
        assert stranger.get(path).status_code == 404
