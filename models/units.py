"""Areas and money in whole numbers, read exactly from what people write.

Units    area in dm² (``area_dm2``: 1 dm² = 0.01 ㎡), money in fen (``amount_fen``).
Errors   ValueError for a float, for more than two decimals, or for what is no number.
"""

import re
from typing import NewType

AreaDm2 = NewType("AreaDm2", int)
Fen = NewType("Fen", int)

_TWO_DECIMALS = re.compile(r"(\d{1,15})(?:\.(\d{1,2}))?")


def hundredths(written: str | int) -> int:
    """``"88.16"`` → 8816. Exact: no float is taken, no third decimal is rounded away."""
    if isinstance(written, bool) or not isinstance(written, str | int):
        raise ValueError(f"not an exact number: {written!r}")
    match = _TWO_DECIMALS.fullmatch(str(written).strip().replace(",", ""))
    if match is None:
        raise ValueError(f"not a number with at most two decimals: {written!r}")
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def area_dm2(written: str | int) -> AreaDm2:
    """Square metres as people write them → dm²."""
    return AreaDm2(hundredths(written))


def fen(written: str | int) -> Fen:
    """Yuan as people write them → fen."""
    return Fen(hundredths(written))


def square_metres(area: int) -> str:
    """2843157 → ``"28,431.57"``."""
    return f"{area // 100:,}.{area % 100:02d}"


def yuan(amount: int) -> str:
    """14215785 → ``"142,157.85"``."""
    return f"{amount // 100:,}.{amount % 100:02d}"
