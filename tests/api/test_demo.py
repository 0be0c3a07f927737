"""The demo that `make run` loads: it loads, once, and shows a ticket in every state."""

from sqlalchemy import func, select

from api.demo.load import load
from bot.understanding import classifier
from models.base import db, transaction
from models.kinds import TicketState
from models.listening import Ticket
from tests.conftest import NOON


def loaded():
    with transaction():
        return load(NOON)


def test_it_shows_a_ticket_in_every_state(app, at_noon):
    assert loaded() is True
    states = set(db.session.scalars(select(Ticket.state).distinct()))
    assert states == set(TicketState)


def test_a_second_load_changes_nothing(app, at_noon):
    loaded()
    before = db.session.scalar(select(func.count(Ticket.id)))
    assert loaded() is False
    assert db.session.scalar(select(func.count(Ticket.id))) == before


def test_it_loads_even_if_the_classifier_is_sure_of_nothing(app, at_noon, monkeypatch):
    monkeypatch.setitem(vars(classifier.load("category")), "sure", 1.1)
    assert loaded() is True
