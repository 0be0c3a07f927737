"""Numbers, days and places as paper shows them."""

import pytest

from api.papers import figures
from api.papers.labels import complete
from api.papers.words import ZH


@pytest.mark.parametrize(
    ("measure", "number", "written"),
    [
        ("area", 2_843_157, "28,431.57 ㎡"),
        ("area", 5, "0.05 ㎡"),
        ("area", 10**17 + 1, "1,000,000,000,000,000.01 ㎡"),  # a float would lose the 1
        ("household", 1_234, "1,234 户"),
        ("head", 0, "0 人"),
    ],
)
def test_quantities_are_exact(measure, number, written):
    assert figures.quantity(measure, number, ZH) == written


def test_signs_of_an_inequality():
    assert figures.inequality("3*210=630 >= 2*300=600") == "3×210=630 ≥ 2×300=600"
    assert figures.inequality("2*5=10 <= 1*10=10") == "2×5=10 ≤ 1×10=10"


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ({"building": "1", "entrance": "1", "room": "101"}, "1号楼1单元101室"),
        ({"building": "A3", "entrance": "", "room": "2-201"}, "A3号楼2-201室"),
        ({"building": "东院", "entrance": None, "room": "101"}, "东院101室"),
    ],
)
def test_places(place, written):
    assert figures.place(place, ZH) == written


def test_no_place_is_the_whole_estate():
    assert figures.scope({"building": None, "entrance": None}, ZH) == "全小区"
    assert figures.scope({"building": "3", "entrance": None}, ZH) == "3号楼"


def test_moments_are_shown_on_a_clock_in_shanghai():
    assert figures.moment("2026-11-15T16:30:00+00:00", ZH) == "2026年11月16日 00:30"
    assert figures.moment(None, ZH) == "—"
    with pytest.raises(ValueError, match="time zone"):
        figures.moment("2026-11-15T16:30:00", ZH)


def test_codes_in_fours():
    assert figures.grouped("abcd-efgh") == "ABCD-EFGH"
    assert figures.grouped("ABCDEFGHJK") == "ABCD-EFGH-JK"


def test_a_caller_changes_one_word_and_keeps_the_others():
    words = complete({"choices": {"agree": "赞成"}})
    assert words["choices"] == {"agree": "赞成", "oppose": "反对", "abstain": "弃权"}
    assert ZH["choices"]["agree"] == "同意"
