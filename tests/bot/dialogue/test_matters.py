"""Reports: several in one message, what is unclear, what is added afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import clock
from models.base import db
from models.kinds import TicketState
from models.listening import PictureToFetch, Ticket, TicketEvent
from models.people import Resident
from models.places import Estate
from tests.bot.dialogue.talk import Person
from tests.conftest import NOON
from tests.make import make_office

SEWER, LAMP = "3号楼2单元下水道堵了", "路灯坏了晚上看不见"
UNCLEAR = "那个事情还是老样子没人管"


def tickets():
    return db.session.scalars(select(Ticket).order_by(Ticket.id)).all()


def notes():
    rows = db.session.scalars(select(TicketEvent).order_by(TicketEvent.turn))
    return [event.note for event in rows if event.action == "remark"]


@pytest.fixture
def stranger(world):
    for kind in ("PM", "GS", "RC"):
        make_office(kind)
    return Person(world.client, "o-stranger")


@pytest.fixture
def person(stranger, world):
    return Person(world.client, "o-neighbour").lives_in(world.units[0])


class TestSeveralMatters:
    def test_each_goes_to_its_own_desk(self, person):
        heard = person.says(f"{SEWER}，另外{LAMP}")
        first, second = tickets()
        assert {first.category, second.category} == {"sewer_block", "light_security"}
        assert first.number in heard
        assert second.number in heard
        assert first.text == second.text  # nothing that was said is lost on either desk

    def test_one_answer_places_them_all(self, stranger, world):
        stranger.says(f"{SEWER}，另外{LAMP}")
        stranger.says(db.session.get_one(Estate, world.estate).name)
        assert {ticket.estate_id for ticket in tickets()} == {world.estate}

    def test_a_story_of_one_trouble_is_one_ticket(self, person):
        person.says("下水道堵了三天，跟物业说了两次，物业说没钱，社区让找物业，没人管")
        assert len(tickets()) == 1


class TestWhichKind:
    def test_a_digit_sends_it_to_the_office(self, person):
        heard = person.says("我家那个地方坏了你们来看下水")
        (ticket,) = tickets()
        if not ticket.unsure:
            pytest.skip("the classifier is sure of it")
        assert "1. " in heard
        person.says("1")
        assert (ticket.unsure, ticket.state) == (False, TicketState.DISPATCHED)

    def test_what_is_not_understood_twice_a_person_decides(self, person):
        person.says(UNCLEAR)
        person.says("就是院子里那个东西")
        (ticket,) = tickets()
        assert (ticket.unsure, ticket.office_id) == (True, None)
        assert notes() == ["就是院子里那个东西"]

    def test_none_of_these_is_an_answer(self, person):
        person.says(UNCLEAR)
        assert tickets()[0].number in person.says("0")
        assert tickets()[0].unsure


class TestSupplements:
    def test_a_picture_after_the_words_belongs_to_the_ticket(self, person):
        person.says(SEWER)
        heard = person.hears(person.sends("image", MediaId="m-1", PicUrl="https://example.org/p"))
        picture = db.session.scalars(select(PictureToFetch)).one()
        assert (picture.ticket_id, picture.media_id) == (tickets()[0].id, "m-1")
        assert tickets()[0].number in heard

    def test_pictures_before_the_words_wait_for_them(self, person):
        person.sends("image", MediaId="m-1", PicUrl="https://example.org/p")
        person.sends("image", MediaId="m-2", PicUrl="https://example.org/p")
        person.says(SEWER)
        pictures = db.session.scalars(select(PictureToFetch)).all()
        assert {picture.media_id for picture in pictures} == {"m-1", "m-2"}
        assert {picture.ticket_id for picture in pictures} == {tickets()[0].id}

    def test_a_place_on_the_map_is_noted(self, person):
        person.says(SEWER)
        person.sends(
            "location", Location_X="30.67", Location_Y="104.05", Scale="15", Label="青羊区某街"
        )
        assert "青羊区某街" in notes()[0]

    def test_leave_to_call_back_needs_a_number_once(self, person):
        person.says(SEWER)
        assert "手机号" in person.says("1")
        person.says("13800001234")
        assert "13800001234" in notes()[0]
        assert db.session.scalars(select(Resident.phone)).one() == "13800001234"
        person.says(LAMP)
        person.says("1")
        assert len(notes()) == 2

    def test_where_exactly_is_added_not_opened_again(self, person):
        person.says(LAMP)
        person.says("在5号楼东边")
        assert len(tickets()) == 1
        assert notes() == ["在5号楼东边"]

    def test_half_an_hour_later_it_is_something_else(self, person):
        person.says(SEWER)
        with clock.stopped(NOON + timedelta(minutes=31)):
            person.sends("image", MediaId="m-1", PicUrl="https://example.org/p")
        assert db.session.scalars(select(PictureToFetch)).all() == []


class TestMenu:
    @pytest.mark.parametrize(
        ("digit", "words"),
        [("1", "什么事"), ("2", "没有"), ("3", "房屋码"), ("4", "评价"), ("5", "请问")],
    )
    def test_every_line_of_the_menu_answers(self, stranger, digit, words):
        assert f"{digit} " in stranger.says("帮助")
        assert words in stranger.says(digit)
        assert tickets() == []

    def test_zero_stops_what_we_were_at(self, person):
        person.says(SEWER)
        person.says("0")
        person.sends("image", MediaId="m-1", PicUrl="https://example.org/p")
        assert db.session.scalars(select(PictureToFetch)).all() == []
        assert len(tickets()) == 1

    def test_the_code_from_the_letter_binds_the_home(self, stranger, world):
        printed = world.committee.post(f"/estates/{world.estate}/house-codes").json["items"]
        heard = stranger.says(printed[0]["code"].lower())
        assert f"{printed[0]['building']}-{printed[0]['room']}" in heard
        stranger.says(SEWER)
        assert tickets()[0].estate_id == world.estate

    def test_a_wrong_code_is_told_and_counted(self, stranger):
        heard = [stranger.says("ABCD2345") for _attempt in range(6)]
        assert len(set(heard)) == 2  # wrong, wrong … then: wait

    def test_anger_is_answered_calmly(self, person):
        assert person.says("你们都是骗子废物")
        assert len(tickets()) <= 1
