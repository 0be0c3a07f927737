"""WeChat's door: whose messages are taken, what is refused, and that nothing is taken twice."""

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from models.base import db
from models.listening import InboundMessage, Ticket
from models.people import Resident
from tests.bot.dialogue.talk import Person, message, signed
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
        ],
        ids=range(23),
    )
    def test_what_cannot_be_read_is_said_so(self, client, body):
        answer = client.post(signed(), data=body)
        assert (answer.status_code, answer.json["code"]) == (422, "message_unreadable")
        assert db.session.scalar(select(func.count()).select_from(InboundMessage)) == 0

    def test_a_body_of_a_megabyte_is_too_large(self, client):
        answer = client.post(signed(), data=message("o-x", Content="字" * 350_000))
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
    def test_it_speaks_json(self, app, world):
        make_office("PM")
        settings = app.extensions["sanwen.settings"]
        object.__setattr__(settings, "miniprogram", settings.official)
        try:
            person = Person(world.client).lives_in(world.units[0])
            body = {
                "ToUserName": "gh_mini",
                "FromUserName": person.openid,
                "CreateTime": 1795147200,
                "MsgType": "text",
                "MsgId": 1,
                "Content": SEWER,
            }
            path = signed().replace("official", "miniprogram")
            answers = [world.client.post(path, body).json for _ in range(2)]
            assert answers[0] == answers[1]
            assert answers[0]["ToUserName"] == person.openid
            number = db.session.scalars(select(Ticket.number)).one()
            assert number in answers[0]["Content"]
            for bad in (b"[]", b"{", b"1", b"null", b"[" * 50_000, json.dumps({}).encode()):
                answer = world.client.post(path, data=bad)
                assert answer.json["code"] == "message_unreadable"
        finally:
            object.__setattr__(settings, "miniprogram", type(settings.official)())


def test_a_first_word_makes_a_resident(world):
    Person(world.client, "o-new").says("你好")
    assert db.session.scalar(
        select(func.count()).select_from(Resident).where(Resident.openid.is_not(None))
    )
