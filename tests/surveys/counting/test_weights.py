import pytest

from models.kinds import Measure
from surveys.counting.weights import Weights

ONE = Weights(1, 2, 3)


def test_each_measure_adds_up_on_its_own():
    assert ONE + Weights(10, 20, 30) == Weights(11, 22, 33)
    assert Weights(11, 22, 33) - ONE == Weights(10, 20, 30)
    assert [ONE.of(measure) for measure in Measure] == [1, 2, 3]


def test_nobody_is_nothing():
    assert not Weights.zero()
    assert Weights(0, 0, 1)


def test_goes_out_and_comes_back_as_the_contract_writes_it():
    assert ONE.as_dict() == {"household": 1, "head": 2, "area": 3}
    assert Weights.from_dict(ONE.as_dict()) == ONE


@pytest.mark.parametrize(
    "written", [{"household": 1, "head": 2}, {"household": 1, "head": 2, "area": 3, "heads": 4}]
)
def test_takes_three_measures_and_nothing_else(written):
    with pytest.raises(ValueError, match="three measures"):
        Weights.from_dict(written)


@pytest.mark.parametrize("value", [-1, 88.16, True, "3", None])
def test_refuses_what_is_no_count(value):
    with pytest.raises(ValueError, match="not a count"):
        Weights(0, 0, value)


def test_refuses_to_take_away_more_than_there_is():
    with pytest.raises(ValueError, match="not a count"):
        Weights.zero() - ONE
