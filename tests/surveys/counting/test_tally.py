import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kinds import Channel, Choice
from surveys.counting.tally import (
    RollLine,
    Standing,
    count_options,
    count_votes,
    weigh,
    weigh_silent,
)
from surveys.counting.weights import Weights

AGREE, OPPOSE, ABSTAIN = Choice
NOBODY = Weights.zero()


def says(unit, choice, channel=Channel.WECHAT, *, conflicted=False):
    return Standing(unit, choice, channel, conflicted)


ROLL = [
    RollLine("a1", 1, 1, 8816),
    RollLine("a2", 1, 1, 5000),  # the same owner as a1
    RollLine("b", 1, 2, 7000),
    RollLine("shop", 0, 3, 12000),
    RollLine("c", 1, 4, 6000),
]


def test_case_5_contradicting_co_owners_count_in_nothing():
    roll = [RollLine("unit", 1, 1, 8816)]
    tally = count_votes(roll, [says("unit", AGREE, conflicted=True)])
    assert tally.participating == NOBODY
    assert tally.by_channel == {}
    assert tally.conflicted == ["unit"]


def test_case_5_co_owners_who_agree_are_one_head_and_one_area():
    tally = count_votes([RollLine("unit", 1, 1, 8816)], [says("unit", AGREE)])
    assert tally.cast[AGREE] == Weights(1, 1, 8816)


def test_an_owner_of_two_units_who_agrees_twice_is_one_head():
    tally = count_votes(ROLL, [says("a1", AGREE), says("a2", AGREE), says("b", OPPOSE)])
    assert tally.roll == Weights(4, 4, 38816)
    assert tally.units == 5
    assert tally.cast == {AGREE: Weights(2, 1, 13816), OPPOSE: Weights(1, 1, 7000), ABSTAIN: NOBODY}
    assert tally.participating == Weights(3, 2, 20816)


def test_an_owner_who_answers_for_one_of_two_units_is_a_head_for_that():
    tally = count_votes(ROLL, [says("a1", OPPOSE)])
    assert tally.cast[OPPOSE] == Weights(1, 1, 8816)


def test_a_head_whose_units_chose_differently_takes_no_part_by_head():
    tally = count_votes(ROLL, [says("a1", AGREE), says("a2", OPPOSE), says("b", AGREE)])
    assert tally.cast[AGREE] == Weights(2, 1, 15816)
    assert tally.cast[OPPOSE] == Weights(1, 0, 5000)
    assert tally.participating.head == 1
    assert tally.mixed_heads == 1


def test_a_conflicted_unit_does_not_make_its_head_mixed():
    answers = [says("a1", AGREE), says("a2", OPPOSE, conflicted=True)]
    tally = count_votes(ROLL, answers)
    assert tally.cast[AGREE].head == 1
    assert tally.mixed_heads == 0


def test_a_shop_is_no_household_and_still_votes_by_head_and_area():
    assert count_votes(ROLL, [says("shop", AGREE)]).cast[AGREE] == Weights(0, 1, 12000)


def test_channels_are_counted_by_unit():
    answers = [says("a1", AGREE), says("b", AGREE, Channel.PAPER), says("c", None, Channel.PHONE)]
    tally = count_votes(ROLL, answers)
    assert tally.by_channel == {Channel.WECHAT: 1, Channel.PAPER: 1}


@pytest.mark.parametrize(
    "standings", [[says("a1", AGREE), says("a1", AGREE)], [says("elsewhere", AGREE)]]
)
def test_refuses_answers_the_database_should_not_hold(standings):
    with pytest.raises(ValueError, match="twice, or is not on the roll"):
        count_votes(ROLL, standings)
    with pytest.raises(ValueError, match="twice, or is not on the roll"):
        count_options(ROLL, [(each.unit, ("x",)) for each in standings])


def test_refuses_a_roll_with_a_unit_twice():
    with pytest.raises(ValueError, match="twice on the roll"):
        count_votes([ROLL[0], ROLL[0]], [])


def test_some_units_weigh_a_head_once():
    assert weigh(ROLL, {"a1", "a2", "shop"}) == Weights(2, 2, 25816)


def test_silence_of_an_owner_who_spoke_for_another_unit_adds_no_head():
    silent = weigh_silent(ROLL, answered={"a1"}, eligible={"a1", "a2", "b"})
    assert silent == Weights(2, 1, 12000)


def test_options_count_a_head_that_chose_them_for_all_its_answers():
    answers = [("a1", ("paint", "lift")), ("a2", ("lift",)), ("b", ("paint",)), ("shop", ())]
    counted = count_options(ROLL, answers, ["paint", "lift", "trees"])
    assert list(counted) == ["paint", "lift", "trees"]
    assert counted["paint"] == Weights(2, 1, 15816)
    assert counted["lift"] == Weights(2, 1, 13816)
    assert counted["trees"] == NOBODY


def test_a_value_ticked_twice_counts_once():
    assert count_options(ROLL, [("b", ["x", "x"])]) == {"x": Weights(1, 1, 7000)}


def test_a_scale_counts_by_value():
    assert count_options(ROLL, [("a1", (5,)), ("b", (5,)), ("c", (1,))]) == {
        5: Weights(2, 2, 15816),
        1: Weights(1, 1, 6000),
    }


units = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(1, 4),
        st.integers(1, 9999),
        st.sampled_from([None, AGREE, AGREE, OPPOSE, ABSTAIN, "conflicted"]),
    ),
    max_size=9,
)


def head_oracle(rows, choice):
    """The definition, in one sentence a head: its counted units chose one thing, and this."""
    said = {
        head: {c for _, h, _, c in rows if h == head and c in set(Choice)} for _, head, *_ in rows
    }
    return sum(choices == {choice} for choices in said.values())


@settings(max_examples=1_000, deadline=None)
@given(units)
def test_agrees_with_the_definition(rows):
    roll = [RollLine(n, household, head, area) for n, (household, head, area, _) in enumerate(rows)]
    standings = [
        says(n, None if c == "conflicted" else c, conflicted=c == "conflicted")
        for n, (*_, c) in enumerate(rows)
        if c is not None
    ]
    tally = count_votes(roll, standings)
    for choice in Choice:
        assert tally.cast[choice] == Weights(
            sum(household for household, _, _, c in rows if c == choice),
            head_oracle(rows, choice),
            sum(area for _, _, area, c in rows if c == choice),
        )
    answers = [(n, (c,)) for n, (*_, c) in enumerate(rows) if c in set(Choice)]
    assert count_options(roll, answers, list(Choice)) == tally.cast
    assert weigh(roll, range(len(rows))) == tally.roll


@pytest.mark.parametrize(("size", "limit_ms"), [(2_000, 10), (20_000, 100)])
def test_counting_is_not_what_a_bureau_waits_for(size, limit_ms):
    roll = [RollLine(n, 1, n % (size - size // 10), 8816) for n in range(size)]
    answers = [says(n, (AGREE, OPPOSE, ABSTAIN)[n % 3]) for n in range(0, size, 2)]
    best = min(_timed(roll, answers) for _ in range(5))
    assert best * 1_000 < limit_ms


def _timed(roll, answers):
    began = time.perf_counter()
    count_votes(roll, answers)
    return time.perf_counter() - began
