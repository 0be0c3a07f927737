import pytest

from models.kinds import Choice, Measure
from surveys.counting.count import Count
from surveys.counting.follow import SPLIT, follow_majority
from surveys.counting.outcome import decide
from surveys.counting.shares import cut_percent
from surveys.counting.weights import Weights
from surveys.policies.load import one_rule_set

AGREE, OPPOSE, ABSTAIN = Choice
SPECIAL = one_rule_set("civil_code_278_special")
ROLL = Weights(300, 300, 2_843_157)
CAST = {
    AGREE: Weights(120, 120, 1_140_960),
    OPPOSE: Weights(25, 25, 231_775),
    ABSTAIN: Weights(5, 5, 46_110),
}
SILENT = Weights(138, 138, 1_312_199)


def deemed_count(silent):
    return Count(ROLL, CAST, follow_majority(ROLL, CAST, silent).votes)


def numerators(outcome, name):
    return [test.finding.part for test in outcome.tests if test.name == name]


def test_case_8_without_the_clause_there_is_no_quorum():
    outcome = decide(SPECIAL, Count(ROLL, CAST))
    assert not outcome.passed
    assert outcome.tests[0].finding.inequality == "3*150=450 < 2*300=600"


def test_case_8_silence_joins_the_majority():
    outcome = decide(SPECIAL, deemed_count(SILENT))
    assert outcome.passed
    assert numerators(outcome, "quorum") == [288, 2_731_044]
    assert numerators(outcome, "agree") == [258, 2_453_159]
    assert (cut_percent(258, 288), cut_percent(2_453_159, 2_731_044)) == ("89.58", "89.82")


def test_case_8_what_was_cast_stays_apart_from_what_was_deemed():
    count = deemed_count(SILENT)
    assert cut_percent(count.cast[AGREE].household, 300) == "40.00"
    assert count.deemed == {AGREE: SILENT}


def test_case_8_80_lack_proof_of_delivery():
    outcome = decide(SPECIAL, deemed_count(SILENT - Weights(80, 80, 745_935)))
    assert outcome.passed
    assert numerators(outcome, "quorum") == [208, 1_985_109]
    assert numerators(outcome, "agree") == [178, 1_707_224]


def test_case_8_96_lack_proof_of_delivery():
    outcome = decide(SPECIAL, deemed_count(SILENT - Weights(96, 96, 895_123)))
    assert numerators(outcome, "quorum") == [192, 1_835_921]
    assert [test.passed for test in outcome.tests] == [False, False, True, True]
    assert not outcome.passed


def test_case_8_heads_and_area_disagree_so_nothing_moves():
    cast = {AGREE: Weights(3, 3, 100), OPPOSE: Weights(2, 2, 900)}
    deemed = follow_majority(ROLL, cast, SILENT)
    assert (deemed.choice, deemed.reason, deemed.votes) == (None, SPLIT, {})


@pytest.mark.parametrize("rule_set", ["qinghai_admission_2023", "xuchang_two_thirds_2021"])
def test_case_8_rules_of_actual_consent_do_not_look_at_silence(rule_set):
    outcome = decide(one_rule_set(rule_set), deemed_count(SILENT))
    (test,) = outcome.tests
    assert (test.finding.part, test.passed) == (120, False)


@pytest.mark.parametrize(
    "cast",
    [
        pytest.param({}, id="nobody voted"),
        pytest.param({AGREE: Weights(2, 2, 2), OPPOSE: Weights(2, 2, 2)}, id="a tie"),
        pytest.param(
            {AGREE: Weights(4, 4, 4), OPPOSE: Weights(3, 3, 3), ABSTAIN: Weights(2, 2, 2)},
            id="a plurality is no majority",
        ),
        pytest.param({AGREE: Weights(3, 3, 2), OPPOSE: Weights(2, 2, 2)}, id="a tie by area"),
    ],
)
def test_without_one_majority_nothing_moves(cast):
    assert follow_majority(ROLL, cast, SILENT).reason == SPLIT


def test_silence_may_follow_an_opposing_majority():
    deemed = follow_majority(ROLL, {OPPOSE: Weights(3, 3, 30), AGREE: Weights(1, 1, 9)}, SILENT)
    assert (deemed.choice, deemed.weights) == (OPPOSE, SILENT)


def test_all_who_did_not_vote_may_be_silent():
    everyone_else = ROLL - sum(CAST.values(), Weights.zero())
    assert follow_majority(ROLL, CAST, everyone_else).weights == everyone_else


@pytest.mark.parametrize(
    ("measure", "silent"),
    [
        (Measure.HOUSEHOLD, Weights(151, 0, 0)),
        (Measure.HEAD, Weights(0, 151, 0)),
        (Measure.AREA, Weights(0, 0, 2_843_157)),
    ],
)
def test_refuses_more_voices_than_the_roll_has(measure, silent):
    with pytest.raises(ValueError, match=f"by {measure}"):
        follow_majority(ROLL, CAST, silent)
