"""Where in an estate? Building, entrance and room, in every way people write them."""

import re

from bot.understanding.reading import Place

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9}  # fmt: skip
_N = r"(\d{1,4}|[零〇一二两三四五六七八九十百]{1,5})"
_BUILDING = re.compile(_N + r"\s*(?:号楼|栋|幢|座|号院|#楼|#)")
_ENTRANCE = re.compile(_N + r"\s*(?:单元|门洞|门栋|洞)")
_ROOM = re.compile(r"(\d{3,4})\s*(?:室|房|号|户)?(?![\d楼栋幢])")
_DASHED = re.compile(r"(?<![\d-])(\d{1,3})\s*-\s*(\d{1,2})\s*-\s*(\d{3,4})(?![\d-])")


def find_place(text: str) -> Place:
    """``"3号楼2单元501"``, ``"三栋二单元"``, ``"3-2-501"`` → parts in digits, or None."""
    dashed = _DASHED.search(text)
    if dashed:
        return Place(*dashed.groups())
    building, entrance = _BUILDING.search(text), _ENTRANCE.search(text)
    last = max((m.end() for m in (building, entrance) if m), default=None)
    room = _ROOM.search(text, last) if last is not None else None
    near = room if room is not None and room.start() - (last or 0) <= 4 else None
    return Place(
        _number(building[1]) if building else None,
        _number(entrance[1]) if entrance else None,
        near[1] if near else None,
    )


def _number(written: str) -> str:
    """Digits, or Chinese numerals up to the hundreds, as digits."""
    if written.isdigit():
        return str(int(written))
    if not set(written) & {"十", "百"}:
        return str(int("".join(str(_DIGITS[letter]) for letter in written)))
    total, digit = 0, 0
    for letter in written:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        else:
            total += (digit or 1) * (100 if letter == "百" else 10)
            digit = 0
    return str(total + digit)
