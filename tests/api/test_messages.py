"""`POST /messages/classify`: what the service makes of a sentence."""

import pytest

from models.kinds import Role
from tests.make import make_staff

KEYS = {"text", "category", "urgency", "confidence", "intent", "office_kind", "alternatives"}


@pytest.mark.parametrize("text", ["厨房一股臭鸡蛋味", "下水道堵了", "😀😀", "你好", "x" * 2000])
def test_a_reading_has_exactly_the_keys_of_the_contract(world, text):
    answer = world.volunteer.post("/messages/classify", {"text": text})
    assert answer.status_code == 200
    assert set(answer.json) == KEYS
    assert answer.json["text"] == text


def test_danger_is_danger(world):
    found = world.committee.post("/messages/classify", {"text": "厨房一股臭鸡蛋味"}).json
    assert (found["category"], found["urgency"], found["office_kind"]) == ("gas_leak", "P0", "GS")


def test_an_office_may_ask_and_a_resident_may_not(world):
    body = {"text": "下水道堵了"}
    office = world.client.as_(make_staff(world.app, Role.OFFICE))
    assert office.post("/messages/classify", body).status_code == 200
    assert world.owner_of().post("/messages/classify", body).status_code == 403
    assert world.client.post("/messages/classify", body).status_code == 401


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": 1}, {"text": "x" * 2001}, []])
def test_what_is_no_sentence_is_refused(world, body):
    assert world.committee.post("/messages/classify", body).status_code == 422
