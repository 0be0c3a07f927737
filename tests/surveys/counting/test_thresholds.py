from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.counting.thresholds import Comparison, Finding, Threshold

TWO_THIRDS = Threshold.parse("2/3")
FOUR_FIFTHS = Threshold.parse("4/5")
THREE_QUARTERS = Threshold.parse("3/4")
HALF = Threshold.parse("1/2", Comparison.MORE_THAN)
ALL = Threshold.parse("1")


@pytest.mark.parametrize(
    ("part", "whole", "threshold", "shortfall"),
    [
        pytest.param(200, 300, TWO_THIRDS, 0, id="case 1: exactly two thirds of the heads"),
        pytest.param(199, 300, TWO_THIRDS, 1, id="case 1: one head short"),
        pytest.param(1_895_438, 2_843_157, TWO_THIRDS, 0, id="case 1: exactly two thirds by area"),
        pytest.param(1_895_437, 2_843_157, TWO_THIRDS, 1, id="case 1: one dm² short"),
        pytest.param(1_895_442, 2_843_163, TWO_THIRDS, 0, id="case 1: where floats fail"),
        pytest.param(150, 200, THREE_QUARTERS, 0, id="case 1: special, heads"),
        pytest.param(1_421_578, 1_895_438, THREE_QUARTERS, 1, id="case 1: special, area short"),
        pytest.param(1_421_579, 1_895_438, THREE_QUARTERS, 0, id="case 1: special, area"),
        pytest.param(100, 200, HALF, 1, id="case 1: 过半数 is not half the heads"),
        pytest.param(947_719, 1_895_438, HALF, 1, id="case 1: 过半数 is not half the area"),
        pytest.param(947_720, 1_895_438, HALF, 0, id="case 1: one dm² more than half"),
        pytest.param(157, 210, THREE_QUARTERS, 1, id="case 3: abstentions stay in the whole"),
        pytest.param(241, 302, FOUR_FIFTHS, 1, id="case 7: 79.80 % is not 80 %"),
        pytest.param(242, 302, FOUR_FIFTHS, 0, id="case 7: 80.13 % is"),
        pytest.param(201, 302, TWO_THIRDS, 1, id="case 7: 许昌, one household short"),
        pytest.param(202, 302, TWO_THIRDS, 0, id="case 7: 许昌, reached"),
        pytest.param(8, 12, THREE_QUARTERS, 1, id="case 13: a lift under art. 278 needs 9"),
        pytest.param(8, 12, TWO_THIRDS, 0, id="case 13: 济南 needs 8"),
        pytest.param(11, 12, ALL, 1, id="one objects where nobody may"),
        pytest.param(0, 0, TWO_THIRDS, 1, id="of nothing, nothing passes"),
        pytest.param(0, 0, HALF, 1, id="nor by 过半数"),
    ],
)
def test_says_exactly_how_many_are_missing(part, whole, threshold, shortfall):
    finding = Finding(part, whole, threshold)
    assert finding.shortfall == shortfall
    assert finding.passed is (shortfall == 0)


@pytest.mark.parametrize(
    ("part", "whole", "threshold", "printed"),
    [
        (241, 302, FOUR_FIFTHS, "5*241=1205 < 4*302=1208"),
        (242, 302, FOUR_FIFTHS, "5*242=1210 >= 4*302=1208"),
        (160, 210, HALF, "2*160=320 > 1*210=210"),
        (105, 210, HALF, "2*105=210 <= 1*210=210"),
        (11, 12, ALL, "1*11=11 < 1*12=12"),
        (0, 0, FOUR_FIFTHS, "1*0=0 < 1*1=1"),
        (0, 0, HALF, "1*0=0 < 1*1=1"),
    ],
)
def test_prints_the_sum_anyone_can_check(part, whole, threshold, printed):
    assert Finding(part, whole, threshold).inequality == printed


def test_a_sample_may_hold_more_than_was_asked_for():
    assert Finding(1_200, 1_000, ALL, open_ended=True).passed
    assert Finding(999, 1_000, ALL, open_ended=True).inequality == "1*999=999 < 1*1000=1000"


fractions = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)
counts = st.integers(1, 10_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
thresholds = st.builds(Threshold, fractions, st.just(Comparison.AT_LEAST)) | st.builds(
    Threshold, fractions.filter(lambda share: share < 1), st.just(Comparison.MORE_THAN)
)


@given(thresholds, counts)
def test_agrees_with_the_definition(threshold, counted):
    part, whole = counted
    reached = Fraction(part, whole)
    at_least = threshold.comparison is Comparison.AT_LEAST
    by_definition = reached >= threshold.share if at_least else reached > threshold.share
    assert Finding(part, whole, threshold).passed is by_definition


@given(thresholds, counts)
def test_the_shortfall_is_the_least_that_passes(threshold, counted):
    part, whole = counted
    shortfall = Finding(part, whole, threshold).shortfall
    assert Finding(part + shortfall, whole, threshold).passed
    assert shortfall == 0 or not Finding(part + shortfall - 1, whole, threshold).passed


SIGNS = {
    "<": int.__lt__,
    ">": int.__gt__,
    "<=": int.__le__,
    ">=": int.__ge__,
}


@given(thresholds, counts)
def test_the_printed_sum_is_true(threshold, counted):
    left, sign, right = Finding(*counted, threshold).inequality.split()
    for side in (left, right):
        product, result = side.split("=")
        first, second = product.split("*")
        assert int(first) * int(second) == int(result)
    assert SIGNS[sign](int(left.split("=")[1]), int(right.split("=")[1]))


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(3, 2)])
def test_refuses_a_threshold_no_roll_can_have(share):
    with pytest.raises(ValueError, match="lies in"):
        Threshold(share)


def test_refuses_more_than_all():
    with pytest.raises(ValueError, match="more than all"):
        Threshold(Fraction(1), Comparison.MORE_THAN)


@pytest.mark.parametrize("share", [0.8, 1, "4/5"])
def test_refuses_what_is_no_exact_fraction(share):
    with pytest.raises(ValueError, match="exact fraction"):
        Threshold(share)


@pytest.mark.parametrize("written", ["0.8", "80%", "4/0", "0/5", "4 / 5", "", "-4/5", "５/6x"])
def test_reads_only_fractions(written):
    with pytest.raises(ValueError, match="share is written"):
        Threshold.parse(written)


def test_writes_a_share_as_the_contract_does():
    assert Threshold.parse("80/100").text == "4/5"
    assert ALL.text == "1"


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2), (0, -1)])
def test_refuses_what_is_not_a_share(part, whole):
    with pytest.raises(ValueError, match="not a share"):
        Finding(part, whole, TWO_THIRDS)
