from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import sealed
from surveys.roster_cells import WrongCell
from surveys.roster_owners import identity_of, is_organisation, number_of
from tests.conftest import KEY

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, table


@pytest.fixture(autouse=True)
def ring():
    sealed.use(sealed.Keyring(KEY))


def residents_number(day, serial):
    body = f"510100{day:%Y%m%d}{serial:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(days, st.integers(0, 999))
def test_a_residents_number_fits_its_check_digit(day, serial):
    number = residents_number(day, serial)
    assert number_of(number.lower()) == number


@given(
    days,
    st.integers(0, 999),
    st.integers(14, 17),
    st.integers(1, 9),
)
def test_one_wrong_digit_is_found(day, serial, place, more):
    number = residents_number(day, serial)
    digit = "0123456789X".index(number[place])
    wrong = str((digit + more) % 10)
    if wrong == number[place]:
        return
    with pytest.raises(WrongCell) as refused:
        number_of(number[:place] + wrong + number[place + 1 :])
    assert refused.value.code == "wrong_check_digit"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", ""),
        (" e1234567 ", "E1234567"),
        ("A123456(7)", "A1234567"),
        ("Ｈ１２３４５６７８", "H12345678"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("510100199001010013", "510100199001010013"),
        ("510100900101001", "510100900101001"),
    ],
    ids=["none", "passport", "Hong Kong", "full width", "credit code", "resident", "15 digits"],
)
def test_every_kind_of_number_is_taken_in_one_form(written, number):
    assert number_of(written) == number


def test_a_credit_code_of_digits_only_is_judged_by_its_own_rule():
    body = "91510105123456789"
    weighed = sum(int(d) * pow(3, n) for n, d in enumerate(body))
    last = (31 - weighed % 31) % 31
    while last > 9:  # vary one digit until the check character is a digit
        body = str(int(body) + 1)
        last = (31 - sum(int(d) * pow(3, n) for n, d in enumerate(body)) % 31) % 31
    assert number_of(f"{body}{last}") == f"{body}{last}"
    with pytest.raises(WrongCell):
        number_of(f"{body}{(last + 1) % 10}")


@pytest.mark.parametrize("written", ["12345", "A" * 31, "ID-??", "身份证号"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(WrongCell) as refused:
        number_of(written)
    assert refused.value.code == "bad_identity_number"


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("某某商贸有限公司", True),
        ("房管局", True),
        ("某某街道办事处", True),
        ("供销社", True),
        ("某某小学", True),
        ("第一人民医院", True),
        ("某区机关事务服务", True),
        ("张某某", False),
        ("王建社", False),
        ("李中心", False),
        ("欧阳某某", False),
        ("阿依某某·买某某", False),
        ("John Doe", False),
    ],
)
def test_an_organisation_is_told_from_a_person(name, organisation):
    assert is_organisation(name) is organisation


def test_the_number_says_who_an_owner_is_whatever_the_name():
    one = identity_of("张某某", "E1234567", "", alone=True)
    assert one == identity_of("张 某某", "E1234567", "13800000001", alone=False)
    assert one != identity_of("张某某", "E7654321", "", alone=True)


def test_an_organisation_is_known_by_its_name_in_any_width():
    one = identity_of("某某（成都）公司", "", "", alone=False)
    assert one is not None
    assert one == identity_of("某某(成都) 公司", "", "13800000001", alone=True)


def test_a_person_without_number_is_known_by_name_and_phone_when_alone():
    one = identity_of("张某某", "", "13800000001", alone=True)
    assert one is not None
    assert one == identity_of("张某某", "", "13800000001", alone=True)
    assert one != identity_of("张某某", "", "13800000002", alone=True)
    assert one != identity_of("李某某", "", "13800000001", alone=True)


def test_a_namesake_is_never_taken_for_somebody():
    assert identity_of("张某某", "", "", alone=True) is None
    assert identity_of("张某某", "", "13800000001", alone=False) is None


def test_a_number_a_name_and_a_phone_cannot_meet():
    kinds = [
        identity_of("公司1", "E1234567", "", alone=True),
        identity_of("E1234567公司", "", "", alone=True),
        identity_of("E1234567", "", "13800000001", alone=True),
    ]
    assert len(set(kinds)) == 3
