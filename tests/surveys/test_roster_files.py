import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from models.errors import RosterUnreadable
from surveys.roster_cells import WrongCell, text_of
from surveys.roster_files import rows_of


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rebuilt(content, change):
    """A workbook whose first sheet's XML went through ``change``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            inside = old.read(entry)
            new.writestr(entry, change(inside) if entry.endswith("sheet1.xml") else inside)
    return buffer.getvalue()


def read(content):
    return [
        (number, [cell for cell in cells if cell not in (None, "")])
        for number, cells in rows_of(io.BytesIO(content))
    ]


def refusal(content):
    with pytest.raises(RosterUnreadable) as refused:
        list(rows_of(io.BytesIO(content)))
    return refused.value.faults[0].code


GOOD = sheet(["楼栋", "房号"], ["1", "101"])


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def entities(inside):
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    return inside.replace(b"<worksheet", doctype, 1)


def without_sheets():
    book = Workbook()
    book.create_chartsheet()
    book.remove(book.worksheets[0])
    return saved(book)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty_file", id="0 bytes"),
        pytest.param(b"PK\x03\x04 and then nothing", "broken_workbook", id="no directory"),
        pytest.param(GOOD[:-2000], "broken_workbook", id="cut short"),
        pytest.param(rebuilt(GOOD, lambda x: x[:300]), "broken_workbook", id="cut XML"),
        pytest.param(rebuilt(GOOD, entities), "broken_workbook", id="XML entities"),
        pytest.param(without_sheets(), "broken_workbook", id="no sheet"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_or_encrypted", id="an .xls of old"),
        pytest.param(bytes(range(1, 256)) * 4, "wrong_encoding", id="text in no encoding"),
        pytest.param("楼栋,1".encode("utf-16"), "not_text", id="UTF-16"),
        pytest.param(b"\0" * 100, "not_text", id="zero bytes"),
        pytest.param(bomb(), "unpacks_too_large", id="zip bomb"),
        pytest.param(b"a" * 140_000, "broken_csv", id="an endless cell"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_own_code(content, code):
    assert refusal(content) == code


def test_the_same_workbook_undamaged_is_read():
    assert read(rebuilt(GOOD, lambda x: x)) == [(1, ["楼栋", "房号"]), (2, ["1", "101"])]


def test_a_sheet_that_claims_a_row_far_below_ends_soon():
    far = rebuilt(GOOD, lambda x: x.replace(b'<row r="2"', b'<row r="9999999999"'))
    assert refusal(far) == "too_many_rows"


def test_a_sheet_that_claims_a_huge_size_is_not_believed():
    claims = rebuilt(GOOD, lambda x: x.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert b"XFD" in zipfile.ZipFile(io.BytesIO(claims)).read("xl/worksheets/sheet1.xml")
    assert len(read(claims)) == 2


def test_rows_are_numbered_as_excel_shows_them():
    book = sheet(["楼栋"], [None], ["1"], ["", ""], ["2"])
    assert [number for number, _cells in rows_of(io.BytesIO(book))] == [1, 3, 5]
    text = "楼栋,房号\n\n1,101\n,\n2,102\n"
    assert [number for number, _cells in rows_of(io.BytesIO(text.encode()))] == [1, 3, 5]


def test_a_line_break_within_quotes_is_one_row():
    text = '楼栋,业主\n1,"张某\n李某"\n2,王某\n'
    assert read(text.encode()) == [
        (1, ["楼栋", "业主"]),
        (2, ["1", "张某\n李某"]),
        (3, ["2", "王某"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(encoding):
    assert read("楼栋,业主\r\n1,㑇某\r\n".encode(encoding)) == [
        (1, ["楼栋", "业主"]),
        (2, ["1", "㑇某"]),
    ]


def test_a_long_csv_in_gb18030_is_told_from_utf_8_by_its_last_row():
    text = b"1,2\n" * 600_000 + "张某,2\n".encode("gb18030")
    assert read(text)[-1] == (600_001, ["张某", "2"])


def test_formulas_come_out_so_that_they_are_refused():
    book = Workbook()
    book.active["A1"] = "=80+8"
    book.active["B1"] = ArrayFormula("B1", "=A1*2")
    ((_number, cells),) = rows_of(io.BytesIO(saved(book)))
    for cell in cells[:2]:
        with pytest.raises(WrongCell) as refused:
            text_of(cell)
        assert refused.value.code == "formula_cell"


def test_the_file_stays_open_for_whoever_brought_it():
    file = io.BytesIO("楼栋\n1\n".encode())
    list(rows_of(file))
    assert not file.closed
