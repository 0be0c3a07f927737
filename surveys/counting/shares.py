"""Parts of a whole: percentages as they are printed, money to the fen, ceilings that may be met.

Units    Money in fen, area in dm², rates in fen per ㎡ (5 元/㎡ is 500).
Source   青海 2023: estates built 2001–2005 hold 不得超过 15 % of a plan's households (<=, 民法典
         art. 1259). 青羊: residents pay by exclusive area (不低于 5 元/㎡).
Design   Percentages are cut, never rounded up: 79.80 % must not print as 80 %. A sum of money that
         is no whole number of fen is cut; its parts always add up to it (largest remainder).
Errors   ValueError for negative numbers, and for money to be split over nothing.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

NEWER_SHARE = Fraction(3, 20)  # 15 %
NO_PERCENT = "—"


def cut_percent(numerator: int, denominator: int, digits: int = 2) -> str:
    """``cut_percent(241, 302)`` → ``"79.80"``, without the sign; a dash where nothing is asked.

    For reading only: what is compared with a threshold is never a percentage.
    """
    if numerator < 0 or denominator < 0 or digits < 0:
        raise ValueError(f"no percentage: {numerator} of {denominator}")
    if denominator == 0:
        return NO_PERCENT
    scale = 10**digits
    whole, rest = divmod(100 * scale * numerator // denominator, scale)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two whole numbers as they were counted, not reduced: 268 of 300 stays 268 of 300."""

    numerator: int
    denominator: int

    def as_dict(self) -> dict[str, int]:
        """Both numbers, for answers and certificates."""
        return {"numerator": self.numerator, "denominator": self.denominator}

    def percent(self, digits: int = 2) -> str:
        """For reading; cut, not rounded."""
        return cut_percent(self.numerator, self.denominator, digits)

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A part that may reach ``share`` of the whole and not exceed it (不得超过)."""

    part: int
    whole: int
    share: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is not a share")

    @property
    def excess(self) -> int:
        """How many too many there are while the whole stays; 0 when passed."""
        most = self.share.numerator * self.whole // self.share.denominator
        return max(0, self.part - most)

    @property
    def passed(self) -> bool:
        """Not exceeded? Exactly at the ceiling passes."""
        return self.excess == 0

    @property
    def inequality(self) -> str:
        """As a finding prints it: ``20*1801=36020 > 3*12001=36003``."""
        p, q = self.share.numerator, self.share.denominator
        sign = "<=" if self.passed else ">"
        return f"{q}*{self.part}={q * self.part} {sign} {p}*{self.whole}={p * self.whole}"


def newer_share_ok(newer: int, total: int) -> Ceiling:
    """The 15 % rule: households (never estates) of the 2001–2005 group in a plan's households."""
    return Ceiling(newer, total, NEWER_SHARE)


class BuildGroup(StrEnum):
    OLD = "old"
    NEWER = "newer"
    TOO_NEW = "too_new"


def build_group(
    built_on: date,
    *,
    old_until: date = date(2000, 12, 31),
    newer_until: date = date(2005, 12, 31),
) -> BuildGroup:
    """Which group of the 15 % rule an estate belongs to; the days are a jurisdiction's own."""
    if built_on <= old_until:
        return BuildGroup.OLD
    return BuildGroup.NEWER if built_on <= newer_until else BuildGroup.TOO_NEW


def owed_total(area_dm2: int, fen_per_m2: int) -> int:
    """What an area owes, in fen; a broken fen is cut, so that nobody owes more than the rate."""
    if area_dm2 < 0 or fen_per_m2 < 0:
        raise ValueError("an area and a rate are not negative")
    return area_dm2 * fen_per_m2 // 100


def owed_by_area(areas: Mapping[K, int], fen_per_m2: int) -> dict[K, int]:
    """Each unit's part of what all areas together owe, in fen; the parts add up to the total."""
    return split(owed_total(sum(areas.values()), fen_per_m2), areas)


def split(amount_fen: int, weights: Mapping[K, int]) -> dict[K, int]:
    """``amount_fen`` by weight, to the fen: the fen left over go to the largest remainders.

    Equal remainders are served in the order of the mapping, so the same list gives the same bill.
    """
    total = sum(weights.values())
    if amount_fen < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("an amount and its weights are not negative")
    if total == 0:
        if amount_fen:
            raise ValueError("there is nobody to bear the amount")
        return dict.fromkeys(weights, 0)
    parts = {key: amount_fen * weight // total for key, weight in weights.items()}
    left = amount_fen - sum(parts.values())
    by_remainder = sorted(weights, key=lambda key: -(amount_fen * weights[key] % total))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts
