"""Numbers, days and places as paper shows them. Whole numbers only: nothing here is rounded up.

Units    household 户, head 人, area in dm² (1 dm² = 0.01 ㎡), printed like ``28,431.57 ㎡``.
Errors   ValueError for a moment without a time zone.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models import clock
from models.kinds import Measure
from models.units import square_metres

Words = Mapping[str, Any]

_SIGNS = (("*", "×"), (">=", "≥"), ("<=", "≤"))
_BARE = re.compile(r"[0-9A-Za-z#-]+")


def quantity(measure: str, number: int, words: Words) -> str:
    """1234 households → ``1,234 户``; 2843157 dm² → ``28,431.57 ㎡``."""
    written = square_metres(number) if measure == Measure.AREA else f"{number:,}"
    return f"{written} {words['units'][measure]}"


def three(weights: Mapping[str, int] | None, words: Words) -> list[str]:
    """One total by household, head and area; nobody where nothing is said."""
    return [quantity(measure, (weights or {}).get(measure, 0), words) for measure in Measure]


def inequality(written: str) -> str:
    """``3*210=630 >= 2*300=600`` with the signs of reference 6.2: ``3×210=630 ≥ 2×300=600``."""
    for machine, printed in _SIGNS:
        written = written.replace(machine, printed)
    return written


def day(written: str, words: Words) -> str:
    """``2026-11-20`` → ``2026年11月20日``."""
    asked = date.fromisoformat(written)
    return str(words["day"]).format(year=asked.year, month=asked.month, day=asked.day)


def moment(written: str | None, words: Words) -> str:
    """An ISO moment → ``2026年11月20日 12:00`` on a clock in Shanghai; a dash for none."""
    if written is None:
        return "—"
    asked = datetime.fromisoformat(written)
    if asked.tzinfo is None:
        raise ValueError(f"a moment has a time zone: {written!r}")
    local = asked.astimezone(clock.PEOPLES_TIME)
    return f"{day(local.date().isoformat(), words)} {local:%H:%M}"


def place(where: Mapping[str, str | None], words: Words) -> str:
    """``1号楼1单元101室``. A part that is already a word (``东院``) stays as it is written."""
    written = ""
    for part in ("building", "entrance", "room"):
        name = where.get(part) or ""
        written += words["place"][part].format(name) if _BARE.fullmatch(name) else name
    return written


def scope(where: Mapping[str, str | None] | None, words: Words) -> str:
    """The part of the estate that is asked: a building or entrance, or all of it."""
    return place(where or {}, words) or str(words["whole_estate"])


def said(text: Mapping[str, str] | None, words: Words) -> str:
    """A form's text in the paper's language, in Chinese where that is missing."""
    found = (text or {}).get(words["language"]) or (text or {}).get("zh")
    return str(found or "")


def grouped(code: str) -> str:
    """``abcdefgh`` → ``ABCD-EFGH``: four letters at a time are what an eye keeps."""
    letters = re.sub(r"[\s-]", "", code).upper()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
