"""Safe and compatible mode through the door: WeRoBot's crypto speaks for WeChat."""

import json
from dataclasses import replace

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import func, select
from werobot.crypto import MessageCrypt
from werobot.utils import get_signature

from api.settings import Account
from models import clock
from models.base import db
from models.listening import InboundMessage, Ticket
from tests.bot.dialogue.talk import TOKEN, Person, message, signed
from tests.make import make_office

AES_KEY = "kEyOfForThreeLettersAndDigits0123456789abcd"
APPID = "wx0000000000000001"
SEWER = "3号楼2单元下水道堵了"
wechat = MessageCrypt(TOKEN, AES_KEY, APPID)


class Pushed:
    """WeChat, pushing what it encrypted; ``told`` are the query's parts, open to meddling."""

    def __init__(self, http, account="official"):
        self.http, self.account = http, account

    def __call__(self, text, beside=None, *, crypt=wechat, form="xml", **told):
        encrypted = crypt.prp_crypto.encrypt(text, crypt.app_id).decode()
        return self.sends(encrypted, beside or {}, form, **told)

    def sends(self, encrypted, beside, form, **told):
        timestamp, nonce = str(int(clock.now().timestamp())), "31415"
        told = {
            "timestamp": timestamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": get_signature(TOKEN, timestamp, nonce, encrypted),
            **told,
        }
        fields = {"ToUserName": "gh_sanwen", **beside, "Encrypt": encrypted}
        if form == "json":
            return self.http.post(signed(account=self.account, **told), data=json.dumps(fields))
        inside = "".join(f"<{n}><![CDATA[{v}]]></{n}>" for n, v in fields.items())
        return self.http.post(
            signed(account=self.account, **told), data=f"<xml>{inside}</xml>".encode()
        )


def opened(answer):
    """The text within an answer, checked and opened as WeChat does."""
    told = answer.json or {each.tag: each.text for each in fromstring(answer.data)}
    assert set(told) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
    parts = str(told["TimeStamp"]), told["Nonce"], told["MsgSignature"], told["Encrypt"]
    return wechat.decrypt_message(*parts).decode()


def text(openid="o-safe", content=SEWER, **more):
    return message(openid, Content=content, **more).decode()


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def live(app, world, monkeypatch):
    """The application of an operator with keys for both accounts, in live mode."""
    make_office("PM")
    account = Account(appid=APPID, secret="s", token=TOKEN, aes_key=AES_KEY)
    with_keys = replace(app.extensions["sanwen.settings"], official=account, miniprogram=account)
    monkeypatch.setitem(app.extensions, "sanwen.settings", replace(with_keys, wechat="live"))
    Person(world.client, "o-safe").lives_in(world.units[0])
    return with_keys


@pytest.fixture
def push(live, world):
    return Pushed(world.client)


class TestSafeMode:
    def test_question_and_answer_are_encrypted(self, push):
        answer = push(text())
        assert answer.mimetype == "application/xml"
        told = fromstring(opened(answer))
        assert told.findtext("ToUserName") == "o-safe"
        assert db.session.scalars(select(Ticket.number)).one() in told.findtext("Content")

    def test_three_deliveries_are_one_ticket_and_within_the_same_answer(self, push):
        said = text(message_id=77)
        answers = [push(said) for _ in range(3)]
        assert len({opened(answer) for answer in answers}) == 1
        assert len({answer.data for answer in answers}) == 3  # never the same cipher twice
        assert count(Ticket) == 1

    def test_nothing_to_say_is_said_in_plain(self, push):
        event = message("o-safe", "event", "", Event="unsubscribe").decode()
        assert push(event).text == "success"

    def test_in_compatible_mode_only_what_is_encrypted_counts(self, push):
        plain = {"FromUserName": "o-forged", "CreateTime": "1", "MsgType": "text", "MsgId": "9"}
        answer = push(text(), plain | {"Content": "漏气了"})
        assert fromstring(opened(answer)).findtext("ToUserName") == "o-safe"
        assert db.session.scalars(select(Ticket.text)).one() == SEWER

    @pytest.mark.usefixtures("live")
    def test_the_mini_program_speaks_json(self, world):
        push = Pushed(world.client, "miniprogram")
        said = {
            "ToUserName": "gh_mini",
            "FromUserName": "o-safe",
            "CreateTime": 1795147200,
            "MsgType": "text",
            "MsgId": 8,
            "Content": SEWER,
        }
        told = json.loads(opened(push(json.dumps(said), form="json")))
        assert db.session.scalars(select(Ticket.number)).one() in told["Content"]

    def test_the_demo_takes_both(self, live, app, world, monkeypatch):
        monkeypatch.setitem(app.extensions, "sanwen.settings", live)
        assert opened(Pushed(world.client)(text()))
        assert Person(world.client, "o-safe").says(SEWER)


@pytest.mark.usefixtures("live")
class TestEcho:
    def ask(self, client, echostr, **told):
        return client.get(signed(echostr=echostr, **told))

    def test_plain_as_the_official_account_sends_it(self, client):
        assert self.ask(client, "1795-echo").text == "1795-echo"

    def test_encrypted_it_is_opened(self, client, at_noon):
        encrypted = wechat.prp_crypto.encrypt("1795-echo", APPID).decode()
        parts = TOKEN, str(int(at_noon.timestamp())), "n0nce", encrypted
        answer = self.ask(client, encrypted, msg_signature=get_signature(*parts))
        assert (answer.text, answer.mimetype) == ("1795-echo", "text/plain")
        wrong = self.ask(client, encrypted, msg_signature="0" * 40)
        assert wrong.json["code"] == "wrong_signature"

    def test_a_stale_one_is_refused(self, client):
        encrypted = wechat.prp_crypto.encrypt("1795-echo", APPID).decode()
        told = {"msg_signature": get_signature(TOKEN, "1", "n0nce", encrypted), "timestamp": "1"}
        assert self.ask(client, encrypted, **told).json["code"] == "stale_message"


class TestRefused:
    @pytest.fixture(autouse=True)
    def _nothing_happened(self, live):
        yield live
        assert (count(InboundMessage), count(Ticket)) == (0, 0)

    def test_a_plain_body(self, world):
        answer = Person(world.client, "o-safe").sends(Content=SEWER)
        assert (answer.status_code, answer.json["code"]) == (403, "encryption_needed")

    @pytest.mark.parametrize("signed_as", ["", "0" * 40, "三"])
    def test_a_wrong_msg_signature(self, push, signed_as):
        answer = push(text(), msg_signature=signed_as)
        assert (answer.status_code, answer.json["code"]) == (403, "wrong_signature")

    def test_a_right_msg_signature_under_a_wrong_signature(self, push):
        assert push(text(), signature="0" * 40).json["code"] == "wrong_signature"

    def test_a_message_signed_long_ago(self, push):
        encrypted = wechat.prp_crypto.encrypt(text(), APPID).decode()
        msg_signature = get_signature(TOKEN, "1600000000", "1", encrypted)
        path = signed(timestamp="1600000000", nonce="1", msg_signature=msg_signature)
        answer = push.http.post(path, data=f"<xml><Encrypt>{encrypted}</Encrypt></xml>")
        assert (answer.status_code, answer.json["code"]) == (403, "stale_message")

    @pytest.mark.parametrize(
        "crypt",
        [MessageCrypt(TOKEN, AES_KEY[::-1], APPID), MessageCrypt(TOKEN, AES_KEY, "wx-another")],
        ids=["another key", "another appid"],
    )
    def test_what_was_encrypted_for_somebody_else(self, push, crypt):
        answer = push(text(), crypt=crypt)
        assert (answer.status_code, answer.json["code"]) == (422, "message_unreadable")

    @pytest.mark.parametrize("encrypted", ["x", "eHh4", "三", "=" * 64, "A" * 64, "A" * 43])
    def test_what_is_no_cipher(self, push, encrypted):
        answer = push.sends(encrypted, {}, "xml")
        assert (answer.status_code, answer.json["code"]) == (422, "message_unreadable")

    @pytest.mark.parametrize("inside", ["", "{}", "<xml/>", "<!DOCTYPE x><xml/>", "]" * 99])
    def test_nonsense_rightly_encrypted(self, push, inside):
        assert push(inside).json["code"] == "message_unreadable"

    def test_an_envelope_in_an_envelope(self, push):
        inner = wechat.prp_crypto.encrypt(text(), APPID).decode()
        assert push(f"<xml><Encrypt>{inner}</Encrypt></xml>").json["code"] == "message_unreadable"

    def test_an_encrypted_message_where_no_key_is_known(self, live, app, world, monkeypatch):
        plain = replace(live, official=replace(live.official, aes_key=""))
        monkeypatch.setitem(app.extensions, "sanwen.settings", plain)
        assert Pushed(world.client)(text()).json["code"] == "message_unreadable"
