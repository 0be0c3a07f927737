"""Questions of policy in the chat: an answer with its source and date, or the office."""

import pytest
from sqlalchemy import func, select

from models.base import db
from models.listening import Ticket
from tests.bot.dialogue.talk import Person
from tests.make import make_office

COSTS = "改造的钱谁出"


def tickets():
    return db.session.scalar(select(func.count()).select_from(Ticket))


@pytest.fixture
def person(world):
    for kind in ("PM", "RC"):
        make_office(kind)
    return Person(world.client, "o-asking").lives_in(world.units[0])


def test_an_answer_names_its_source_and_date_and_opens_no_ticket(person):
    heard = person.says(COSTS)
    assert "成都青羊" in heard  # where the person lives: the local answer before the national one
    assert "2022年12月9日" in heard
    assert tickets() == 0


def test_one_digit_asks_the_office_besides(person):
    person.says(COSTS)
    person.says("1")
    ticket = db.session.scalars(select(Ticket)).one()
    assert (ticket.text, ticket.category) == (COSTS, "policy_query")


def test_what_the_library_does_not_know_the_office_is_asked(person):
    heard = person.says("请问咱们小区改造能不能顺便建个游泳池")
    assert tickets() == 1
    assert "依据" not in heard


def test_a_trouble_in_the_form_of_a_question_is_a_report(person):
    person.says("路灯坏了一个月了，谁来修啊")
    assert db.session.scalars(select(Ticket)).one().category == "light_security"
