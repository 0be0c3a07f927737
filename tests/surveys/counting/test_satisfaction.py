import pytest

from surveys.counting.outcome import decide
from surveys.counting.satisfaction import Level, count_levels, score
from surveys.policies.load import one_rule_set

RULE = one_rule_set("qinghai_satisfaction_2023")
CASE_9 = {
    Level.VERY_SATISFIED: 120,
    Level.SATISFIED: 90,
    Level.BASICALLY_SATISFIED: 31,
    Level.DISSATISFIED: 20,
    Level.VERY_DISSATISFIED: 7,
}


def test_case_9_two_measures_that_are_not_the_same():
    scored = score(CASE_9, 300)
    assert (str(scored.satisfied_rate), scored.satisfied_rate.percent()) == ("241/268", "89.92")
    assert (str(scored.satisfied_rate_strict), scored.satisfied_rate_strict.percent()) == (
        "210/268",
        "78.35",  # 78.358…: cut
    )
    assert str(scored.index) == "21660/268"
    assert (str(scored.response_rate), scored.response_rate.percent()) == ("268/300", "89.33")


def test_case_9_misses_ninety_percent_by_one_household():
    outcome = decide(RULE, score(CASE_9, 300).count())
    satisfied, response = outcome.tests
    assert (satisfied.name, satisfied.passed) == ("satisfied", False)
    assert satisfied.finding.inequality == "10*241=2410 < 9*268=2412"
    assert satisfied.finding.shortfall == 1
    assert (response.name, response.passed) == ("response", True)
    assert not outcome.passed


def test_case_9_one_more_passes():
    better = CASE_9 | {Level.BASICALLY_SATISFIED: 32, Level.DISSATISFIED: 19}
    assert decide(RULE, score(better, 300).count()).passed


def test_too_few_answers_pass_nothing_however_happy():
    outcome = decide(RULE, score({Level.VERY_SATISFIED: 149}, 300).count())
    assert [test.passed for test in outcome.tests] == [True, False]
    assert not outcome.passed


def test_who_cannot_judge_is_reported_and_not_valid():
    scored = score(CASE_9 | {Level.CANNOT_JUDGE: 12}, 300)
    assert (scored.valid, scored.cannot_judge) == (268, 12)
    assert str(scored.satisfied_rate) == "241/268"
    assert scored.count().participating("household", follow=False) == 268


def test_goes_out_with_every_rate_in_two_whole_numbers():
    written = score(CASE_9, 300).as_dict()
    assert written["index"] == {"numerator": 21660, "denominator": 268}
    assert written["satisfied_rate"] == {"numerator": 241, "denominator": 268}
    assert written["levels"]["cannot_judge"] == 0


def test_answers_are_counted_by_level():
    counted = count_levels(["satisfied", "satisfied", "cannot_judge"])
    assert counted[Level.SATISFIED] == 2
    assert sum(counted.values()) == 3


def test_refuses_a_word_that_is_no_level():
    with pytest.raises(ValueError, match="quite_happy"):
        count_levels(["quite_happy"])


@pytest.mark.parametrize("levels", [{Level.SATISFIED: 301}, {Level.SATISFIED: -1}])
def test_refuses_numbers_that_cannot_be(levels):
    with pytest.raises(ValueError, match=r"more answers|not negative"):
        score(levels, 300)
