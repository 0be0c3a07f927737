from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.counting.shares import (
    BuildGroup,
    Ceiling,
    Ratio,
    build_group,
    cut_percent,
    newer_share_ok,
    owed_by_area,
    owed_total,
    split,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        pytest.param(241, 302, "79.80", id="case 7: never 80 %"),
        pytest.param(241, 268, "89.92", id="case 9: never 90 %"),
        pytest.param(277, 300, "92.33", id="case 6"),
        pytest.param(291, 300, "97.00", id="case 12: 归集率"),
        pytest.param(29_999, 30_000, "99.99", id="not 100 before it is"),
        pytest.param(300, 300, "100.00", id="all"),
        pytest.param(0, 300, "0.00", id="none"),
        pytest.param(0, 0, "—", id="of nothing"),
    ],
)
def test_a_percentage_is_cut(numerator, denominator, printed):
    assert cut_percent(numerator, denominator) == printed


def test_digits_are_asked_for():
    assert cut_percent(1801, 12001, 1) == "15.0"
    assert cut_percent(1801, 12001, 3) == "15.007"
    assert cut_percent(2, 3, 0) == "66"


@pytest.mark.parametrize("args", [(-1, 2), (1, -2), (1, 2, -1)])
def test_refuses_what_is_no_percentage(args):
    with pytest.raises(ValueError, match="no percentage"):
        cut_percent(*args)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 6))
def test_a_printed_percentage_never_exceeds_the_truth(numerator, denominator, digits):
    printed = Fraction(cut_percent(numerator, denominator, digits))
    exact = Fraction(100 * numerator, denominator)
    assert printed <= exact < printed + Fraction(1, 10**digits)


def test_a_ratio_keeps_what_was_counted():
    ratio = Ratio(150, 300)
    assert (str(ratio), ratio.percent()) == ("150/300", "50.00")
    assert ratio.as_dict() == {"numerator": 150, "denominator": 300}


@pytest.mark.parametrize(
    ("newer", "total", "excess", "printed"),
    [
        pytest.param(1_800, 12_000, 0, "20*1800=36000 <= 3*12000=36000", id="case 11: 15.00 %"),
        pytest.param(1_801, 12_001, 1, "20*1801=36020 > 3*12001=36003", id="case 11: 15.007 %"),
        pytest.param(2_400, 12_000, 600, "20*2400=48000 > 3*12000=36000", id="case 11: by estates"),
        pytest.param(0, 0, 0, "20*0=0 <= 3*0=0", id="an empty plan exceeds nothing"),
    ],
)
def test_the_newer_estates_hold_at_most_15_percent_of_the_households(newer, total, excess, printed):
    ceiling = newer_share_ok(newer, total)
    assert (ceiling.excess, ceiling.passed, ceiling.inequality) == (excess, excess == 0, printed)


def test_refuses_a_part_that_is_more_than_the_plan():
    with pytest.raises(ValueError, match="not a share"):
        Ceiling(3, 2, Fraction(1, 2))


@pytest.mark.parametrize(
    ("built_on", "group"),
    [
        (date(2000, 12, 31), BuildGroup.OLD),
        (date(2001, 1, 1), BuildGroup.NEWER),
        (date(2005, 12, 31), BuildGroup.NEWER),
        (date(2006, 1, 1), BuildGroup.TOO_NEW),
    ],
)
def test_case_11_the_last_day_belongs_to_the_group(built_on, group):
    assert build_group(built_on) is group


def test_a_jurisdiction_has_its_own_last_day():
    until_2004 = {"old_until": date(2004, 12, 31), "newer_until": date(2004, 12, 31)}
    assert build_group(date(2004, 12, 31), **until_2004) is BuildGroup.OLD
    assert build_group(date(2005, 1, 1), **until_2004) is BuildGroup.TOO_NEW


def test_case_12_money_to_the_fen():
    assert owed_total(2_843_157, 500) == 14_215_785  # 142,157.85 元
    assert owed_total(8_816, 500) == 44_080  # 440.80 元
    assert split(80_000 * 300, dict.fromkeys(range(300), 1)) == dict.fromkeys(range(300), 80_000)
    assert 12_400_000 + 8_500_000 + 5_100_000 == 26_000_000


def test_case_12_the_units_add_up_to_the_estate():
    areas = dict(enumerate([8_816] * 322)) | {322: 4_405}
    assert sum(areas.values()) == 2_843_157
    owed = owed_by_area(areas, 500)
    assert sum(owed.values()) == 14_215_785
    assert owed[0] == 44_080


def test_the_fen_left_over_go_to_the_largest_remainders():
    assert split(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert split(10, {"a": 5, "b": 29, "c": 66}) == {"a": 0, "b": 3, "c": 7}


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_parts_add_up_and_stay_within_a_fen_of_the_exact_share(amount, weights):
    parts = split(amount, dict(enumerate(weights)))
    assert sum(parts.values()) == amount
    for key, part in parts.items():
        assert abs(part - Fraction(amount * weights[key], sum(weights))) < 1


def test_nobody_bears_nothing():
    assert split(0, {"a": 0}) == {"a": 0}
    assert owed_by_area({}, 500) == {}


@pytest.mark.parametrize(("amount", "weights"), [(1, {}), (1, {"a": 0})])
def test_refuses_an_amount_that_nobody_bears(amount, weights):
    with pytest.raises(ValueError, match="nobody"):
        split(amount, weights)


def test_refuses_negative_money():
    for amount, weights in ((-1, {"a": 1}), (1, {"a": -1})):
        with pytest.raises(ValueError, match="not negative"):
            split(amount, weights)
    with pytest.raises(ValueError, match="not negative"):
        owed_total(-1, 500)
