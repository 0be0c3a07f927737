"""A cell as text: exactly what was typed, or refused because that can no longer be known."""

import re
import unicodedata

from models.errors import _

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]{2}", re.IGNORECASE)
_MOST_EXACT = 10**15  # Excel keeps 15 digits of a number and writes zeros for the rest
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class WrongCell(ValueError):
    """What is wrong in a cell: a stable code, and a sentence that does not repeat the cell."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def text_of(value: object) -> str:
    """What somebody typed into a cell, blanks at the ends cut; a line break stays one.

    Numbers of a workbook come as floats, whose shortest form is what was typed: 88.16 is "88.16",
    never 88.159999. Errors: WrongCell for a formula, Excel's errors, a date (Excel makes one of
    room 3-2), and numbers whose digits Excel has thrown away.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _typed(value)
    if "Formula" in type(value).__name__:  # openpyxl's ArrayFormula, DataTableFormula
        raise _formula()
    raise WrongCell("date_cell", _("Excel made a date of this; set the column to text."))


def plain(text: str) -> str:
    """One form for what looks the same: half width, no blanks (「３ 号楼」 is 3号楼)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _typed(value: str) -> str:
    text = _INVISIBLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if text.startswith("="):
        raise _formula()
    if text in _ERRORS:
        raise WrongCell("error_cell", _("A formula failed here; write the value itself."))
    if _CONTROL.search(text):
        raise WrongCell("bad_character", _("There are characters here that nobody can read."))
    if _SCIENTIFIC.fullmatch(text):
        raise _lost()
    return text


def _number(value: float) -> str:
    if not abs(value) < _MOST_EXACT:  # neither inf nor nan is
        raise _lost()
    return str(int(value)) if value == int(value) else repr(value)


def _formula() -> WrongCell:
    return WrongCell("formula_cell", _("A formula stands here; write the value itself."))


def _lost() -> WrongCell:
    return WrongCell(
        "digits_lost",
        _("Excel has lost digits of this number; set the column to text and type it again."),
    )
