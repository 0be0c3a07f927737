"""What events and things without words are answered with, and what is kept of them."""

import pytest
from sqlalchemy import func, select

from models.actor import Actor
from models.base import db, transaction
from models.kinds import Role
from models.listening import InboundMessage, SubscribeGrant, Ticket
from models.people import Resident
from models.sealed import fingerprint
from surveys import residents
from tests.bot.dialogue.talk import Person, message, signed
from tests.conftest import NOON
from tests.make import make_office

POPUP, CHANGE = "subscribe_msg_popup_event", "subscribe_msg_change_event"


@pytest.fixture
def person(world):
    make_office("PM")
    return Person(world.client).lives_in(world.units[0])


def event(person, name, **fields):
    return person.sends("event", "", Event=name, **fields)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


class TestAnswers:
    @pytest.mark.parametrize(
        "told",
        [
            {"Event": "subscribe"},
            {"Event": "subscribe", "EventKey": "qrscene_7", "Ticket": "t"},
            {"Event": "SCAN", "EventKey": "7"},
            {"Event": "CLICK", "EventKey": "no such button"},
        ],
        ids=["follows", "follows by a code", "scans", "presses an unknown button"],
    )
    def test_who_comes_in_is_greeted(self, person, told):
        assert person.hears(person.sends("event", "", **told)) == person.says("你好")

    def test_the_menu_says_what_its_words_say(self, person):
        for key, word in {"report": "1", "progress": "进度", "vote": "投票", "rate": "4"}.items():
            pressed = person.hears(event(person, "CLICK", EventKey=key))
            assert pressed == person.says(word)
        assert count(Ticket) == 0

    @pytest.mark.parametrize(
        "name",
        [
            *("unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH"),
            *("view_miniprogram", "scancode_push", "pic_sysphoto", "something_new", POPUP, ""),
        ],
    )
    def test_what_comes_by_itself_gets_no_word(self, person, name):
        answer = event(person, name, EventKey="http://x", Latitude="23.1", Longitude="113.3")
        assert (answer.status_code, answer.text) == (200, "success")
        assert count(InboundMessage) == 1

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("image", {"MediaId": "m", "PicUrl": "http://p"}),
            ("voice", {"MediaId": "m", "Format": "amr"}),
            ("video", {"MediaId": "m", "ThumbMediaId": "t"}),
            ("location", {"Location_X": "30.67", "Location_Y": "104.06", "Label": "金盾小区"}),
            ("link", {"Title": "t", "Description": "d", "Url": "http://u"}),
            ("hologram", {}),
        ],
    )
    def test_what_bears_no_words_is_asked_for_words(self, person, kind, fields):
        assert person.hears(person.sends(kind, **fields))
        assert count(Ticket) == 0


def listed(*told):
    entries = "".join(
        f"<List><TemplateId>{template}</TemplateId>"
        f"<SubscribeStatusString>{answered}</SubscribeStatusString></List>"
        for template, answered in told
    )
    return f"<SubscribeMsgPopupEvent>{entries}</SubscribeMsgPopupEvent></xml>"


class TestGrants:
    """One acceptance is one message; who takes it back takes back what was not used."""

    @pytest.fixture
    def tells(self, person):
        def tell(name, *told, second=0):
            fields = {"Event": name, "CreateTime": str(1795147200 + second)}
            body = message(person.openid, "event", "", **fields).decode()
            whole = body.replace("</xml>", listed(*told)).encode()
            answer = person.http.post(signed(), data=whole)
            assert answer.text == "success"

        return tell

    def held(self):
        rows = db.session.scalars(select(SubscribeGrant).order_by(SubscribeGrant.id))
        return [(row.template_id, row.spent_at) for row in rows]

    def test_what_was_accepted_is_kept_once_however_often_it_is_delivered(self, tells, person):
        for _ in range(3):
            tells(POPUP, ("T1", "accept"), ("T2", "reject"), ("T3", "acceptWithAudio"))
        assert self.held() == [("T1", None), ("T3", None)]
        row = db.session.scalars(select(SubscribeGrant)).first()
        assert row.person_hash == fingerprint("openid", person.openid)
        assert row.granted_at == NOON

    def test_each_acceptance_is_one_message_more(self, tells):
        tells(POPUP, ("T1", "accept"))
        tells(POPUP, ("T1", "accept"), second=1)
        tells(POPUP, ("T1", "reject"), second=2)  # this time not; the earlier ones stand
        assert self.held() == [("T1", None)] * 2

    def test_who_switches_a_kind_off_takes_back_what_was_not_used(self, tells):
        tells(POPUP, ("T1", "accept"), ("T2", "accept"))
        tells(POPUP, ("T1", "accept"), second=1)
        with transaction():
            db.session.scalars(select(SubscribeGrant)).first().spent_at = NOON
        tells(CHANGE, ("T1", "reject"), second=2)
        assert self.held() == [("T1", NOON), ("T2", None)]

    def test_who_is_forgotten_leaves_none(self, tells, person):
        tells(POPUP, ("T1", "accept"))
        with transaction():
            resident = residents.welcome(person.openid, at=NOON)
            residents.erase(by=Actor(resident.id, Role.RESIDENT), at=NOON)
        assert self.held() == []

    def test_an_answer_to_a_popup_makes_nobody_a_resident(self, tells):
        before = count(Resident)
        tells(POPUP, ("T1", "accept"))
        assert count(Resident) == before


class TestBoards:
    """The code on an estate's board says which estate is meant."""

    def scans(self, person, estate_id, name="SCAN"):
        prefix = "qrscene_" if name == "subscribe" else ""
        return person.hears(event(person, name, EventKey=f"{prefix}estate-{estate_id.hex}"))

    @pytest.mark.parametrize("name", ["SCAN", "subscribe"])
    def test_what_is_reported_after_scanning_is_about_that_estate(self, world, name):
        stranger = Person(world.client, "o-passer-by")
        assert "现在" in self.scans(stranger, world.estate, name)
        stranger.says("路灯坏了晚上看不见")
        assert db.session.scalars(select(Ticket)).one().estate_id == world.estate

    def test_danger_is_placed_there_too(self, world):
        stranger = Person(world.client, "o-passer-by")
        self.scans(stranger, world.estate)
        stranger.says("闻到好大的煤气味")
        assert db.session.scalars(select(Ticket)).one().estate_id == world.estate

    @pytest.mark.parametrize(
        "key", ["estate-00000000000000000000000000000001", "estate-x", "poster"]
    )
    def test_any_other_code_is_a_greeting(self, person, key):
        assert person.hears(event(person, "SCAN", EventKey=key)) == person.says("你好")
