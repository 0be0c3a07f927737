import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import sealed
from surveys.roster_cells import WrongCell
from surveys.roster_owners import identity_of, is_organisation, number_of
from tests.conftest import KEY


@pytest.fixture(autouse=True)
def ring():
    sealed.use(sealed.Keyring(KEY))


@given(st.from_regex(r"[0-9]{17}[0-9xX]", fullmatch=True))
def test_a_slip_of_the_pen_does_not_keep_an_estate_from_voting(number):
    """Check digits are not judged; the same writing is the same owner."""
    assert number_of(f" {number.lower()} ") == number.upper()


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


@pytest.mark.parametrize("written", ["123", "A" * 31, "ID-??", "身份证号"])
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
