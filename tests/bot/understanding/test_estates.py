"""Names of estates: found, told apart, and never taken for a trouble."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clean import clean
from bot.understanding.estates import EstateNames, keys_of, without_names
from bot.understanding.read import read
from models.kinds import Urgency

NAMES = EstateNames(
    [
        ("安居小区", "a"),
        ("安居小区二期", "b"),
        ("煤气公司家属院", "gas"),
        ("棉纺二厂家属院", "cotton"),
        ("幸福花园", "c"),
        ("幸福花园", "d"),
    ]
)


def named(text):
    return keys_of(NAMES.find(clean(text)))


def test_the_longer_name_is_meant():
    assert named("安居小区二期路灯坏了") == ("b",)
    assert named("安居小区路灯坏了") == ("a",)


def test_the_word_for_its_kind_may_be_left_out_where_the_rest_is_a_name():
    assert named("我是棉纺二厂的") == ("cotton",)
    assert named("祝大家幸福") == ()


def test_a_name_that_two_estates_bear_names_both():
    assert named("幸福花园停水") == ("c", "d")


@pytest.mark.parametrize("text", ["煤气公司家属院路灯坏了", "我住煤气公司家属院3号楼"])
def test_what_an_estate_is_called_is_no_trouble_of_its_people(text):
    reading = read(text, NAMES)
    assert reading.urgency is not Urgency.P0
    assert reading.estates == ("gas",)


def test_danger_in_an_estate_with_such_a_name_is_danger():
    assert read("煤气公司家属院闻到煤气味", NAMES).urgency is Urgency.P0


@given(st.text(alphabet="安居小区二期幸福花园路灯,", max_size=30))
def test_every_mention_is_a_name_at_its_place_and_none_overlap(text):
    found = NAMES.find(text)
    for mention in found:
        assert mention.keys
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(without_names(text, [])) == len(text)
