import pytest

from models import sealed
from models.kinds import Tenure, UnitUse
from surveys.roster_lines import COLUMNS, Line, read_line
from tests.conftest import KEY

AT = {column: (n, names[0]) for n, (column, names) in enumerate(COLUMNS.items())}


@pytest.fixture(autouse=True)
def ring():
    sealed.use(sealed.Keyring(KEY))


def read(**cells):
    given = {"building": "1", "room": "101", "area": "88.16", **cells}
    line, mistakes = read_line(7, [given.get(column) for column in AT], AT)
    return line, [(m.column, m.code) for m in mistakes]


def test_what_is_left_empty_has_a_default():
    line, mistakes = read()
    assert not mistakes
    assert line == Line("1", "", "101", 8816, UnitUse.RESIDENTIAL, (), (), "", Tenure.DELIVERED)


@pytest.mark.parametrize(
    ("written", "area"),
    [("88.16", 8816), ("88.1", 8810), ("88", 8800), (88.16, 8816), ("1,234.50", 123450)],
)
def test_an_area_is_exact(written, area):
    assert read(area=written)[0].area == area


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "required"),
        ("0", "not_positive"),
        ("0.00", "not_positive"),
        ("-5", "not_positive"),
        ("88.163", "too_many_decimals"),
        ("88.160", "too_many_decimals"),
        (88.163, "too_many_decimals"),
        (0.1 + 0.2, "too_many_decimals"),
        ("88,16", "not_a_number"),
        ("约88", "not_a_number"),
        ("88㎡", "not_a_number"),
        ("1e2", "not_a_number"),
        ("--5", "not_a_number"),
        ("1000000.01", "out_of_range"),
    ],
)
def test_a_wrong_area_is_never_guessed(written, code):
    assert read(area=written)[1] == [("专有面积", code)]


@pytest.mark.parametrize(
    "written", ["张某、李某", "张某;李某", "张某；李某", "张某，李某", "张某,李某", "张某\n李某"]
)
def test_owners_are_separated_as_people_do(written):
    assert read(owners=written)[0].owners == ("张某", "李某")


def test_a_gap_among_the_numbers_is_an_owner_without_one():
    line, mistakes = read(owners="甲某、乙某、丙某", owner_ids="E1234567;;G1234567")
    assert not mistakes
    assert [line.number(n) for n in range(3)] == ["E1234567", "", "G1234567"]
    assert read(owners="甲某", owner_ids="E1234567;")[1] == []


def test_more_numbers_than_owners_are_a_mistake():
    assert read(owners="甲某", owner_ids="E1234567;G1234567")[1] == [
        ("证件", "more_ids_than_owners")
    ]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13800000001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８００００００01", "13800000001"),
        ("028-80000000", "02880000000"),
        ("", ""),
    ],
)
def test_a_phone_has_one_form(written, digits):
    assert read(phone=written)[0].phone == digits


@pytest.mark.parametrize("written", ["电话", "123", "13800000001、13800000002", "1" * 16])
def test_what_is_no_phone_is_refused(written):
    assert read(phone=written)[1] == [("电话", "bad_phone")]


@pytest.mark.parametrize(
    ("cells", "mistake"),
    [
        ({"building": " "}, ("楼栋", "required")),
        ({"room": None}, ("房号", "required")),
        ({"room": "1" * 21}, ("房号", "too_long")),
        ({"entrance": "1" * 21}, ("单元", "too_long")),
        ({"use": "仓库"}, ("用途", "unknown_use")),
        ({"tenure": "租"}, ("产权状态", "unknown_tenure")),
        ({"owners": "某" * 81}, ("业主", "too_long")),
        ({"owners": "、".join(["某"] * 21)}, ("业主", "too_long")),
        ({"owners": "甲", "owner_ids": "12"}, ("证件", "bad_identity_number")),
        ({"owners": "=B2"}, ("业主", "formula_cell")),
    ],
)
def test_each_mistake_has_its_code_and_its_column(cells, mistake):
    assert read(**cells)[1] == [mistake]


def test_every_mistake_of_a_row_is_named():
    assert len(read(building="", room="", area="x", use="x", phone="x")[1]) == 5


def test_words_are_taken_in_both_languages():
    line, _mistakes = read(use="Shop", tenure="unsold")
    assert (line.use, line.tenure) == (UnitUse.SHOP, Tenure.UNSOLD)


def test_a_line_comes_back_from_its_packed_form():
    for cells in ({}, {"owners": "甲、乙", "owner_ids": ";E1234567", "phone": "13800000001"}):
        line, _mistakes = read(entrance="2", **cells)
        assert Line.unpacked(line.packed) == line


def test_the_digest_changes_with_every_field():
    more = [
        {},
        {"area": "88.17"},
        {"use": "商铺"},
        {"tenure": "未售"},
        {"phone": "13800000001"},
        {"owners": "甲"},
        {"owners": "甲、乙"},
        {"owners": "甲、乙", "owner_ids": "E1234567"},
        {"owners": "甲、乙", "owner_ids": ";E1234567"},
    ]
    assert len({read(**cells)[0].digest for cells in more}) == len(more)
    assert read(room="１０１")[0].digest == read(room=101.0)[0].digest
