"""Was a threshold reached? Answered in whole numbers, and shown so that anyone can check the sum.

Units    Part and whole count the same measure: households, heads, or dm² of exclusive area.
Source   民法典 art. 1259: 以上, 不低于 and 以内 include the number itself; 超过, 过半数 and 不满
         do not. Art. 278 gives the commonest shares.
Errors   ValueError for a threshold no roll can have, or a part that is no part of its whole.
         Callers' mistakes are refused before they come here (`surveys.counting.count`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

_WRITTEN = re.compile(r"([1-9]\d{0,5})(?:/([1-9]\d{0,5}))?")


class Comparison(StrEnum):
    AT_LEAST = ">="  # 以上, 不低于
    MORE_THAN = ">"  # 过半数, 超过


_CONTRARY = {Comparison.AT_LEAST: "<", Comparison.MORE_THAN: "<="}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that must be reached: ``Threshold.parse("2/3")`` is 三分之二以上."""

    share: Fraction
    comparison: Comparison = Comparison.AT_LEAST

    def __post_init__(self) -> None:
        if not isinstance(self.share, Fraction):
            raise ValueError(f"a share is an exact fraction, not {self.share!r}")
        if not 0 < self.share <= 1:
            raise ValueError(f"a threshold lies in (0, 1], not at {self.share}")
        if self.share == 1 and self.comparison is Comparison.MORE_THAN:
            raise ValueError("nobody can reach more than all")

    @classmethod
    def parse(cls, written: str, comparison: Comparison = Comparison.AT_LEAST) -> "Threshold":
        """``"4/5"`` or ``"1"`` as rule sets write it. ValueError for a decimal or a percentage."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise ValueError(f'a share is written like "2/3", not {written!r}')
        return cls(Fraction(int(match[1]), int(match[2] or "1")), comparison)

    @property
    def text(self) -> str:
        """The share as the contract writes it: ``"2/3"``, ``"1"``."""
        return str(self.share)

    def least(self, whole: int) -> int:
        """The smallest part of ``whole`` that is enough; at least 1, for silence is no consent."""
        asked = self.share.numerator * whole
        if self.comparison is Comparison.MORE_THAN:
            return asked // self.share.denominator + 1
        return max(1, -(-asked // self.share.denominator))


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a certificate: so many of so many, against what was asked.

    ``open_ended`` is for a sample (样本量): more may come than were asked for.
    """

    part: int
    whole: int
    threshold: Threshold
    open_ended: bool = False

    def __post_init__(self) -> None:
        if self.part < 0 or self.whole < 0 or (self.part > self.whole and not self.open_ended):
            raise ValueError(f"{self.part} of {self.whole} is not a share")

    @property
    def shortfall(self) -> int:
        """How many more of the measure would pass while the whole stays; 0 when passed."""
        return max(0, self.threshold.least(self.whole) - self.part)

    @property
    def passed(self) -> bool:
        """Reached? The same arithmetic as ``shortfall``, so the two can never disagree."""
        return self.shortfall == 0

    @property
    def inequality(self) -> str:
        """The finding as integers multiplied crosswise: ``5*241=1205 < 4*302=1208``.

        Of nothing, nothing passes; as ``0 >= 0`` would say the contrary, the line then shows the
        one voice that is missing: ``1*0=0 < 1*1=1``.
        """
        share, whole, comparison = self.threshold.share, self.whole, self.threshold.comparison
        if whole == 0:
            share, whole, comparison = Fraction(1), 1, Comparison.AT_LEAST
        left, right = share.denominator * self.part, share.numerator * whole
        sign = comparison if self.passed else _CONTRARY[comparison]
        return f"{share.denominator}*{self.part}={left} {sign} {share.numerator}*{whole}={right}"
