"""WeChat's door: whose messages are taken, what is refused, and that nothing is taken twice."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from bot.dialogue.accounts import FRESH_FOR
from bot.letters.wording import said
from models import clock
from models.base import db
from models.kinds import TicketSource
from models.letters import Letter
from models.listening import InboundMessage, Ticket
from models.people import Resident
from tests.bot.dialogue.talk import Person, message, signed
from tests.conftest import NOON
from tests.make import make_office

SEWER = "3号楼2单元下水道堵了"


def tickets():
    return db.session.scalar(select(func.count()).select_from(Ticket))


@pytest.fixture
def person(world):
    make_office("PM")
    return Person(world.client).lives_in(world.units[0])


class TestSignature:
    def test_the_token_is_proven_by_the_echo(self, client):
        answer = client.get(signed(echostr="1795-echo"))
        assert (answer.status_code, answer.text) == (200, "1795-echo")
        assert answer.mimetype == "text/plain"

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?signature=&timestamp=&nonce=",
            "?signature=abc&timestamp=1&nonce=2",
            "?signature=%E4%B8%89&timestamp=%ED%A0%80&nonce=%00",
            signed("another-token").removeprefix("/wechat/official"),
        ],
    )
    def test_what_we_did_not_sign_is_refused(self, client, method, query):
        answer = getattr(client, method)(f"/wechat/official{query}", data=message("o-x"))
        assert (answer.status_code, answer.json["code"]) == (403, "wrong_signature")
        assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 0

    @pytest.mark.parametrize("off", [-FRESH_FOR, -15, 0, FRESH_FOR])
    def test_a_clock_may_be_off_by_minutes(self, client, at_noon, off):
        timestamp = str(int(at_noon.timestamp()) + off)
        assert client.get(signed(timestamp=timestamp, echostr="e")).text == "e"

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("off", [-86_400, -FRESH_FOR - 1, FRESH_FOR + 1])
    def test_what_was_signed_long_ago_is_refused(self, client, at_noon, method, off):
        timestamp = str(int(at_noon.timestamp()) + off)
        answer = getattr(client, method)(signed(timestamp=timestamp), data=message("o-x"))
        assert (answer.status_code, answer.json["code"]) == (403, "stale_message")
        assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 0

    @pytest.mark.parametrize("timestamp", ["noon", "1e9", "-1", "١٢", "9" * 400, "1.5", " 1"])
    def test_a_timestamp_that_is_none_is_refused(self, client, timestamp):
        answer = client.post(signed(timestamp=timestamp), data=message("o-x"))
        assert (answer.status_code, answer.json["code"]) == (403, "stale_message")

    def test_an_account_without_a_token_is_not_there(self, client):
        path = signed("").replace("official", "miniprogram")
        assert client.get(path).status_code == 404
        assert client.post(path, data=b"{}").status_code == 404


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>1</CreateTime>
<MsgType>text</MsgType><MsgId>1</MsgId><Content>&lol2;</Content></xml>"""
THIEF = (
    b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>"""
)


class TestBadInput:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not xml",
            b"<xml>",
            b"<xml></xml>",
            b"<html><body/></html>",
            b"\xff\xfe\x00",
            b"\xd6\xd0",
            BOMB,
            THIEF,
            b"<!DOCTYPE xml><xml/>",
            message("o-x").replace(b"<MsgType>text</MsgType>", b""),
            message("o-x").replace(b"1795147200", b"yesterday"),
            message("o-x").replace(b"1795147200", b"9" * 13),
            message("o-x").replace(b"1795147200", "１２".encode()),
            message(""),
            message("o" * 129),
            message("o]]>x"),
            message("o-x", message_id=""),
            message("o-x", message_id="12a"),
            message("o-x").replace(b"</xml>", b"<MsgId>1</MsgId></xml>"),
            message("o-x").replace(b"<MsgType>text", b"<MsgType><a/>text"),
            message("o-x", Content="x").replace(b"<Content>x", b"<Content><b>x</b>"),
            b"<xml>" + b"<a>" * 9000 + b"</a>" * 4000,
            b"[" * 30_000,
            b'{"a":' * 10_000,
            b'{"MsgId": ' + b"9" * 5000 + b"}",
            b"[]",
            b"{}",
        ],
        ids=range(28),
    )
    def test_what_cannot_be_read_is_said_so(self, client, body):
        answer = client.post(signed(), data=body)
        assert (answer.status_code, answer.json["code"]) == (422, "message_unreadable")
        assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 0

    def test_a_body_of_two_megabytes_is_too_large(self, client):
        answer = client.post(signed(), data=message("o-x", Content="字" * 700_000))
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")

    def test_a_large_body_that_hides_its_length_is_too_large_as_well(self, client):
        body = message("o-x", Content="x" * 100_000)
        answer = client.post(
            signed(),
            input_stream=BytesIO(body),
            headers={"Transfer-Encoding": "chunked"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == 413, answer.json

    @pytest.mark.parametrize("kind", ["hologram", "image", "video", "location", "link", "file"])
    def test_other_kinds_get_a_friendly_word(self, person, kind):
        assert person.hears(person.sends(kind, MediaId="m", PicUrl="http://x"))
        assert tickets() == 0

    @pytest.mark.parametrize("text", ["😀😀😀", "？？？", "。", "1", "嗯"])
    def test_what_says_nothing_opens_no_ticket(self, person, text):
        assert person.says(text)
        assert tickets() == 0

    @pytest.mark.parametrize(
        "text",
        [
            "下水道堵了'); DROP TABLE ticket; --",
            "下水道<script>alert(1)</script>&amp;]]>",
            "下水道 {number} %s ${7*7} {{7*7}}",
            "下水道" + "烦" * 600,
        ],
    )
    def test_whatever_people_write_is_text(self, person, text):
        assert person.says(text)
        assert db.session.scalars(select(Ticket.text)).one() == text


class TestOnce:
    def test_a_message_delivered_thrice_is_one_ticket_and_one_answer(self, person):
        answers = [person.sends(Content=SEWER, message_id=42).data for _ in range(3)]
        assert len(set(answers)) == 1
        assert tickets() == 1

    def test_what_is_delivered_again_after_five_seconds_is_answered_to_the_byte(self, person):
        first = person.sends(Content=SEWER, message_id=42).data
        for seconds in (5, 10):
            with clock.stopped(NOON + timedelta(seconds=seconds)):
                assert person.sends(Content=SEWER, message_id=42).data == first

    def test_the_same_words_in_two_messages_are_two_tickets(self, person):
        assert person.says(SEWER) != person.says(SEWER)
        assert tickets() == 2

    def test_an_event_is_told_apart_by_sender_and_second(self, person, world):
        for _ in range(2):
            assert person.hears(person.sends("event", "", Event="subscribe"))
        other = Person(world.client, "o-li-si")
        assert other.hears(other.sends("event", "", Event="subscribe"))
        assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 2

    def test_nothing_kept_of_it_shows_who_wrote(self, person):
        person.says(SEWER, message_id=43)
        row = db.session.execute(select(InboundMessage.wechat_key, InboundMessage.account)).one()
        assert person.openid not in row.wechat_key
        assert row.wechat_key != "43"


class TestMiniProgram:
    @pytest.fixture
    def heard(self, app, world, monkeypatch):
        """What the mini program's door answers to a message in JSON, told by its fields."""
        make_office("PM")
        settings = app.extensions["sanwen.settings"]
        monkeypatch.setitem(app.extensions, "sanwen.settings", connected(settings))
        person = Person(world.client, "o-mini").lives_in(world.units[0])
        fields = {
            "ToUserName": "gh_mini",
            "FromUserName": person.openid,
            "CreateTime": 1795147200,
            "MsgType": "text",
            "MsgId": 1,
            "Content": SEWER,
        }
        path = signed(account="miniprogram")

        def hear(body=None, **more):
            return world.client.post(path, data=body or json.dumps(fields | more))

        return hear

    def test_it_speaks_json(self, heard):
        answers = [heard() for _ in range(2)]
        assert answers[0].data == answers[1].data
        assert answers[0].mimetype == "application/json"
        assert answers[0].json["ToUserName"] == "o-mini"
        number = db.session.scalars(select(Ticket.number)).one()
        assert number in answers[0].json["Content"]
        assert db.session.scalars(select(Ticket.source)).one() is TicketSource.MINI_PROGRAM

    def test_it_speaks_xml_where_wechat_is_set_so(self, heard):
        answer = heard(message("o-mini", Content=SEWER))
        assert answer.mimetype == "application/xml"
        assert "<Content><![CDATA[" in answer.text

    def test_a_number_of_wechat_is_no_more_than_text(self, heard):
        answer = heard(MsgId=2, Content=12345)
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        "body", [b"[]", b"{", b"1", b"null", b"[" * 50_000, b"{}", b'{"List": [[]]}'], ids=range(7)
    )
    def test_what_cannot_be_read_is_said_so(self, heard, body):
        assert heard(body).json["code"] == "message_unreadable"

    @pytest.mark.parametrize(
        "more",
        [
            {"CreateTime": "1e3"},
            {"CreateTime": 1.5},
            {"CreateTime": True},
            {"MsgId": None},
            {"MsgId": [1]},
            {"FromUserName": {"a": 1}},
            {"FromUserName": "\ud800\0"},
            {"MsgType": ""},
        ],
        ids=range(8),
    )
    def test_nonsense_in_its_fields_is_said_so(self, heard, more):
        assert heard(**more).json["code"] == "message_unreadable"

    def test_live_it_also_writes_to_the_person(self, heard, app, monkeypatch):
        """WeChat shows nothing of what a mini program's server answers."""
        settings = app.extensions["sanwen.settings"]
        monkeypatch.setitem(app.extensions, "sanwen.settings", replace(settings, wechat="live"))
        answers = [heard() for _ in range(3)]
        letter = db.session.scalars(select(Letter)).one()
        assert letter.kind == "answer"
        values = json.loads(letter.values)
        assert values == {"text": answers[0].json["Content"], "account": "miniprogram"}
        assert said("answer", values) == answers[2].json["Content"]


def connected(settings):
    return replace(settings, miniprogram=settings.official)


def test_a_first_word_makes_a_resident(world):
    Person(world.client, "o-new").says("你好")
    assert db.session.scalar(
        select(func.count()).select_from(Resident).where(Resident.openid.is_not(None))
    )
