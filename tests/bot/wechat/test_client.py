"""The client speaks to the stand-in over a real socket, and to servers that misbehave."""

import logging
import socket
import threading
import time
from contextlib import contextmanager

import httpx
import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from bot.wechat import wire
from bot.wechat.client import LIVE, Client, connect
from bot.wechat.standin import SERVER_ERROR, StandIn
from bot.wechat.tokens import RENEW_BEFORE_SECONDS, InProcess
from models.errors import WeChatRefused, WeChatUnavailable, WrongCredentials

TOKEN, SEND = "/cgi-bin/stable_token", "/cgi-bin/message/custom/send"
SOMEBODY = "o" + "a" * 27


@contextmanager
def served(application):
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Watch:
    """Seconds that pass when told to."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def stand_in(watch):
    return StandIn(ticks=watch)


@pytest.fixture(params=["socket", "in process"])
def client(request, stand_in, watch):
    """The same client over a socket and in process."""
    if request.param == "in process":
        inside = Client(
            "wx-test", "s", LIVE, httpx.WSGITransport(stand_in), tokens=InProcess(watch)
        )
        yield inside
        inside.close()
        return
    with served(stand_in) as url:
        outside = Client("wx-test", "s", url, tokens=InProcess(watch))
        yield outside
        outside.close()


def test_a_code_becomes_an_openid_once(client, stand_in):
    code = stand_in.give_code(SOMEBODY)
    assert client.code2session(code).openid == SOMEBODY
    with pytest.raises(WrongCredentials):
        client.code2session(code)


def test_an_unknown_code_is_wrong(client):
    with pytest.raises(WrongCredentials):
        client.code2session("0123456789abcdef")


def test_a_demo_code_is_the_same_person_again_and_again(client):
    first, again = client.code2session("demo:liu"), client.code2session("demo:liu")
    assert first == again
    assert len(first.openid) == 28
    assert client.code2session("demo:wang") != first


def test_a_phone_code_becomes_digits_once(client, stand_in):
    code = stand_in.give_phone_code("13800000001")
    assert client.getuserphonenumber(code) == "13800000001"
    with pytest.raises(WrongCredentials):
        client.getuserphonenumber(code)
    assert client.getuserphonenumber("demo:13800000002") == "13800000002"


def test_a_login_code_is_no_phone_code(client, stand_in):
    with pytest.raises(WrongCredentials):
        client.getuserphonenumber(stand_in.give_code(SOMEBODY))


def test_a_word_arrives_as_it_was_written(client, stand_in):
    client.custom_send(SOMEBODY, "您的工单已办结：3号楼“漏水”")
    assert stand_in.sent[-1].openid == SOMEBODY
    assert stand_in.sent[-1].text == "您的工单已办结：3号楼“漏水”"


def test_the_token_is_asked_for_once_and_again_shortly_before_it_runs_out(client, stand_in, watch):
    for _ in range(3):
        client.custom_send(SOMEBODY, "一")
    assert stand_in.calls[TOKEN] == 1
    watch.seconds = 7200 - RENEW_BEFORE_SECONDS - 1
    client.custom_send(SOMEBODY, "二")
    assert stand_in.calls[TOKEN] == 1
    watch.seconds += 1
    client.custom_send(SOMEBODY, "三")
    assert stand_in.calls[TOKEN] == 2


def test_many_threads_ask_for_one_token(client, stand_in):
    threads = [threading.Thread(target=client.stable_token) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stand_in.calls[TOKEN] == 1


def test_a_stale_token_is_renewed_and_the_call_repeated(client, stand_in):
    client.custom_send(SOMEBODY, "一")
    stand_in.expire_token()
    client.custom_send(SOMEBODY, "二")
    assert [sent.text for sent in stand_in.sent] == ["一", "二"]
    assert stand_in.calls[TOKEN] == 2


def test_a_token_that_stays_stale_is_renewed_only_once(client, stand_in):
    stand_in.fail_next(42001)
    stand_in.fail_next(42001)
    with pytest.raises(WeChatRefused):
        client.custom_send(SOMEBODY, "一")
    assert (stand_in.calls[TOKEN], stand_in.calls[SEND]) == (2, 2)


def test_a_refusal_bears_wechats_number(client, stand_in):
    stand_in.fail_next(45015)
    with pytest.raises(WeChatRefused) as refused:
        client.custom_send(SOMEBODY, "一")
    assert refused.value.facts == {"errcode": 45015}
    with pytest.raises(WeChatRefused) as refused:
        client.custom_send("not an openid", "一")
    assert refused.value.facts == {"errcode": 40003}


@pytest.mark.parametrize("trouble", [-1, SERVER_ERROR])
def test_busy_and_broken_are_unavailable_and_no_refusal(client, stand_in, trouble):
    stand_in.fail_next(trouble)
    with pytest.raises(WeChatUnavailable) as unavailable:
        client.code2session("demo:liu")
    assert type(unavailable.value) is WeChatUnavailable


@pytest.mark.parametrize("said", ["<html>", "[]", '"ok"', "{}", '{"openid": 7}'])
def test_an_answer_that_is_none_is_unavailable(said):
    with served(Response(said)) as url:
        speaker = Client("wx-test", "s", url)
        with pytest.raises(WeChatUnavailable):
            speaker.code2session("0")
        speaker.close()


def test_a_server_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        speaker = Client("wx-test", "s", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(WeChatUnavailable):
            speaker.code2session("0")
        assert 0.1 < time.monotonic() - began < 2
        speaker.close()


def test_a_server_that_is_not_there_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    speaker = Client("wx-test", "s", f"http://127.0.0.1:{port}")
    with pytest.raises(WeChatUnavailable):
        speaker.code2session("0")
    speaker.close()


def test_three_seconds_is_what_we_wait():
    assert wire.TIMEOUT_SECONDS == 3


def test_no_secret_no_code_and_no_token_reaches_the_log(client, stand_in, caplog):
    caplog.set_level(logging.INFO)
    stand_in.fail_next(40013)
    with pytest.raises(WeChatRefused):
        client.code2session("demo:somebody-secret")
    client.custom_send(SOMEBODY, "私事")
    ours = " ".join(r.getMessage() for r in caplog.records if r.name != "werkzeug")
    assert "40013" in ours
    for private in ("secret", SOMEBODY, client.stable_token()):
        assert private not in ours


def test_connect_needs_no_account_for_the_stand_in_and_else_speaks_to_wechat(stand_in):
    assert connect("", "", stand_in=stand_in).code2session("demo:liu").openid
    assert str(connect("wx", "s")._wire._http.base_url) == LIVE
    assert str(connect("wx", "s", api_base="http://127.0.0.1:1")._wire._http.base_url) == (
        "http://127.0.0.1:1"
    )
