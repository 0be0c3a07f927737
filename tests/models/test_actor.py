import pytest

from models.actor import Reach, prefix_of
from models.ids import uuid7


@pytest.mark.parametrize(
    ("division", "prefix"),
    [
        ("630000", "63"),
        ("510100", "5101"),
        ("510105", "510105"),
        ("510105000", "510105"),
        ("510105001000", "510105001"),
        ("510105001002", "510105001002"),
        ("51", "51"),
        ("", ""),
    ],
)
def test_a_code_reaches_everything_within_its_place(division, prefix):
    assert prefix_of(division) == prefix


def test_a_city_reaches_its_districts_and_no_other_citys():
    reach = Reach(prefix_of("510100"))
    assert reach.covers("510105", uuid7())
    assert not reach.covers("510703", uuid7())
