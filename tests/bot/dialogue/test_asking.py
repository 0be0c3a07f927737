"""Questionnaires in the chat: question by question, digits alone, counted like everybody's."""

import pytest
from sqlalchemy import select

from bot.dialogue.asking import IN_CHAT
from models.ballots import Ballot
from models.base import db
from models.kinds import RoundKind
from tests.bot.dialogue.talk import Person

#: the built-in satisfaction form, answered in the chat
ANSWERS = ["2", "2", "3", "1", "00", "2"]


def survey(world, **more):
    return world.open(
        kind="satisfaction",
        title="改造满意度",
        form_id="satisfaction",
        rule_set="qinghai_satisfaction_2023",
        **more,
    )


@pytest.fixture
def person(world):
    return Person(world.client, "o-neighbour").lives_in(world.units[0])


def ballots():
    return db.session.scalars(select(Ballot)).all()


class TestFilling:
    def test_digits_alone_answer_a_whole_questionnaire(self, person, world):
        round_id = survey(world)
        heard = person.says("3")
        assert "改造满意度测评表" in heard
        assert "1. 非常满意" in heard
        for answer in ANSWERS:
            heard = person.says(answer)
        assert "您填的是" in heard
        assert "改造内容 满意" in heard
        heard = person.says("1")
        (ballot,) = ballots()
        assert ballot.receipt in heard
        assert str(ballot.round_id) == round_id
        assert ballot.answers == {
            "overall": "satisfied",
            "content": "satisfied",
            "process": "basically_satisfied",
            "long_term": "very_satisfied",
            "contact": "no_call",
        }

    def test_what_follows_only_from_an_answer_is_asked_only_then(self, person, world):
        survey(world)
        person.says("3")
        for answer in ("4", "4", "3", "3"):
            heard = person.says(answer)
        assert "不满意在哪里" in heard
        heard = person.says("1 3")
        assert "您的意见" in heard
        person.says("楼道没扫干净")
        person.says("1")
        person.says("1")
        (ballot,) = ballots()
        assert ballot.answers["what_is_wrong"] == ["quality", "unfinished"]
        assert ballot.answers["comment"] == "楼道没扫干净"

    @pytest.mark.parametrize("text", ["8", "嗯", "2.5", "-1", "很好很好"])
    def test_what_is_no_answer_is_told_and_asked_again(self, person, world, text):
        survey(world)
        asked = person.says("3").split("\n", 1)[1]
        heard = person.says(text)
        assert heard != asked
        assert heard.endswith(asked)

    def test_chinese_and_full_width_numerals_are_digits(self, person, world):
        survey(world)
        person.says("三")
        for answer in ("二", "２", "选3", "第一", "00", "2。"):
            heard = person.says(answer)
        assert "您填的是" in heard

    def test_nothing_is_counted_before_the_person_says_send(self, person, world):
        survey(world)
        person.says("3")
        for answer in ANSWERS:
            person.says(answer)
        person.says("0")
        assert ballots() == []

    def test_begin_again_forgets_the_answers(self, person, world):
        survey(world)
        person.says("3")
        for answer in ANSWERS:
            person.says(answer)
        assert "1. 非常满意" in person.says("2")
        for answer in ("1", "1", "1", "1", "00", "2", "1"):
            person.says(answer)
        (ballot,) = ballots()
        assert ballot.answers["overall"] == "very_satisfied"

    def test_it_goes_on_where_it_was_after_another_talk(self, person, world):
        """Danger is answered at once, and the questionnaire is not lost for it."""
        survey(world)
        person.says("3")
        person.says("2")
        assert "119" in person.says("楼道着火了")
        assert len(ballots()) == 0

    def test_who_has_answered_is_not_asked_again(self, person, world):
        survey(world)
        person.says("3")
        for answer in (*ANSWERS, "1"):
            person.says(answer)
        assert "没有您要填的" in person.says("3")

    def test_a_round_that_closed_meanwhile_takes_nothing(self, person, world):
        round_id = survey(world)
        person.says("3")
        for answer in ANSWERS:
            person.says(answer)
        world.close(round_id)
        assert "没能提交" in person.says("1")
        assert ballots() == []


class TestOffer:
    def test_a_vote_is_named_and_cast_in_the_mini_program(self, person, world):
        world.open()
        heard = person.says("我要投票")
        assert "改造方案表决" in heard
        assert "小程序" in heard
        person.says("1")
        assert ballots() == []

    def test_of_several_a_digit_chooses(self, world):
        person = Person(world.client, "o-two-homes").lives_in(*world.units[:2])
        survey(world)
        heard = person.says("3")
        assert "1-101" in heard
        assert "1-102" in heard
        person.says("2")
        for answer in (*ANSWERS, "1"):
            person.says(answer)
        (ballot,) = ballots()
        assert ballot.unit_id == world.units[1]

    def test_a_home_not_checked_well_enough_is_sent_to_the_committee(self, person, world):
        survey(world, min_identity_level=3)
        heard = person.says("3")
        assert "核实" in heard
        assert "非常满意" not in heard

    def test_a_stranger_learns_how_to_be_known(self, world):
        survey(world)
        assert "房屋码" in Person(world.client, "o-stranger").says("3")

    def test_every_kind_of_round_is_either_asked_here_or_a_vote(self):
        assert set(RoundKind) - IN_CHAT == {
            RoundKind.WILLINGNESS,
            RoundKind.MANAGEMENT,
            RoundKind.SCHEME_VOTE,
            RoundKind.OWNERS_VOTE,
        }
