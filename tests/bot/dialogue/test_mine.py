"""One's own tickets in the chat: how they stand, and what one thinks of the result."""

import pytest
from sqlalchemy import select

from models.base import db, transaction
from models.kinds import TicketState
from models.listening import Rating, Ticket
from tests.bot.dialogue.talk import Person
from tests.make import make_office

SEWER, LAMP = "3号楼2单元下水道堵了", "路灯坏了晚上看不见"


def tickets():
    return db.session.scalars(select(Ticket).order_by(Ticket.id)).all()


@pytest.fixture
def person(world):
    for kind in ("PM", "GS", "RC"):
        make_office(kind)
    return Person(world.client, "o-neighbour").lives_in(world.units[0])


class TestProgress:
    def test_of_several_the_one_that_is_described_is_told(self, person):
        person.says(SEWER)
        person.says(LAMP)
        sewer, lamp = (ticket.number for ticket in tickets())
        heard = person.says("我上次说的下水道怎么样了，进度")
        assert sewer in heard
        assert lamp not in heard

    def test_where_none_is_described_a_digit_chooses(self, person):
        person.says(SEWER)
        person.says(LAMP)
        heard = person.says("进度")
        assert "1. " in heard
        assert "2. " in heard
        assert tickets()[0].number in person.says("2")

    def test_a_number_of_nobodys_is_told_so(self, person):
        person.says(SEWER)
        heard = person.says("20200101-0001-1 进度")
        assert tickets()[0].number not in heard


class TestRating:
    def replied(self, person):
        person.says(SEWER)
        with transaction():
            tickets()[0].state = TicketState.REPLIED

    def test_two_digits_rate_a_ticket(self, person):
        self.replied(person)
        assert "解决了吗" in person.says("4")
        person.says("1")
        person.says("5")
        rating = db.session.scalars(select(Rating)).one()
        assert (rating.resolved, rating.satisfaction) == (True, 5)

    def test_not_resolved_sets_the_office_to_work_again(self, person):
        self.replied(person)
        person.says("评价")
        person.says("2")
        assert "重新办理" in person.says("1")
        assert tickets()[0].state is TicketState.PROCESSING

    def test_what_has_no_answer_yet_is_not_rated(self, person):
        person.says(SEWER)
        person.says("4")
        person.says("1")
        person.says("5")
        assert db.session.scalars(select(Rating)).all() == []

    def test_another_matter_in_the_middle_is_heard(self, person):
        self.replied(person)
        person.says("4")
        person.says(LAMP)
        assert [ticket.category for ticket in tickets()] == ["sewer_block", "light_security"]
