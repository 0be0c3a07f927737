from datetime import date, datetime, time

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from surveys.roster_cells import WrongCell, plain, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "", id="an empty cell"),
        pytest.param("  3号楼 ", "3号楼", id="blanks at the ends"),
        pytest.param(101, "101", id="a whole number"),
        pytest.param(101.0, "101", id="a whole number that Excel keeps as a float"),
        pytest.param(88.16, "88.16", id="the shortest form is what was typed"),
        pytest.param(float("16.600000000000001"), "16.6", id="as Excel writes 16.6 into the file"),
        pytest.param(88.163, "88.163", id="a third decimal is not lost"),
        pytest.param(66.1 + 22.06, "88.16", id="a sum that is exact in its shortest form"),
        pytest.param(0.1 + 0.2, "0.30000000000000004", id="a sum that is not"),
        pytest.param(13800000001, "13800000001", id="a phone"),
        pytest.param("张某\r\n李某", "张某\n李某", id="a line break in the cell"),
        pytest.param("\ufeff1\u200b", "1", id="what nobody sees"),
        pytest.param(True, "TRUE", id="as Excel shows it"),
    ],
)
def test_a_cell_is_what_was_typed(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=A1*2", "formula_cell"),
        (" =80+8", "formula_cell"),
        (ArrayFormula("A1:A2", "=B1:B2"), "formula_cell"),
        ("#REF!", "error_cell"),
        (datetime(2026, 3, 2), "date_cell"),  # noqa: DTZ001
        (date(2026, 3, 2), "date_cell"),
        (time(3, 2), "date_cell"),
        (510100199001010000, "digits_lost"),
        (5.10100199001010e17, "digits_lost"),
        (float("inf"), "digits_lost"),
        (float("nan"), "digits_lost"),
        ("5.10101E+17", "digits_lost"),
        ("1\x00", "bad_character"),
        ("1\x1f2", "bad_character"),
        ("\ud800", "bad_character"),
    ],
)
def test_what_can_no_longer_be_known_is_refused(value, code):
    with pytest.raises(WrongCell) as refused:
        text_of(value)
    assert refused.value.code == code


def test_what_looks_the_same_is_the_same():
    assert plain("３ 号楼\u3000") == plain("3号楼") == "3号楼"
