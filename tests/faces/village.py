"""An estate where something of everything is going on: for pages that are to be seen, not used."""

from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import select

from models import clock
from models.base import db
from models.kinds import Role
from models.listening import Ticket
from tests.api.test_attachments import picture, send
from tests.make import make_staff, paper, vote

BOARD = {
    "stage": "during",
    "project": "城镇老旧小区改造工程",
    "client": "街道办事处",
    "contractor": "某建设工程有限公司",
    "period": "2026年9月至2027年3月",
    "works": "雨污分流、外墙保温、楼道整修、加装扶手",
    "manager": "王某某 13800000000",
    "hotline": "028-00000000",
}


def hours(count):
    """A moment so many hours from now, as the API takes it."""
    return (clock.now() + timedelta(hours=count)).isoformat()


def meeting():
    """A meeting that is being held."""
    times = {"starts_at": hours(-1), "ends_at": hours(2)}
    return {"title": "方案说明会", "place": "院坝", **times}


def opened(world, **more):
    """A round that is open since yesterday and for ten more days."""
    return world.open(**{"opens_at": hours(-24), "closes_at": hours(240), **more})


def replied(person, world):
    """A report of this person that an office has answered; its number."""
    asked = {"text": "3号楼2单元下水道堵了，污水往外冒", "estate_id": str(world.estate)}
    number = person.post("/tickets", asked).json["number"]
    office = db.session.scalars(select(Ticket.office_id).where(Ticket.number == number)).one()
    who = world.client.as_(make_staff(world.app, Role.OFFICE, office_id=office))
    steps = ({"action": "sign"}, {"action": "contact"}, {"action": "reply", "note": "已疏通。"})
    for step in steps:
        answer = who.post(f"/tickets/{number}/actions", step)
        assert answer.status_code == 200, answer.json
    return number


def made_public(world, round_id):
    """The result of a closed round, shown from today on."""
    shown = {"starts_on": clock.day_of(clock.now()).isoformat(), "days": 7, "place": "公告栏"}
    answer = world.committee.post(f"/rounds/{round_id}/notices", shown)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def village(world):
    """Facts of the village, for addresses: who has which token, which round is which."""
    owner, neighbour = world.owner_of(world.units[0]), world.owner_of(world.units[1])
    guest = world.client.post("/sessions", {"code": f"demo:guest{world.estate.hex}"}).json["token"]
    voting, voted, survey, wishes = (
        opened(world),
        opened(world, title="表决二"),
        opened(world, kind="survey", title="入户调查", form_id="visit_survey", rule_set=None),
        opened(world, kind="demand_list", title="居民点单", form_id="demand_list", rule_set=None),
    )
    receipt = vote(owner, voted, world.units[0]).json["ballot"]["receipt"]
    over = opened(world, title="方案表决（已截止）")
    vote(owner, over, world.units[0])
    vote(neighbour, over, world.units[1], "oppose")
    world.close(over)
    made_public(world, over)
    scan = send(world.volunteer, picture()).json["id"]
    collected = {"collected_at": hours(-2), "scan_id": scan}
    paper(world.volunteer, voting, world.units[3], serial="A-0101", **collected)
    world.committee.put(f"/estates/{world.estate}/board", BOARD)
    called = world.committee.post(f"/estates/{world.estate}/meetings", meeting()).json
    return SimpleNamespace(
        owner=owner.token,
        guest=guest,
        volunteer=world.volunteer.token,
        committee=world.committee.token,
        unit=world.units[0],
        estate=world.estate,
        voting=voting,
        voted=voted,
        survey=survey,
        wishes=wishes,
        over=over,
        receipt=receipt,
        ticket=replied(owner, world),
        meeting=called["code"],
    )
