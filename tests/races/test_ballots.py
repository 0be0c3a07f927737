"""Many phones at once: exactly one current ballot a unit, and a clear word for everybody else."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from models import clock
from models.ballots import Ballot
from models.base import db
from models.kinds import BallotState
from tests.conftest import NOON
from tests.make import Client, World, make_resident, make_units, vote

UNITS, PHONES = 100, 64


def at_once(calls, threads=PHONES):
    """Run every call, many at a time; time stands still in each thread."""

    def run(call):
        with clock.stopped(NOON):
            return call()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, calls))


def test_64_phones_for_each_of_100_units_leave_100_ballots(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()), units=0)
        units = make_units(world.estate, UNITS)
        round_id = world.open()
        tokens = {unit: make_resident(live, unit) for unit in units}
        db.session.remove()

    def ballot(unit):
        phone = Client(live.test_client(), tokens[unit])
        return lambda: vote(phone, round_id, unit)

    answers = at_once([ballot(unit) for _phone in range(PHONES) for unit in units])
    assert Counter(a.status_code for a in answers) == {201: UNITS, 409: UNITS * (PHONES - 1)}
    assert {a.json["code"] for a in answers if a.status_code == 409} == {"already_voted"}
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == UNITS
    with clock.stopped(NOON):
        assert world.tally(round_id)["participating"]["household"] == UNITS


def test_co_owners_at_the_same_moment_never_win_against_each_other(live):
    """Two owners, opposite answers, at once: one chain, and the unit is in conflict."""
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()), units=20)
        round_id = world.open()
        pairs = [(u, c, make_resident(live, u)) for u in world.units for c in ("agree", "oppose")]
        db.session.remove()

    def ballot(unit, choice, token):
        phone = Client(live.test_client(), token)
        return lambda: vote(phone, round_id, unit, choice)

    answers = at_once([ballot(*pair) for pair in pairs], threads=16)
    assert {a.status_code for a in answers} == {201}
    last = db.session.scalars(select(Ballot.state).where(Ballot.turn == 2)).all()
    assert last == [BallotState.CONFLICTED] * 20


def test_the_same_request_sent_twice_at_once_is_one_ballot(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()), units=10)
        round_id = world.open()
        tokens = {unit: make_resident(live, unit) for unit in world.units}
        db.session.remove()

    def ballot(unit):
        phone = Client(live.test_client(), tokens[unit])
        key = {"Idempotency-Key": f"vote-{unit}"}
        return lambda: vote(phone, round_id, unit, headers=key)

    answers = at_once([ballot(unit) for unit in world.units for _tap in range(8)], threads=16)
    assert {a.status_code for a in answers} == {201}
    assert len({a.json["ballot"]["id"] for a in answers}) == len(world.units)


def test_nobody_votes_into_a_round_that_closed_meanwhile(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()), units=0)
        units = make_units(world.estate, 60)
        round_id = world.open()
        tokens = {unit: make_resident(live, unit) for unit in units}
        db.session.remove()

    def ballot(unit):
        phone = Client(live.test_client(), tokens[unit])
        return lambda: vote(phone, round_id, unit)

    def close():
        desk = Client(live.test_client(), world.committee.token)
        return desk.post(f"/rounds/{round_id}/close")

    calls = [ballot(unit) for unit in units]
    calls.insert(30, close)
    answers = at_once(calls, threads=16)
    taken = sum(a.status_code == 201 for a in answers)
    assert {a.status_code for a in answers} <= {200, 201, 409}
    with clock.stopped(NOON):
        assert world.tally(round_id)["participating"]["household"] == taken
