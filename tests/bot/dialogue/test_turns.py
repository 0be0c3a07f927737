"""Conversations with the official account, as people hold them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import clock
from models.base import db, transaction
from models.kinds import MemberState, TicketState
from models.listening import Ticket, TicketEvent
from models.places import Estate
from tests.bot.dialogue.talk import Person
from tests.conftest import NOON
from tests.make import DIVISION, make_estate, make_office, make_units

SEWER = "3号楼2单元下水道堵了"
GAS = "厨房一股臭鸡蛋味"
OFFICE = f"{DIVISION}PM办理处"


def newest():
    return db.session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def name_of(estate_id):
    return db.session.get_one(Estate, estate_id).name


@pytest.fixture
def stranger(world):
    for kind in ("PM", "GS", "RC"):
        make_office(kind)
    return Person(world.client, "o-stranger")


@pytest.fixture
def person(stranger, world):
    return Person(world.client, "o-neighbour").lives_in(world.units[0])


class TestReport:
    def test_the_answer_bears_number_office_and_time(self, person):
        heard = person.says(SEWER)
        ticket = newest()
        for part in (ticket.number, OFFICE, "2026-11-21 12:00"):
            assert part in heard
        assert ticket.estate_id is not None

    def test_midnight_is_the_end_of_the_day_before(self, person):
        assert "2026-11-27 24:00" in person.says("路灯坏了")

    def test_a_home_that_is_pending_is_a_home(self, stranger, world):
        stranger.lives_in(world.units[0], state=MemberState.PENDING)
        stranger.says(SEWER)
        assert newest().estate_id == world.estate

    def test_what_was_said_aloud_is_taken_like_what_was_typed(self, person):
        heard = person.hears(person.sends("voice", MediaId="m", Recognition=f"{SEWER}。"))
        assert newest().number in heard

    def test_a_doubt_is_told_to_be_with_a_person(self, person):
        heard = person.says("那个事情还是老样子没人管")
        assert (newest().state, newest().office_id) == (TicketState.SUBMITTED, None)
        assert newest().number in heard
        assert OFFICE not in heard

    def test_a_question_goes_to_those_who_know_the_policy(self, person):
        person.says("煤气管什么时候改造")
        assert newest().category == "policy_query"
        assert newest().urgency == "P3"


class TestPlace:
    def test_the_estate_that_is_named_is_the_place(self, stranger, world):
        stranger.says(f"{name_of(world.estate)}{SEWER}")
        assert newest().estate_id == world.estate

    def test_a_name_that_people_use_is_a_name(self, stranger, world):
        with transaction():
            db.session.get_one(Estate, world.estate).aliases = "老电厂宿舍、教师公寓"
        stranger.says(f"教师公寓{SEWER}")
        assert newest().estate_id == world.estate

    def test_the_longer_name_is_meant(self, stranger, world):
        with transaction():
            first = db.session.get_one(Estate, world.estate)
            first.name = "安居小区"
        second = make_estate()
        with transaction():
            db.session.get_one(Estate, second).name = "安居小区二期"
        stranger.says(f"安居小区二期{SEWER}")
        assert newest().estate_id == second

    def test_without_a_place_it_is_written_down_and_asked(self, stranger, world):
        heard = stranger.says(SEWER)
        assert newest().number in heard
        assert newest().estate_id is None
        assert newest().office_id is None
        heard = stranger.says(f"{name_of(world.estate)}的")
        assert newest().number in heard
        assert OFFICE in heard
        assert (newest().estate_id, newest().state) == (world.estate, TicketState.DISPATCHED)
        assert db.session.scalars(select(Ticket)).all() == [newest()]

    def test_with_several_homes_a_digit_answers(self, stranger, world):
        second = make_estate("安居小区")
        stranger.lives_in(world.units[0], make_units(second, 1)[0])
        heard = stranger.says(SEWER)
        assert "1" in heard
        assert name_of(second) in heard
        stranger.says("２")
        assert newest().estate_id == second

    @pytest.mark.parametrize("digit", ["0", "3", "9"])
    def test_a_digit_that_was_not_offered_goes_to_a_person(self, stranger, world, digit):
        stranger.lives_in(world.units[0], make_units(make_estate(), 1)[0])
        stranger.says(SEWER)
        assert newest().number in stranger.says(digit)
        assert newest().estate_id is None

    def test_after_one_failed_question_a_person_takes_over(self, stranger):
        stranger.says(SEWER)
        heard = stranger.says("就是电影院后面那个院子")
        assert newest().number in heard
        event = db.session.scalars(
            select(TicketEvent).order_by(TicketEvent.turn.desc()).limit(1)
        ).one()
        assert event.note == "就是电影院后面那个院子"
        stranger.says("谢谢")
        assert len(db.session.scalars(select(Ticket)).all()) == 1

    def test_small_talk_does_not_use_up_the_question(self, stranger, world):
        stranger.says(SEWER)
        stranger.says("进度")
        stranger.says("帮助")
        stranger.says(name_of(world.estate))
        assert newest().estate_id == world.estate

    def test_another_matter_is_not_lost_in_the_answer(self, stranger, world):
        stranger.says(SEWER)
        stranger.says(f"{name_of(world.estate)}路灯坏了")
        both = db.session.scalars(select(Ticket).order_by(Ticket.id)).all()
        assert [ticket.category for ticket in both] == ["sewer_block", "light_security"]
        stranger.says("楼上装修太吵")
        assert newest().category == "social_noise"

    def test_an_answer_a_day_later_belongs_to_something_else(self, stranger, world):
        stranger.says(SEWER)
        with clock.stopped(NOON + timedelta(hours=25)):
            stranger.says(f"{name_of(world.estate)}路灯坏了")
        both = db.session.scalars(select(Ticket).order_by(Ticket.id)).all()
        assert [ticket.estate_id for ticket in both] == [None, world.estate]

    def test_a_ticket_the_desk_has_placed_is_left_alone(self, stranger, world):
        stranger.says(SEWER)
        ticket = newest()
        body = {"action": "dispatch", "estate_id": str(world.estate)}
        answer = world.bureau.post(f"/tickets/{ticket.number}/actions", body)
        assert answer.status_code == 200
        stranger.says(name_of(make_estate("锦华小区")))
        assert ticket.estate_id == world.estate


class TestEmergency:
    """Worked case 14: the card first, nothing asked, the ticket all the same."""

    def test_the_numbers_come_before_everything(self, person):
        heard = person.says(GAS)
        assert heard.index("119") < heard.index("13800000000") < heard.index(newest().number)
        assert newest().urgency == "P0"
        assert newest().state == TicketState.DISPATCHED

    def test_without_a_place_nothing_is_asked(self, stranger):
        asked_back = stranger.says(SEWER)
        question = asked_back.splitlines()[-1]
        heard = stranger.says(GAS)
        assert "119" in heard
        assert question not in heard
        assert newest().category == "gas_leak"
        assert newest().estate_id is None

    def test_a_place_sent_after_it_is_taken(self, stranger, world):
        stranger.says(GAS)
        heard = stranger.says(f"{name_of(world.estate)}3栋")
        assert newest().estate_id == world.estate
        assert newest().office.kind == "GS"
        assert "13800000000" in heard  # the gas company there
        assert len(db.session.scalars(select(Ticket)).all()) == 1

    def test_a_place_sent_much_later_is_not(self, stranger, world):
        stranger.says(GAS)
        danger = newest()
        with clock.stopped(NOON + timedelta(minutes=31)):
            stranger.says(f"{name_of(world.estate)}3栋")
        assert danger.estate_id is None

    def test_another_report_after_it_is_another_report(self, stranger, world):
        stranger.says(GAS)
        stranger.says(f"{name_of(world.estate)}路灯坏了")
        assert len(db.session.scalars(select(Ticket)).all()) == 2

    def test_everybody_with_a_city_to_oversee_sees_what_has_no_place(self, stranger, world):
        stranger.says(GAS)
        number = newest().number
        assert world.bureau.get(f"/tickets/{number}").status_code == 200
        assert world.committee.get(f"/tickets/{number}").status_code == 403


class TestSmallTalk:
    def test_progress_tells_of_the_last_ticket(self, person):
        person.says(SEWER)
        heard = person.says("进度")
        assert newest().number in heard
        assert OFFICE in heard

    def test_progress_tells_of_the_number_that_is_named(self, person):
        person.says(SEWER)
        first = newest().number
        person.says("路灯坏了")
        assert first in person.says(f"{first.replace('-', '')} 进度怎么样了")

    def test_nobody_hears_of_anothers_ticket(self, person, stranger):
        person.says(SEWER)
        number = newest().number
        assert number not in stranger.says(f"{number} 进度")
        assert number not in stranger.says("进度")

    @pytest.mark.parametrize("text", ["你好", "谢谢师傅", "帮助", "HELP", "我要表决"])
    def test_small_talk_gets_a_short_word_and_no_ticket(self, person, text):
        assert person.says(text)
        assert db.session.scalars(select(Ticket)).all() == []

    def test_who_follows_is_welcomed(self, stranger):
        assert stranger.hears(stranger.sends("event", "", Event="subscribe"))

    @pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "LOCATION"])
    def test_what_comes_by_itself_is_not_talked_to(self, stranger, event):
        answer = stranger.sends("event", "", Event=event)
        assert (answer.status_code, answer.text) == (200, "success")


def test_every_state_of_a_ticket_can_be_told(person):
    person.says(SEWER)
    for state in TicketState:
        with transaction():
            newest().state = state
        assert newest().number in person.says("进度")
