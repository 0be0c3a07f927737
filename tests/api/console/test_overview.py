"""The bureau's desk: every consent with what is missing, and the list's price in statements."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from api.clock import count_standings
from models import clock
from models.base import db
from models.kinds import Role
from models.standings import ConsentStanding
from tests.api.console.browsing import sit
from tests.conftest import NOON
from tests.make import DIVISION, make_estate, vote


@pytest.fixture
def desk(world, app):
    return sit(app, Role.BUREAU, division=DIVISION[:4])


def text_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))


def test_a_consent_stands_with_agree_of_total_and_what_is_missing(desk, world):
    round_id = world.open()
    vote(world.owner_of(world.units[0]), round_id, world.units[0])
    count_standings()
    text = text_of(desk.get("/console/"))
    assert "88.16 ㎡ / 352.64 ㎡" in text
    assert "还差" in text
    assert "25.0%" in text


def test_an_estate_that_was_asked_nothing_is_listed_too(desk, world):
    estate = make_estate("无事小区")
    assert "无事小区" in text_of(desk.get("/console/"))
    assert text_of(desk.get(f"/console/estates/{estate}"))


def test_the_list_is_counted_anew_when_a_ballot_comes(desk, world):
    round_id = world.open()
    count_standings()
    first = db.session.get(ConsentStanding, UUID(round_id)).turnout
    vote(world.owner_of(world.units[0]), round_id, world.units[0])
    with clock.stopped(NOON + timedelta(seconds=3)):
        count_standings()
    db.session.expire_all()
    assert (first, db.session.get(ConsentStanding, UUID(round_id)).turnout) == (0, 250)


def test_closing_and_settling_are_counted_too(desk, world):
    round_id = world.open()
    count_standings()
    with clock.stopped(NOON + timedelta(seconds=2)):
        world.close(round_id)
    with clock.stopped(NOON + timedelta(seconds=4)):
        assert count_standings() == 1
        assert count_standings() == 0  # and then it rests


def test_sorting_and_filters(desk, world):
    for n in range(3):
        make_estate(f"甲{n}号院")
    names = re.compile(r"甲\d号院")
    up = names.findall(desk.get("/console/?q=甲&sort=name").get_data(as_text=True))
    down = names.findall(desk.get("/console/?q=甲&sort=name&down=1").get_data(as_text=True))
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)
    assert not names.findall(desk.get("/console/?q=甲&only=reached").get_data(as_text=True))


@pytest.mark.parametrize(
    "query", ["?sort=nonsense", "?offset=-1", "?offset=9999999999", "?division=x", "?state=%00"]
)
def test_a_query_that_cannot_be_is_left_out(desk, query):
    assert desk.get(f"/console/{query}").status_code == 200


def test_the_list_takes_as_many_statements_for_fifty_estates_as_for_one(desk, world, statements):
    world.open()
    count_standings()
    desk.get("/console/")
    statements.clear()
    desk.get("/console/")
    few = len(statements)
    for n in range(49):
        make_estate(f"院{n}")
    statements.clear()
    desk.get("/console/")
    assert len(statements) == few
    assert few <= 8


def test_a_round_in_depth_shows_turnout_by_building_and_the_inequality(desk, world):
    round_id = world.open()
    vote(world.owner_of(world.units[0]), round_id, world.units[0])
    page = desk.get(f"/console/rounds/{round_id}").get_data(as_text=True)
    assert "data-chart" in page
    assert re.search(r"\d+×\d+=\d+ [≥<&lt;]", page)


def test_a_bureau_sees_its_own_division_alone(app, world):
    stranger = sit(app, Role.BUREAU, division="630000")
    world.open()
    count_standings()
    assert "金盾" not in stranger.get("/console/").get_data(as_text=True)


def test_a_volunteer_has_no_business_at_this_desk(app, world):
    volunteer = sit(app, Role.VOLUNTEER, estates=[world.estate])
    assert volunteer.get("/console/").status_code == 403


class TestScreen:
    def test_the_screen_shows_turnout_and_never_a_choice(self, desk, world):
        round_id = world.open()
        for n, choice in enumerate(("agree", "oppose", "abstain")):
            vote(world.owner_of(world.units[n]), round_id, world.units[n], choice)
        page = desk.get(f"/console/rounds/{round_id}/screen").get_data(as_text=True)
        assert "264.48" in page
        for word in ("agree", "oppose", "abstain", "反对", "弃权"):
            assert word not in page

    def test_the_needed_part_is_that_of_the_rule(self, desk, world):
        round_id = world.open()
        page = desk.get(f"/console/rounds/{round_id}/screen").get_data(as_text=True)
        assert "235.10" in page  # two thirds of 352.64 ㎡, rounded up to the next dm²

    def test_events_begin_at_once_and_a_closed_round_ends_them(self, desk, world):
        round_id = world.open()
        world.close(round_id)
        with desk.get(f"/console/rounds/{round_id}/events") as answer:
            assert answer.mimetype == "text/event-stream"
            told = answer.get_data(as_text=True)
        assert told.startswith("retry:")
        assert '"state": "closed"' in told
