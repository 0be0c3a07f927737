import pytest

from surveys.counting.ranking import Demand, Ranked, count_rankings, place_items
from surveys.counting.weights import Weights


def wanted(key, class_code, household, area):
    return Demand(key, class_code, Weights(household, 0, area))


def places(items):
    return [(placed.class_code, placed.key, placed.place) for placed in place_items(items)]


def test_items_are_placed_inside_their_class():
    items = [
        wanted("sewer", "basic", 10, 5),
        wanted("lift", "upgrading", 90, 9),
        wanted("roof", "basic", 12, 1),
    ]
    assert places(items) == [("basic", "roof", 1), ("basic", "sewer", 2), ("upgrading", "lift", 1)]


def test_area_decides_between_equal_households():
    items = [wanted("a", "basic", 10, 5), wanted("b", "basic", 10, 6)]
    assert places(items) == [("basic", "b", 1), ("basic", "a", 2)]


def test_ties_share_a_place_and_the_next_is_left_out():
    items = [wanted("c", "x", 1, 1), wanted("b", "x", 5, 5), wanted("a", "x", 5, 5)]
    assert places(items) == [("x", "a", 1), ("x", "b", 1), ("x", "c", 3)]


def test_rankings_are_summed_in_whole_numbers():
    ranked = count_rankings(
        [["lift", "roof"], ["roof", "lift"], ["roof"]], ["lift", "roof", "tree"]
    )
    assert ranked == {"lift": Ranked(2, 1, 3), "roof": Ranked(3, 2, 4), "tree": Ranked(0, 0, 0)}


def test_an_item_has_one_rank_in_an_answer():
    with pytest.raises(ValueError, match="twice"):
        count_rankings([["lift", "lift"]])
