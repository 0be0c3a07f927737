"""What a phone learns before a log-in, how it logs in on the web, and what it was told since."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.app import create_app
from api.demo.places import DATA
from api.settings import Account
from bot.letters import outbox
from bot.wechat.standin import StandIn
from models import clock
from models.base import db, transaction
from models.ids import uuid7
from models.listening import SubscribeGrant
from models.people import Resident
from tests.bot.wechat.test_client import served as wechat_at
from tests.conftest import NOON, served, settings
from tests.make import Client


def told(tmp_path, **more):
    app = create_app(settings(f"sqlite:///{tmp_path}/service.db", **more))
    return Client(app.test_client()).get("/service").json


class TestService:
    def test_the_demo_names_its_people_with_the_code_that_logs_them_in(self, client):
        service = client.get("/service").json
        assert service["demo"] is True
        assert len(service["people"]) == len(DATA["residents"])
        for person in service["people"]:
            assert person["estate"]
            logged_in = client.post("/sessions", {"code": person["code"]})
            assert logged_in.status_code == 200, person

    def test_a_live_installation_names_nobody(self, tmp_path):
        accounts = {"official": Account("wx-official", "s1"), "miniprogram": Account("wx-mp", "s2")}
        service = told(tmp_path, wechat="live", **accounts)
        assert service == {
            "demo": False,
            "people": [],
            "official_appid": "wx-official",
            "subscribe_templates": [],
        }

    def test_it_tells_appid_and_templates_and_no_secret(self, tmp_path):
        official = Account("wx-official", "a-secret", "a-token", "")
        service = told(tmp_path, official=official, subscribe_templates=" tpl-1  tpl-2 ")
        assert service["subscribe_templates"] == ["tpl-1", "tpl-2"]
        assert service["official_appid"] == "wx-official"
        assert "a-secret" not in str(service)
        assert "a-token" not in str(service)

    def test_it_asks_nothing_of_the_database(self, client, statements):
        client.get("/service")
        assert statements == []


class TestWebLogIn:
    """`account: official`: a code of the official account's web authorisation."""

    def test_a_demo_person_is_the_same_on_the_web_and_in_the_mini_program(self, client):
        both = [
            client.post("/sessions", {"code": "demo:zhang", "account": account}).json
            for account in ("official", "miniprogram")
        ]
        assert both[0]["resident"]["id"] == both[1]["resident"]["id"]

    def test_an_account_nobody_has_is_refused(self, client):
        refused = client.post("/sessions", {"code": "demo:zhang", "account": "other"})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/account")

    @pytest.mark.parametrize("code", ["0123456789abcdef", "demo:"])
    def test_a_code_that_wechat_does_not_know_is_wrong_credentials(self, client, code):
        refused = client.post("/sessions", {"code": code, "account": "official"})
        assert (refused.status_code, refused.json["code"]) == (401, "wrong_credentials")

    def test_live_it_asks_the_official_account_and_takes_no_demo_code(self, tmp_path, at_noon):
        stand_in = StandIn()
        with wechat_at(stand_in) as address:
            url = f"sqlite:///{tmp_path}/live.db"
            account = Account("wx-official", "s")
            live = served(url, wechat="live", wechat_api_base=address, official=account)
            client = Client(live.test_client())
            body = {"code": stand_in.give_code("o" + "b" * 27), "account": "official"}
            assert client.post("/sessions", body).status_code == 200
            assert stand_in.calls["/sns/oauth2/access_token"] == 1
            assert stand_in.calls["/sns/jscode2session"] == 0
            again = client.post("/sessions", body)
            demo = client.post("/sessions", {"code": "demo:zhang", "account": "official"})
            assert [a.json["code"] for a in (again, demo)] == ["wrong_credentials"] * 2
            live.extensions["sanwen.wechat"]["official"].close()
            live.extensions["sanwen.wechat"]["miniprogram"].close()
        with live.app_context():
            db.engine.dispose()


def id_of(person):
    return person.http.application.extensions["sanwen.tokens"].read(person.token, clock.now())[1]


def write(person, key, number, *, minutes=0):
    at = NOON + timedelta(minutes=minutes)
    values = {"number": number, "note": "请补充照片。"}
    with transaction():
        outbox.post(key, id_of(person), "ticket_rejected", values, due_at=at, at=at)


class TestLetters:
    def test_what_one_was_told_newest_first_and_in_words(self, world):
        person = world.owner_of(world.units[0])
        for n in range(3):
            write(person, f"letter-{n}", f"T-{n}", minutes=n)
        items = person.get("/me/letters").json["items"]
        said = [f"您反映的事项（编号 T-{n}）未能受理。请补充照片。" for n in (2, 1, 0)]
        assert [each["text"] for each in items] == said
        assert set(items[0]) == {"id", "text", "created_at"}

    def test_page_by_page(self, world):
        person = world.owner_of(world.units[0])
        for n in range(3):
            write(person, f"letter-{n}", f"T-{n}")
        page = person.get("/me/letters?limit=2").json
        rest = person.get(f"/me/letters?limit=2&cursor={page['next_cursor']}").json
        assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)

    def test_nobody_reads_anothers(self, world):
        write(world.owner_of(world.units[0]), "letter", "T-1")
        assert world.owner_of(world.units[0]).get("/me/letters").json["items"] == []
        assert world.committee.get("/me/letters").json["code"] == "not_your_role"
        assert world.client.get("/me/letters").status_code == 401

    def test_they_go_with_the_person(self, world):
        person = world.owner_of(world.units[0])
        write(person, "letter", "T-1")
        assert person.delete("/me").status_code == 204
        assert person.get("/me/letters").json.get("items", []) == []


class TestSubscriptions:
    def allow(self, person, template, *, spent=False):
        with transaction():
            db.session.add(
                SubscribeGrant(
                    key=uuid7().hex,
                    person_hash=db.session.scalar(
                        select(Resident.openid_hash).where(Resident.id == id_of(person))
                    ),
                    template_id=template,
                    granted_at=NOON,
                    spent_at=NOON if spent else None,
                )
            )

    def test_one_leave_is_one_message(self, world):
        person = world.owner_of(world.units[0])
        for template, spent in (("a", False), ("a", False), ("a", True), ("b", True)):
            self.allow(person, template, spent=spent)
        assert person.get("/me/subscriptions").json["items"] == [
            {"template_id": "a", "left": 2},
            {"template_id": "b", "left": 0},
        ]

    def test_they_are_ones_own(self, world):
        self.allow(world.owner_of(world.units[0]), "a")
        assert world.owner_of(world.units[0]).get("/me/subscriptions").json["items"] == []
        assert world.volunteer.get("/me/subscriptions").json["code"] == "not_your_role"

    def test_who_was_forgotten_has_none(self, world):
        person = world.owner_of(world.units[0])
        self.allow(person, "a")
        person.delete("/me")
        assert person.get("/me/subscriptions").status_code == 401
