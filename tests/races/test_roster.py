"""Two people at the desk import the same roster, or print the same letters, at the same moment."""

import io

from sqlalchemy import func, select

from models import clock
from models.base import db
from models.people import HouseCode
from models.places import Unit
from tests.conftest import NOON
from tests.make import Client, World
from tests.races.test_ballots import at_once

TABLE = "楼栋,房号,专有面积,业主\n" + "".join(f"1,{n},88.16,业主{n}\n" for n in range(300))


def world_of(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()), units=0)
        db.session.remove()
    return world


def test_of_8_imports_at_once_one_creates_and_the_others_find_nothing_to_do(live):
    world = world_of(live)

    def send():
        desk = Client(live.test_client(), world.committee.token)
        file = (io.BytesIO(TABLE.encode()), "roster.csv")
        return desk.post(f"/estates/{world.estate}/roster", data={"file": file})

    answers = at_once([send] * 8, threads=8)
    assert [a.status_code for a in answers] == [200] * 8, [a.json for a in answers]
    assert sorted(a.json["created"] for a in answers) == [0] * 7 + [300]
    assert {a.json["unchanged"] for a in answers} == {0, 300}
    here = select(func.count()).where(Unit.estate_id == world.estate)
    assert db.session.scalar(here) == 300


def test_of_8_prints_at_once_the_codes_of_one_are_valid(live):
    world = world_of(live)
    with clock.stopped(NOON):
        file = (io.BytesIO(TABLE.encode()), "roster.csv")
        world.committee.post(f"/estates/{world.estate}/roster", data={"file": file})
        db.session.remove()

    def issue():
        desk = Client(live.test_client(), world.committee.token)
        return desk.post(f"/estates/{world.estate}/house-codes", {})

    answers = at_once([issue] * 8, threads=8)
    assert [a.status_code for a in answers] == [200] * 8
    units = select(Unit.id).where(Unit.estate_id == world.estate)
    here = select(func.count()).where(HouseCode.unit_id.in_(units))
    assert db.session.scalar(here) == 300
