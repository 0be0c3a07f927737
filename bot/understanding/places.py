"""Where in an estate? Building, entrance and room, in every way people write them."""

import re

from bot.understanding.reading import Place

_DIGITS = {"零": 0, "〇": 0, "一": 1, "幺": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9}  # fmt: skip
_CHINESE = "一二三四五六七八九十百"
_N = rf"(?:(?<!\d)\d{{1,3}}|(?<![{_CHINESE}])[{_CHINESE}][零{_CHINESE}]{{0,4}})"
_FLAT = r"(?:(?<!\d)\d{3,4}(?!\d)|[一二三四五六七八九][零〇一幺二三四五六七八九]{2,3})"
_DASH = r"\s*[-—–/]\s*"
_COUNTED = r"(?<![这那每整哪同有几另共])"  # 这一栋楼 is a building, not the first one; 两栋 counts
_NOT_A_ROOM = r"(?!\s*(?:元|块|年|月|日|天|万|平|米|人|次|度|[楼栋幢]|号楼))"
_BUILDING = re.compile(
    rf"{_COUNTED}({_N}|[a-z]\d?)\s*(?:号楼|栋|幢|#楼|#)"
    r"|(?<![a-z\d])([a-z]\d?|\d{1,3})\s*座"
    rf"|#\s*(\d{{1,3}})\s*楼|(?<!\d)(\d{{1,3}})\s*号(?=\s*(?:{_N}\s*单元|\d{{3,4}}\s*室))"
)
_ENTRANCE = re.compile(rf"{_COUNTED}({_N}|[东西中南北])\s*(?:单元|门洞|门栋|洞(?=\s*\d))")
_ROOM = re.compile(rf"(?:(\d{{1,2}}){_DASH})?({_FLAT}){_NOT_A_ROOM}")
_ROOM_ALONE = re.compile(rf"({_FLAT})\s*(?:室|号?房(?!子|屋|间|价|东|租))")
_DASHED = re.compile(
    rf"(?<![\d-])(\d{{1,3}}){_DASH}(\d{{1,2}}){_DASH}(\d{{3,4}})(?![\d-]){_NOT_A_ROOM}"
)
_NEAR = 3  # letters between an entrance and its room: 号楼2单元的501
_MOST_ON_A_FLOOR = 60


def find_place(text: str) -> Place:
    """``"3号楼2单元501"``, ``"三栋二单元"``, ``"3-2-501"`` → parts in digits, or None.

    ``text`` is cleaned (``clean.py``). A building counted (``两栋楼``) or pointed at (``这一栋``)
    is not a place, nor is a sum of money a room.
    """
    dashed = _DASHED.search(text)
    if dashed and _is_room(dashed[3]):
        return Place(*(_number(part) for part in dashed.groups()))
    building, entrance = _BUILDING.search(text), _ENTRANCE.search(text)
    end = max((found.end() for found in (building, entrance) if found), default=None)
    door, room = (None, _alone(text)) if end is None else _behind(text, end)
    name = next((part for part in building.groups() if part), None) if building else None
    return Place(
        _number(name) if name else None,
        _number(entrance[1]) if entrance else door,
        room,
    )


def _behind(text: str, end: int) -> tuple[str | None, str | None]:
    """Entrance and room that stand right behind a building or an entrance."""
    found = _ROOM.search(text, end)
    if found is None or found.start() - end > _NEAR or not _is_room(_number(found[2])):
        return None, _alone(text)
    return (_number(found[1]) if found[1] else None), _number(found[2])


def _alone(text: str) -> str | None:
    rooms = (_number(found[1]) for found in _ROOM_ALONE.finditer(text))
    return next((room for room in rooms if _is_room(room)), None)


def _is_room(digits: str) -> bool:
    """A floor and a number on it: 501 is one, 800 and 2099 are not."""
    floor, number = divmod(int(digits), 100)
    return floor >= 1 and 1 <= number <= _MOST_ON_A_FLOOR


def _number(written: str) -> str:
    """Digits, or Chinese numerals up to the hundreds, as digits; letters as capitals."""
    if written.isdigit():
        return str(int(written))
    if not set(written) <= {*_DIGITS, "十", "百"}:
        return written.upper()
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
