"""WeChat delivers thrice, at once, to slow and to dying processes: one ticket, one answer."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from bot.dialogue import callbacks
from bot.letters.deliver import deliver_due
from models import clock
from models.base import db
from models.letters import Letter, LetterState
from models.listening import InboundMessage, Ticket
from tests.bot.dialogue.talk import Person
from tests.conftest import NOON
from tests.make import Client, World, make_office
from tests.races.test_ballots import at_once

SEWER = "3号楼2单元下水道堵了"
MESSAGES = 200


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


def delivery(live, number, said=SEWER):
    person = Person(Client(live.test_client()), f"o-person-{number}")

    def deliver():
        with clock.stopped(NOON):
            return person.sends(Content=said, message_id=10_000 + number)

    return deliver


@pytest.mark.usefixtures("town")
def test_200_messages_delivered_thrice_at_the_same_moment_are_200_tickets(live, monkeypatch):
    monkeypatch.setattr(callbacks, "ANSWER_WITHIN", 60)  # the machine of the tests may be busy
    calls = [delivery(live, number) for number in range(MESSAGES) for _ in range(3)]
    answers = at_once(calls, threads=12)
    assert {answer.status_code for answer in answers} == {200}
    bodies = Counter(answer.get_data() for answer in answers)
    assert set(bodies.values()) == {3}
    assert len(bodies) == count(Ticket) == count(InboundMessage) == MESSAGES


@contextmanager
def day_counter_held(live):
    """Somebody else keeps the row that every new ticket needs, until the block ends."""
    with live.app_context(), db.engine.connect() as other:
        if db.engine.dialect.name == "postgresql":
            assert other.execute(text("SELECT last FROM day_counter FOR UPDATE")).all()
        else:
            other.execute(text("UPDATE day_counter SET last = last"))
        yield
        other.rollback()


class Phone:
    """Who would have got the customer-service messages."""

    def __init__(self):
        self.got = []

    def custom_send(self, openid, said):
        self.got.append((openid, said))


@pytest.mark.usefixtures("town")
class TestSlow:
    @pytest.fixture(autouse=True)
    def impatient(self, live, monkeypatch):
        first = delivery(live, 0)()  # the day's first ticket makes the row that others wait for
        assert first.mimetype == "application/xml"
        monkeypatch.setattr(callbacks, "ANSWER_WITHIN", 0.4)

    def told_later(self, number):
        """The answer that the outbox holds, sent."""
        letters = db.session.scalars(select(Letter)).all()
        assert [letter.kind for letter in letters] == ["answer"]
        assert json.loads(letters[0].values)["account"] == "official"
        phone = Phone()
        assert deliver_due({"official": phone}, NOON) == 1
        assert db.session.scalars(select(Letter.state)).one() is LetterState.SENT
        ((openid, said),) = phone.got
        assert openid == f"o-person-{number}"
        return said

    def test_what_took_too_long_is_success_now_and_a_letter_later(self, live):
        with ThreadPoolExecutor(1) as pool, day_counter_held(live):
            first = pool.submit(delivery(live, 1))
            time.sleep(0.8)
        assert first.result().text == "success"
        assert [delivery(live, 1)().text for _ in range(2)] == ["success"] * 2
        assert count(Ticket) == 2
        number = db.session.scalars(select(Ticket.number).order_by(Ticket.id.desc())).first()
        assert number in self.told_later(1)

    @pytest.mark.parametrize("live", ["postgresql"], indirect=True)
    def test_a_second_delivery_does_not_wait_for_a_first_that_hangs(self, live):
        """On SQLite it waits as for any writer: nothing can be promised before it is written."""
        with ThreadPoolExecutor(1) as pool, day_counter_held(live):
            first = pool.submit(delivery(live, 2))
            time.sleep(0.2)
            took = []
            for _ in range(2):
                started = time.monotonic()
                assert delivery(live, 2)().text == "success"
                took.append(time.monotonic() - started)
            assert not first.done()
        assert all(0.3 < each < 3 for each in took), took
        assert first.result().text == "success"
        assert count(Ticket) == 2
        assert self.told_later(2)

    def test_of_three_that_wait_for_another_one_works_and_none_is_lost(self, live):
        with ThreadPoolExecutor(3) as pool, day_counter_held(live):
            waiting = [pool.submit(delivery(live, 3)) for _ in range(3)]
            time.sleep(0.8)
        assert {each.result().text for each in waiting} == {"success"}
        assert count(Ticket) == 2
        assert self.told_later(3)

    def test_a_first_that_fails_leaves_the_message_to_the_second(self, live, monkeypatch):
        real, calls = callbacks.turns.take, []

        def fails_once(*said, **more):
            calls.append(1)
            if len(calls) == 1:
                time.sleep(0.2)
                raise RuntimeError("planted")
            return real(*said, **more)

        monkeypatch.setattr(callbacks.turns, "take", fails_once)
        monkeypatch.setattr(live, "testing", False)
        answers = at_once([delivery(live, 4)] * 2, threads=2)
        assert sorted(answer.status_code for answer in answers) == [200, 500]
        assert count(Ticket) == 2
