"""Oneself: seen, exported, forgotten."""

import json

import pytest
from sqlalchemy import select

from models.base import db, insert, transaction
from models.ids import uuid7
from models.kinds import TicketSource, TicketState, Urgency
from models.letters import Letter, LetterState
from models.listening import Attachment, AttachmentContent, Conversation, Rating, Ticket
from models.people import Membership, Resident
from models.sealed import fingerprint
from tests.api.test_attachments import picture, send
from tests.api.test_memberships import by_phone, phone_on_roster, resident
from tests.conftest import NOON
from tests.make import make_resident, vote


def test_a_resident_sees_their_homes(world):
    person = world.owner_of(*world.units[:2])
    me = person.get("/me").json
    assert set(me) == {"kind", "id", "created_at", "memberships"}
    assert me["kind"] == "resident"
    assert [each["unit"]["room"] for each in me["memberships"]] == ["101", "102"]


def test_staff_see_their_reach(world):
    me = world.committee.get("/me").json
    assert me.pop("id")
    assert me.pop("username").startswith("committee-")
    assert me == {
        "kind": "staff",
        "role": "committee",
        "division": None,
        "estates": [str(world.estate)],
        "office_id": None,
    }
    assert world.bureau.get("/me").json["division"] == "5101"


@pytest.mark.parametrize("path", ["/me", "/me/export"])
def test_nobody_is_told_nothing(client, path):
    assert client.get(path).status_code == 401


def test_oneself_takes_two_statements(world, statements):
    person = world.owner_of(world.units[0])
    statements.clear()
    person.get("/me")
    assert len(statements) == 2


def ticket(requester_id, estate_id, number="20261120-0001-1"):
    with transaction():
        written = Ticket(
            number=number,
            source=TicketSource.MINI_PROGRAM,
            estate_id=estate_id,
            requester_id=requester_id,
            text="三楼漏水",
            category="water",
            urgency=Urgency.P2,
            reading={},
            state=TicketState.CLOSED,
            created_at=NOON,
            due_at=NOON,
        )
        db.session.add(written)
        db.session.flush()
        db.session.add(
            Rating(
                ticket_id=written.id,
                resolved=True,
                satisfaction=5,
                comment="很好",
                rated_by=requester_id,
                rated_at=NOON,
            )
        )
        return written.id


def letter(resident_id):
    with transaction():
        db.session.execute(
            insert(Letter).values(
                id=uuid7(),
                key=f"key-{uuid7()}",
                resident_id=resident_id,
                kind="ticket_closed",
                values=json.dumps({"number": "20261120-0001-1"}),
                state=LetterState.DUE,
                due_at=NOON,
                attempts=0,
                created_at=NOON,
            )
        )


class Life:
    """A resident with a bit of everything, and a neighbour with the same."""

    def __init__(self, world):
        phone_on_roster(world.units[0])
        self.person = resident(world, "liu")
        self.neighbour = resident(world, "wang")
        by_phone(self.person, world.estate)
        by_phone(self.neighbour, world.estate, unit_id=str(world.units[1]))
        self.id = self._row("liu").id
        self.neighbour_id = self._row("wang").id
        self.round = world.open(min_identity_level=1)
        assert vote(self.person, self.round, world.units[0]).status_code == 201
        notice = {"starts_on": "2026-11-20", "days": 7}
        self.notice = world.committee.post(f"/rounds/{self.round}/notices", notice).json["id"]
        for n, (who, phone) in enumerate(
            ((self.id, self.person), (self.neighbour_id, self.neighbour))
        ):
            ticket(who, world.estate, f"20261120-000{n}-1")
            letter(who)
            phone.post(f"/notices/{self.notice}/objections", {"text": "面积不对"})
            assert send(phone, picture(colour=n)).status_code == 201

    def _row(self, name):
        openid = "demo:" + name
        client = self.person.http.application.extensions["sanwen.wechat"]["miniprogram"]
        hashed = fingerprint("openid", client.code2session(openid).openid)
        return db.session.scalars(select(Resident).where(Resident.openid_hash == hashed)).one()


def test_an_export_holds_all_of_ones_own_and_nothing_of_the_neighbour(world):
    life = Life(world)
    mine = life.person.get("/me/export")
    assert mine.status_code == 200
    told = mine.json
    assert told["resident"]["phone"] == "13800000001"
    assert [b["answers"] for b in told["ballots"]] == [{"consent": "agree"}]
    assert told["ballots"][0]["round_id"] == life.round
    assert [t["text"] for t in told["tickets"]] == ["三楼漏水"]
    assert [(r["satisfaction"], r["comment"]) for r in told["ratings"]] == [(5, "很好")]
    assert [o["text"] for o in told["objections"]] == ["面积不对"]
    assert [each["values"] for each in told["letters"]] == [{"number": "20261120-0001-1"}]
    assert [m["identity_level"] for m in told["memberships"]] == [1]
    assert [a["media_type"] for a in told["attachments"]] == ["image/png"]
    assert life.neighbour.get("/me/export").json["ballots"] == []


def test_an_export_does_not_tell_how_a_co_owner_voted(world):
    unit = world.units[0]
    round_id = world.open()
    one, other = world.owner_of(unit), world.owner_of(unit)
    vote(one, round_id, unit)
    assert len(one.get("/me/export").json["ballots"]) == 1
    assert other.get("/me/export").json["ballots"] == []


def test_an_export_takes_as_many_statements_for_much_as_for_little(world, statements):
    life = Life(world)
    db.session.expunge_all()
    statements.clear()
    life.person.get("/me/export")
    assert len(statements) == 8


def test_staff_have_no_such_data(world):
    assert world.committee.get("/me/export").json["code"] == "not_your_role"
    assert world.committee.delete("/me").json["code"] == "not_your_role"


def test_being_forgotten_leaves_the_ballot_under_its_unit_and_nothing_of_the_person(world):
    life = Life(world)
    before = world.tally(life.round)["participating"]
    assert life.person.delete("/me").status_code == 204
    row = db.session.get_one(Resident, life.id)
    assert (row.openid, row.openid_hash, row.phone, row.phone_hash) == (None,) * 4
    assert row.erased_at == NOON
    for column in (Membership.resident_id, Letter.resident_id, Ticket.requester_id):
        assert set(db.session.scalars(select(column))) - {None} == {life.neighbour_id}
    assert set(db.session.scalars(select(Attachment.sent_by))) == {life.neighbour_id}
    assert len(db.session.scalars(select(AttachmentContent.sha256)).all()) == 1
    assert world.tally(life.round)["participating"] == before


def test_somebody_forgotten_comes_back_as_somebody_new(world):
    life = Life(world)
    life.person.delete("/me")
    for path in ("/me", "/me/export"):
        assert life.person.get(path).status_code == 401
    assert life.person.delete("/me").status_code == 401
    assert by_phone(life.person, world.estate).status_code == 401
    assert life.person.post("/me/memberships", {"house_code": "AAAA"}).status_code == 401
    assert vote(life.person, life.round, world.units[0]).status_code == 403
    again = resident(world, "liu").get("/me").json
    assert again["id"] != str(life.id)
    assert again["memberships"] == []


def test_what_somebody_said_to_the_bot_is_forgotten(world):
    person = resident(world, "liu")
    openid = world.app.extensions["sanwen.wechat"]["miniprogram"].code2session("demo:liu").openid
    with transaction():
        db.session.add(
            Conversation(
                person_hash=fingerprint("openid", openid),
                state="asking_place",
                memory="{}",
                updated_at=NOON,
            )
        )
    person.delete("/me")
    assert db.session.scalars(select(Conversation)).all() == []


def test_a_picture_that_a_ticket_or_another_person_holds_stays(world):
    person, neighbour = resident(world, "liu"), resident(world, "wang")
    kept, shared = (send(person, picture(colour=n)).json["id"] for n in (1, 2))
    send(neighbour, picture(colour=2))
    with transaction():
        row = db.session.scalars(select(Attachment).order_by(Attachment.sent_at)).all()
        on_ticket = next(a for a in row if str(a.id) == kept)
        on_ticket.ticket_id = ticket(on_ticket.sent_by, world.estate)
    person.delete("/me")
    left = {str(a) for a in db.session.scalars(select(Attachment.id))}
    assert kept in left
    assert shared not in left
    assert len(db.session.scalars(select(AttachmentContent.sha256)).all()) == 2


def test_an_unknown_resident_is_nobody(world):
    stranger = world.client.as_(make_resident(world.app))
    with transaction():
        db.session.delete(db.session.scalars(select(Resident)).one())
    assert stranger.get("/me").status_code == 401
