"""How much stands behind an answer: the same voices weighed by household, by head and by area.

Units    ``household`` 户, ``head`` 业主人数 after grouping (`surveys.counting.heads`), ``area``
         专有部分面积 in dm² (1 dm² = 0.01 ㎡).
Errors   ValueError for anything but whole numbers from 0 up: a float never gets this far.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from models.kinds import Measure


@dataclass(frozen=True, slots=True)
class Weights:
    """One total in all three measures; each is added up on its own and never converted."""

    household: int
    head: int
    area: int

    def __post_init__(self) -> None:
        for value in (self.household, self.head, self.area):
            if type(value) is not int or value < 0:  # bool is an int in Python, but no count
                raise ValueError(f"not a count: {value!r}")

    @classmethod
    def zero(cls) -> Self:
        """Nobody."""
        return cls(0, 0, 0)

    @classmethod
    def from_dict(cls, written: Mapping[str, int]) -> Self:
        """The contract's ``{"household", "head", "area"}``, these three and nothing else."""
        if set(written) != set(Measure):
            raise ValueError(f"three measures are needed: {', '.join(Measure)}")
        return cls(written["household"], written["head"], written["area"])

    def as_dict(self) -> dict[str, int]:
        """As the contract writes three measures."""
        return {"household": self.household, "head": self.head, "area": self.area}

    def of(self, measure: Measure) -> int:
        """The total in one measure."""
        match measure:
            case Measure.HOUSEHOLD:
                return self.household
            case Measure.HEAD:
                return self.head
            case Measure.AREA:
                return self.area

    def __add__(self, other: "Weights") -> "Weights":
        return Weights(
            self.household + other.household, self.head + other.head, self.area + other.area
        )

    def __sub__(self, other: "Weights") -> "Weights":
        """What is left; ValueError when more is taken away than was there."""
        return Weights(
            self.household - other.household, self.head - other.head, self.area - other.area
        )

    def __bool__(self) -> bool:
        return bool(self.household or self.head or self.area)
