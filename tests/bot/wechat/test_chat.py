"""The stand-in's page: what is typed there reaches the bot as WeChat would bring it."""

import json

import pytest
from werkzeug.test import Client as Browser

from api.settings import Account
from bot.wechat.standin import StandIn, openid_of
from bot.wechat.standin.chat import Chat, Door
from tests.bot.wechat.test_client import served
from tests.conftest import served as an_app

TOKEN = "sanwen-demo-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture(params=["plain", "safe"])
def chat(request, tmp_path):
    aes_key = AES_KEY if request.param == "safe" else ""
    account = Account("wx-demo-official", "demo", TOKEN, aes_key)
    app = an_app(f"sqlite:///{tmp_path}/chat.db", official=account)
    with served(app) as address:
        stand_in = StandIn(strict=True)
        door = Door(f"{address}/wechat/official", TOKEN, "wx-demo-official", aes_key)
        yield stand_in, Browser(Chat(stand_in, door, ["zhang"]))


def say(browser, **told):
    return browser.post("/say", data=json.dumps({"name": "zhang", **told}))


def test_the_page_offers_the_people_of_the_demo(chat):
    _stand_in, browser = chat
    page = browser.get("/").get_data(as_text=True)
    assert '"name": "zhang"' in page
    assert openid_of("zhang") in page


def test_what_is_typed_is_answered(chat):
    _stand_in, browser = chat
    assert "居民" in say(browser, kind="event", Event="subscribe").json["text"]
    assert "编号" in say(browser, kind="text", Content="家里闻到煤气味").json["text"]


def test_who_wrote_may_be_written_to(chat):
    stand_in, browser = chat
    say(browser, kind="text", Content="你好")
    asked = {"touser": openid_of("zhang"), "msgtype": "text", "text": {"content": "您好"}}
    appid = "wx-demo-official"
    account = {"appid": appid, "secret": "demo", "grant_type": "client_credential"}
    api = Browser(stand_in)
    token = api.post("/cgi-bin/stable_token", json=account).json["access_token"]
    answer = api.post(f"/cgi-bin/message/custom/send?access_token={token}", json=asked).json
    assert answer["errcode"] == 0
    assert [each.text for each in stand_in.sent] == ["您好"]


def test_a_bot_that_is_away_is_told_as_such():
    browser = Browser(Chat(StandIn(), Door("http://127.0.0.1:9/wechat/official", TOKEN), []))
    answer = say(browser, kind="text", Content="你好")
    assert answer.status_code == 502
    assert "error" in answer.json


@pytest.mark.parametrize("told", [{"kind": "poem"}, {"name": ""}])
def test_what_is_no_message_is_refused(chat, told):
    assert say(chat[1], **told).status_code == 400
