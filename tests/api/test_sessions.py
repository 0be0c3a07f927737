"""A code of wx.login becomes a token; whoever comes first is known from then on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from api.settings import Account
from bot.wechat.standin import StandIn
from models import clock
from models.base import db
from models.people import Resident
from tests.bot.wechat.test_client import served as wechat_at
from tests.conftest import NOON, served
from tests.make import Client


def log_in(client, name="demo:liu"):
    return client.post("/sessions", {"code": name})


def test_a_demo_resident_is_made_at_first_sight_and_found_again(client):
    first = log_in(client)
    assert first.status_code == 200
    assert first.json["resident"]["memberships"] == []
    again = log_in(client)
    assert again.json["resident"] == first.json["resident"]
    assert log_in(client, "demo:wang").json["resident"]["id"] != first.json["resident"]["id"]


def test_the_token_says_who_one_is_for_thirty_days(client):
    session = log_in(client).json
    assert datetime.fromisoformat(session["expires_at"]) == NOON + timedelta(days=30)
    me = client.as_(session["token"]).get("/me")
    assert me.json["kind"] == "resident"
    assert me.json["id"] == session["resident"]["id"]
    with clock.stopped(NOON + timedelta(days=30)):
        assert client.as_(session["token"]).get("/me").status_code == 401


def test_the_openid_is_nowhere_in_clear(client):
    log_in(client)
    openid = (
        client.http.application.extensions["sanwen.wechat"]["miniprogram"]
        .code2session("demo:liu")
        .openid
    )
    raw = db.session.connection().exec_driver_sql("SELECT openid, openid_hash FROM resident").all()
    assert len(raw) == 1
    assert openid.encode() not in bytes(raw[0][0])
    assert openid not in raw[0][1]


@pytest.mark.parametrize("code", ["0123456789abcdef", "demo:"])
def test_a_code_that_wechat_does_not_know_is_wrong_credentials(client, code):
    refused = log_in(client, code)
    assert (refused.status_code, refused.json["code"]) == (401, "wrong_credentials")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": "x" * 201}, {"code": 7}])
def test_a_code_must_be_there(client, body):
    refused = client.post("/sessions", body)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/code")


def test_a_silent_wechat_is_our_trouble_and_nothing_is_written(client, statements):
    client.http.application.extensions["sanwen.wechat.standin"].fail_next(-1)
    refused = log_in(client)
    assert (refused.status_code, refused.json["code"]) == (503, "wechat_unavailable")
    assert statements == []


def test_wechat_is_asked_before_the_database_and_a_log_in_takes_few_statements(client, statements):
    log_in(client)
    assert len(statements) == 4  # look, make, look, memberships
    statements.clear()
    log_in(client)
    assert len(statements) == 2


def test_live_mode_asks_the_address_it_is_given_and_refuses_demo_codes(tmp_path, at_noon):
    """Over a socket; demo codes are refused even where the stand-in answers for WeChat."""
    stand_in = StandIn()
    with wechat_at(stand_in) as address:
        url = f"sqlite:///{tmp_path}/live.db"
        live = served(url, wechat="live", wechat_api_base=address, miniprogram=Account("wx", "s"))
        client = Client(live.test_client())
        assert log_in(client, stand_in.give_code("o" + "a" * 27)).status_code == 200
        refused = log_in(client)
        assert (refused.status_code, refused.json["code"]) == (401, "wrong_credentials")
        assert stand_in.calls["/sns/jscode2session"] == 1
        live.extensions["sanwen.wechat"]["miniprogram"].close()
    with live.app_context():
        db.engine.dispose()


def test_many_first_log_ins_of_one_person_make_one_resident(live):
    def first(_phone):
        with clock.stopped(NOON):
            return log_in(Client(live.test_client()))

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(first, range(48)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.json["resident"]["id"] for a in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Resident)) == 1
