"""The stand-in answers as WeChat's documentation says it would."""

import pytest
from werkzeug.test import Client

from bot.wechat.standin import KEEPS, StandIn

LOGIN = {"appid": "wx", "secret": "s", "js_code": "demo:liu", "grant_type": "authorization_code"}
ACCOUNT = {"appid": "wx", "secret": "s", "grant_type": "client_credential"}
SEND = "/cgi-bin/message/custom/send"
WORD = {"touser": "o1", "msgtype": "text", "text": {"content": "你好"}}


@pytest.fixture
def stand_in():
    return StandIn()


@pytest.fixture
def http(stand_in):
    return Client(stand_in)


@pytest.fixture
def token(http):
    return http.post("/cgi-bin/stable_token", json=ACCOUNT).json["access_token"]


def test_a_login_tells_openid_and_session_key(http):
    told = http.get("/sns/jscode2session", query_string=LOGIN).json
    assert set(told) == {"openid", "session_key"}


@pytest.mark.parametrize(
    ("missing", "errcode"),
    [("appid", 41002), ("secret", 41004), ("js_code", 41008), ("grant_type", 40002)],
)
def test_what_a_login_lacks_has_its_errcode(http, missing, errcode):
    asked = {name: value for name, value in LOGIN.items() if name != missing}
    assert http.get("/sns/jscode2session", query_string=asked).json["errcode"] == errcode


@pytest.mark.parametrize("code", ["demo:", "unknown"])
def test_an_unknown_code_is_40029(http, code):
    asked = {**LOGIN, "js_code": code}
    assert http.get("/sns/jscode2session", query_string=asked).json["errcode"] == 40029


def test_a_used_code_is_40163(http, stand_in):
    asked = {**LOGIN, "js_code": stand_in.give_code("o1")}
    assert http.get("/sns/jscode2session", query_string=asked).json["openid"] == "o1"
    assert http.get("/sns/jscode2session", query_string=asked).json["errcode"] == 40163


def test_the_stable_token_stays_until_a_refresh_is_forced(http, token):
    again = http.post("/cgi-bin/stable_token", json=ACCOUNT).json
    assert again == {"access_token": token, "expires_in": 7200}
    forced = http.post("/cgi-bin/stable_token", json={**ACCOUNT, "force_refresh": True}).json
    assert forced["access_token"] != token


@pytest.mark.parametrize(
    ("missing", "errcode"), [("appid", 41002), ("secret", 41004), ("grant_type", 40002)]
)
def test_what_a_token_request_lacks_has_its_errcode(http, missing, errcode):
    asked = {name: value for name, value in ACCOUNT.items() if name != missing}
    assert http.post("/cgi-bin/stable_token", json=asked).json["errcode"] == errcode


def test_nothing_is_sent_without_the_token(http, token, stand_in):
    assert http.post(SEND, json=WORD).json["errcode"] == 41001
    assert http.post(f"{SEND}?access_token=x", json=WORD).json["errcode"] == 40001
    assert not stand_in.sent


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"touser": ""}, 40003),
        ({"msgtype": "image"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": "你好"}, 44004),
        ({"text": {"content": "字" * 683}}, 45002),
    ],
)
def test_a_message_that_wechat_would_not_take(http, token, change, errcode):
    answer = http.post(f"{SEND}?access_token={token}", json={**WORD, **change})
    assert answer.json["errcode"] == errcode


def test_the_list_of_what_was_sent_is_bounded(http, token, stand_in):
    for _ in range(KEEPS + 1):
        http.post(f"{SEND}?access_token={token}", json=WORD)
    assert len(stand_in.sent) == KEEPS


def test_a_wrong_method_has_its_errcode_and_a_wrong_path_is_404(http):
    assert http.post("/sns/jscode2session").json["errcode"] == 43001
    assert http.get(SEND).json["errcode"] == 43002
    assert http.get("/cgi-bin/elsewhere").status_code == 404


def test_a_demo_phone_is_digits(http, token):
    path = f"/wxa/business/getuserphonenumber?access_token={token}"
    told = http.post(path, json={"code": "demo:13800000001"}).json
    assert told["phone_info"]["purePhoneNumber"] == "13800000001"
    assert http.post(path, json={"code": "demo:liu"}).json["errcode"] == 40029
    assert http.post(path, data="not json").json["errcode"] == 40029
