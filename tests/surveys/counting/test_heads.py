import pytest

from surveys.counting.heads import Part, group_heads
from surveys.counting.thresholds import Threshold


def heads(*parts):
    return group_heads(parts)


def test_case_4_multi_unit_owners_are_one_head_each():
    company, buyer = frozenset({"company"}), frozenset({"buyer"})
    parts = [Part(f"shop {n}", company) for n in range(20)]
    parts += [Part(f"flat {n}", buyer) for n in range(3)]
    parts += [Part(f"flat {n}", frozenset(), developer=True) for n in range(3, 10)]
    parts += [Part(f"flat {n}", frozenset({f"owner {n}"})) for n in range(10, 300)]
    assert len(parts) == 320
    numbers = set(group_heads(parts).values())
    assert len(numbers) == 320 - 19 - 2 - 6 == 293
    assert Threshold.parse("2/3").least(len(numbers)) == 196


def test_the_developer_is_one_head_whoever_bought_what_is_not_handed_over():
    grouped = heads(
        Part("unsold", frozenset(), developer=True),
        Part("sold", frozenset({"a"}), developer=True),
        Part("handed over", frozenset({"a"})),
    )
    assert grouped == {"unsold": 1, "sold": 1, "handed over": 2}


def test_only_identical_owner_sets_are_one_head():
    both, one = frozenset({"a", "b"}), frozenset({"a"})
    assert heads(Part(1, both), Part(2, one), Part(3, both)) == {1: 1, 2: 2, 3: 1}


def test_parts_without_a_known_owner_are_a_head_each():
    assert heads(Part(1, frozenset()), Part(2, frozenset())) == {1: 1, 2: 2}


def test_an_owner_called_developer_is_not_the_developer():
    parts = (Part(1, frozenset({"developer"})), Part(2, frozenset(), developer=True))
    assert heads(*parts) == {1: 1, 2: 2}


def test_a_part_stands_once():
    with pytest.raises(ValueError, match="twice"):
        heads(Part(1, frozenset()), Part(1, frozenset()))
