"""The same message, or two steps, at the same moment: real threads, real commits."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from bot.letters.deliver import deliver_due
from bot.letters.outbox import post
from models import clock
from models.base import db, transaction
from models.kinds import Role
from models.listening import InboundMessage, Ticket, TicketEvent
from models.places import Estate
from surveys import residents
from tests.bot.dialogue.talk import Person
from tests.bot.letters.test_deliver import wrote
from tests.conftest import NOON
from tests.make import Client, World, make_office, make_resident, make_staff
from tests.races.test_ballots import at_once

SEWER = "3号楼2单元下水道堵了"


@pytest.fixture
def town(live):
    with clock.stopped(NOON):
        world = World(live, Client(live.test_client()))
        make_office("PM")
        db.session.remove()
        yield world


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_three_deliveries_at_the_same_moment_are_one_ticket_and_one_answer(live, town):
    def delivery(number):
        person = Person(Client(live.test_client()), f"o-person-{number}")
        return lambda: person.sends(Content=SEWER, message_id=10_000 + number)

    calls = [delivery(number) for number in range(20) for _ in range(3)]
    answers = at_once(calls, threads=12)
    assert {answer.status_code for answer in answers} == {200}
    bodies = [answer.get_data() for answer in answers]
    assert set(Counter(bodies).values()) == {3}
    assert count(Ticket) == 20
    assert count(InboundMessage) == 20


def test_a_first_word_of_one_person_in_two_messages_is_one_resident(live, town):
    def word(number):
        person = Person(Client(live.test_client()), "o-the-same")
        return lambda: person.sends(Content=f"{place}{SEWER}", message_id=20_000 + number)

    place = db.session.get_one(Estate, town.estate).name
    db.session.remove()

    answers = at_once([word(number) for number in range(12)], threads=12)
    assert {answer.status_code for answer in answers} == {200}
    assert count(Ticket) == 12
    requesters = db.session.scalars(select(Ticket.requester_id).distinct()).all()
    assert len(requesters) == 1


def test_numbers_of_a_day_are_never_given_twice(live, town):
    token = make_resident(live, town.units[0])
    body = {"text": SEWER, "estate_id": str(town.estate)}
    db.session.remove()

    def report():
        return Client(live.test_client(), token).post("/tickets", body)

    answers = at_once([report] * 40, threads=16)
    assert {answer.status_code for answer in answers} == {201}
    running = sorted(int(answer.json["number"].split("-")[1]) for answer in answers)
    assert running == list(range(1, 41))


def test_of_two_steps_at_once_one_is_taken(live, town):
    token = make_staff(live, Role.COMMITTEE, estates=[town.estate])
    desk = Client(live.test_client(), token)
    numbers = [
        desk.post("/tickets", {"text": SEWER, "estate_id": str(town.estate)}).json["number"]
        for _ in range(10)
    ]
    db.session.remove()

    def step(number, action, **more):
        person = Client(live.test_client(), token)
        body = {"action": action, **more}
        return lambda: person.post(f"/tickets/{number}/actions", body)

    calls = [
        call
        for number in numbers
        for call in (step(number, "sign"), step(number, "dispute", note="不归我们"))
    ]
    answers = at_once(calls, threads=8)
    assert Counter(answer.status_code for answer in answers) == {200: 10, 409: 10}
    refused = {answer.json["code"] for answer in answers if answer.status_code == 409}
    assert refused <= {"action_not_allowed", "changed_meanwhile"}
    assert count(TicketEvent) == 40


def test_two_clocks_send_a_letter_once(live, town):
    sent = []

    class Phone:
        def custom_send(self, openid, _text):
            sent.append(openid)

    with transaction():
        for number in range(10):
            reader = residents.welcome(f"o-{number}", at=NOON).id
            values = {"number": "1", "note": ""}
            post(f"k{number}", reader, "ticket_replied", values, due_at=NOON, at=NOON)
    for number in range(10):
        wrote(f"o-{number}", key=f"m{number}")
    db.session.remove()

    def turn():
        with live.app_context():
            return deliver_due({"official": Phone()}, NOON)

    assert sum(at_once([turn] * 4, threads=4)) == 10
    assert sorted(sent) == sorted(f"o-{number}" for number in range(10))
