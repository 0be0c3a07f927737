"""The annual plan's ceiling: estates built after 2000 may hold 15 % of its households, not more.

Source   青建房〔2023〕268号: 建成于2000年后、2005年底前 占比不得超过 15 %(按居民户数计). Counted in
         households, never in estates; one built after 2005 is not eligible at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveys.counting.shares import BuildGroup, Ceiling, build_group, newer_share_ok


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's households by age of the estates, and whether the ceiling holds."""

    households: dict[BuildGroup, int]
    newer: Ceiling

    @property
    def passed(self) -> bool:
        """Within the ceiling, and nothing too new among it."""
        return self.newer.passed and self.households[BuildGroup.TOO_NEW] == 0


def check_plan(estates: Iterable[tuple[date, int]]) -> Plan:
    """``estates``: (built on, households) of each estate in the plan."""
    households = dict.fromkeys(BuildGroup, 0)
    for built_on, number in estates:
        households[build_group(built_on)] += number
    eligible = households[BuildGroup.OLD] + households[BuildGroup.NEWER]
    return Plan(households, newer_share_ok(households[BuildGroup.NEWER], eligible))
