"""A day without a signal: 200 papers and visits sent twice, in any order, are there once."""

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from models import clock
from models.ballots import Ballot, PaperBallot
from models.base import db
from models.fieldwork import DoorVisit
from tests.conftest import NOON
from tests.make import make_units, paper, vote

DOORS = 200
ONLINE_OTHERWISE, ONLINE_ALIKE = slice(0, 60), slice(60, 100)


@pytest.fixture
def units(world):
    return make_units(world.estate, DOORS, building="3", entrance="2")


def replayed(send, seed):
    """Everything once in one random order, and once more in another: the statuses of both."""
    dice = random.Random(seed)  # noqa: S311
    told = []
    for _time in range(2):
        order = list(range(DOORS))
        dice.shuffle(order)
        answers = [send(n) for n in order]
        told.append(Counter(answer.status_code for answer in answers))
    return told


def rows(table, round_id):
    counted = select(func.count()).select_from(table).where(table.round_id == UUID(round_id))
    return db.session.scalar(counted)


def collected(n):
    return (NOON - timedelta(minutes=n)).isoformat()


def test_papers_sent_twice_are_there_once_and_each_conflict_is_told_once(world, units):
    round_id = world.open()
    for unit in units[ONLINE_OTHERWISE]:
        vote(world.owner_of(unit), round_id, unit, "agree")
    for unit in units[ONLINE_ALIKE]:
        vote(world.owner_of(unit), round_id, unit, "oppose")

    def send(n):
        more = {"serial": f"B-{n:04}", "collected_at": collected(n), "channel": "home_visit"}
        return paper(world.volunteer, round_id, units[n], "oppose", **more)

    assert replayed(send, seed=1) == [{201: DOORS}, {200: DOORS}]
    assert rows(PaperBallot, round_id) == DOORS
    assert world.tally(round_id)["paper_awaiting"] == DOORS
    assert world.tally(round_id)["conflicted"] == []

    told = {}
    for paper_id in awaiting(world, round_id):
        confirmed = world.colleague.post(f"/paper-ballots/{paper_id}/confirm")
        assert confirmed.status_code == 200
        told[confirmed.json["unit_id"]] = confirmed.json["ballot"]["state"]
    again = world.colleague.post(f"/paper-ballots/{paper_id}/confirm")
    assert (again.status_code, again.json["code"]) == (409, "paper_not_awaiting")
    conflicting = {str(unit) for unit in units[ONLINE_OTHERWISE]}
    assert len(told) == DOORS
    assert {unit for unit, state in told.items() if state == "conflicted"} == conflicting
    tally = world.tally(round_id)
    assert len(tally["conflicted"]) == len(conflicting)
    assert set(tally["conflicted"]) == conflicting

    before = rows(Ballot, round_id)
    assert {send(n).status_code for n in range(0, DOORS, 9)} == {200}  # known, whatever it became
    assert (rows(PaperBallot, round_id), rows(Ballot, round_id)) == (DOORS, before)
    assert world.tally(round_id)["paper_awaiting"] == 0


def awaiting(world, round_id):
    path, found, cursor = f"/rounds/{round_id}/paper-ballots?state=awaiting_confirmation", [], ""
    while cursor is not None:
        page = world.colleague.get(f"{path}&limit=200{cursor and f'&cursor={cursor}'}").json
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
    return found


def test_visits_sent_twice_are_there_once(world, units):
    round_id = world.open()
    outcomes = ("not_home", "refused", "delivered", "vacant", "answered")

    def send(n):
        body = {
            "unit_id": str(units[n]),
            "outcome": outcomes[n % len(outcomes)],
            "visited_at": collected(n),
        }
        return world.volunteer.post(f"/rounds/{round_id}/visits", body)

    assert replayed(send, seed=2) == [{201: DOORS}, {200: DOORS}]
    assert rows(DoorVisit, round_id) == DOORS


def test_a_paper_whose_answer_was_lost_is_known_under_the_next_log_in_too(world):
    """The Idempotency-Key belongs to a token that has run out; the form is the same form."""
    round_id, unit = world.open(), world.units[0]
    tokens = world.app.extensions["sanwen.tokens"]
    who = tokens.read(world.volunteer.token, NOON)[1]
    later = world.client.as_(tokens.issue("s", who, NOON + timedelta(days=1)))
    body = {
        "unit_id": str(unit),
        "answers": {"consent": "agree"},
        "form_serial": "A-0001",
        "collected_at": "2026-11-20T11:00:00+08:00",
    }
    first, second = (
        person.post(f"/rounds/{round_id}/paper-ballots", body, headers={"Idempotency-Key": "one"})
        for person in (world.volunteer, later)
    )
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json


@pytest.mark.parametrize(
    "other",
    [
        {"choice": "oppose"},
        {"collected_at": "2026-11-20T11:01:00+08:00"},
        {"unit": 1},
        {"person": "colleague"},
    ],
)
def test_another_form_with_the_same_serial_is_a_conflict_each_time(world, other):
    round_id = world.open()
    paper(world.volunteer, round_id, world.units[0])
    more = dict(other)
    person = getattr(world, more.pop("person", "volunteer"))
    unit = world.units[more.pop("unit", 0)]
    for _time in range(2):
        refused = paper(person, round_id, unit, more.get("choice", "agree"), **without_choice(more))
        assert (refused.status_code, refused.json["code"]) == (409, "paper_already_entered")
    assert rows(PaperBallot, round_id) == 1


def without_choice(more):
    return {name: value for name, value in more.items() if name != "choice"}


def test_a_paper_known_before_is_still_known_when_the_round_has_closed(world):
    """The phone found no signal until the evening; what it sent at noon is not refused now."""
    round_id, unit = world.open(), world.units[0]
    first = paper(world.volunteer, round_id, unit)
    world.close(round_id)
    with clock.stopped(NOON + timedelta(hours=8)):
        again = paper(world.volunteer, round_id, unit)
        late = paper(world.volunteer, round_id, world.units[1], serial="A-0002")
    assert (again.status_code, again.json["id"]) == (200, first.json["id"])
    assert (late.status_code, late.json["code"]) == (409, "round_not_open")


def test_the_moment_is_the_visitors_own(world):
    round_id = world.open()
    body = {
        "unit_id": str(world.units[0]),
        "outcome": "not_home",
        "visited_at": "2026-11-20T09:15:30.250+08:00",
    }
    visit = world.volunteer.post(f"/rounds/{round_id}/visits", body).json
    assert datetime.fromisoformat(visit["visited_at"]) == datetime.fromisoformat(body["visited_at"])
    assert datetime.fromisoformat(visit["entered_at"]) == NOON
