"""The stream behind the big screen: the turnout as it changes, and never how anyone voted."""

import json
import re

import pytest

from api.live import MOST_STREAMS
from tests.make import make_estate, make_units, paper, vote

CHOICES = ("agree", "oppose", "abstain", "同意", "反对", "弃权")


@pytest.fixture
def watch(world):
    """Open a stream; the pictures that come, one by one. Closed when the test ends."""
    opened = []

    def begin(person, round_id):
        answer = person.get(f"/rounds/{round_id}/live")
        assert answer.status_code == 200, answer.get_data()
        opened.append(answer)
        return pictures(answer)

    yield begin
    for answer in opened:
        answer.close()


def pictures(answer):
    for event in answer.iter_encoded():
        text = event.decode()
        assert not [choice for choice in CHOICES if choice in text]
        for line in re.findall(r"^data: (.*)$", text, re.MULTILINE):
            yield json.loads(line)


def test_the_first_picture_comes_at_once(world, watch):
    first = next(watch(world.volunteer, world.open()))
    assert (first["state"], first["units"], first["answered"]) == ("open", 4, 0)
    assert first["measures"]["area"] == {"part": 0, "whole": 4 * 8816, "needed": 23510}
    assert first["reached"] is False


def test_a_ballot_is_the_next(world, watch):
    round_id = world.open()
    seen = watch(world.volunteer, round_id)
    next(seen)
    for n, choice in enumerate(("agree", "oppose", "abstain")):
        vote(world.owner_of(world.units[n]), round_id, world.units[n], choice)
        picture = next(seen)
        assert (picture["answered"], picture["measures"]["household"]["part"]) == (n + 1, n + 1)


def test_a_paper_ballot_shows_once_a_second_person_confirmed_it(world, watch):
    round_id = world.open()
    entered = paper(world.volunteer, round_id, world.units[0], "oppose").json
    seen = watch(world.volunteer, round_id)
    assert next(seen)["answered"] == 0
    world.colleague.post(f"/paper-ballots/{entered['id']}/confirm")
    assert next(seen)["answered"] == 1


def test_a_home_that_contradicts_itself_has_answered_and_counts_for_neither(world, watch):
    round_id, unit = world.open(), world.units[0]
    for choice in ("agree", "oppose"):
        vote(world.owner_of(unit), round_id, unit, choice)
    picture = next(watch(world.volunteer, round_id))
    assert (picture["answered"], picture["measures"]["household"]["part"]) == (1, 0)


def test_two_rounds_that_went_otherwise_look_alike(world, watch):
    seen = []
    for choice in ("agree", "oppose"):
        round_id = world.open()
        vote(world.owner_of(world.units[0]), round_id, world.units[0], choice)
        seen.append(next(watch(world.volunteer, round_id)) | {"round_id": ""})
    assert seen[0] == seen[1]


def test_it_ends_when_the_round_closes(world, watch):
    round_id = world.open()
    seen = watch(world.volunteer, round_id)
    next(seen)
    world.close(round_id)
    assert [picture["state"] for picture in seen] == ["closed"]


def test_of_a_closed_round_there_is_one_picture(world, watch):
    round_id = world.open()
    world.close(round_id)
    assert [picture["state"] for picture in watch(world.volunteer, round_id)] == ["closed"]


def test_a_survey_asks_for_no_numbers(world, watch):
    form = world.bureau.post(
        "/forms",
        {
            "document": {
                "title": {"zh": "摸底"},
                "questions": [{"key": "wish", "type": "text", "title": {"zh": "愿"}}],
            }
        },
    ).json
    round_id = world.open(kind="survey", form_id=form["id"], rule_set=None)
    picture = next(watch(world.volunteer, round_id))
    assert picture["reached"] is None
    assert {each["needed"] for each in picture["measures"].values()} == {None}


def test_neighbours_may_watch_and_others_learn_nothing(world, watch):
    round_id, drafted = world.open(), world.draft()
    resident = world.owner_of(world.units[0])
    assert next(watch(resident, round_id))["units"] == 4
    stranger = world.owner_of(make_units(make_estate("安居小区"), 1)[0])
    refused = [
        (stranger, round_id, 404, "not_found"),
        (resident, drafted, 404, "not_found"),
        (world.elsewhere, round_id, 403, "out_of_scope"),
        (world.client, round_id, 401, "unauthenticated"),
        (resident, world.estate, 404, "not_found"),
    ]
    for person, asked, status, code in refused:
        answer = person.get(f"/rounds/{asked}/live")
        assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_proxy_hands_each_picture_on_and_keeps_none(world):
    with world.volunteer.get(f"/rounds/{world.open()}/live") as answer:
        assert answer.mimetype == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"


def test_screens_beyond_the_most_are_told_so_and_a_closed_one_makes_room(world):
    path, answers = f"/rounds/{world.open()}/live", []
    while len(answers) <= MOST_STREAMS and (not answers or answers[-1].status_code == 200):
        answers.append(world.volunteer.get(path))
    *watching, refused = answers
    assert watching
    assert (refused.status_code, refused.json["code"]) == (503, "too_many_screens")
    watching[0].close()
    with world.volunteer.get(path) as freed:
        assert freed.status_code == 200
    for answer in watching[1:]:
        answer.close()
