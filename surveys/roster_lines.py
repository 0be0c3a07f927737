"""One row of a roster, read exactly: what a unit is, who owns it, every mistake by its column."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from models import units
from models.errors import _
from models.kinds import Tenure, UnitUse
from models.sealed import fingerprint
from surveys.roster_cells import WrongCell, plain, text_of
from surveys.roster_owners import identity_of, number_of

#: column → the headers it goes by, Chinese first (contract, section 5)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "building": ("楼栋", "building"),
    "entrance": ("单元", "entrance"),
    "room": ("房号", "room"),
    "area": ("专有面积", "area"),
    "use": ("用途", "use"),
    "owners": ("业主", "owners"),
    "owner_ids": ("证件", "owner_ids"),
    "phone": ("电话", "phone"),
    "tenure": ("产权状态", "tenure"),
}
REQUIRED = ("building", "room", "area")
USES = {
    "": UnitUse.RESIDENTIAL,
    "住宅": UnitUse.RESIDENTIAL,
    "商铺": UnitUse.SHOP,
    "车位": UnitUse.PARKING,
    "其他": UnitUse.OTHER,
    **{str(use): use for use in UnitUse},
}
TENURES = {
    "": Tenure.DELIVERED,
    "已交付": Tenure.DELIVERED,
    "未交付": Tenure.UNDELIVERED,
    "未售": Tenure.UNSOLD,
    **{str(tenure): tenure for tenure in Tenure},
}
MOST_PLACE, MOST_OWNERS, MOST_NAME = 20, 20, 80  # characters, owners, characters
MOST_AREA_DM2 = 10**8  # a unit of 1,000,000 ㎡ is a slip of the pen

_SEPARATORS = re.compile(r"[、;；,，\n]")
_AREA = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2})(\.[0-9]+)?")  # not 88,16 for 88.16
_PHONE = re.compile(r"[0-9]{7,15}")
_FIELD, _ITEM = "\x1f", "\x1e"  # control characters do not get past `text_of`
_RULES = "1"  # of identity and normal forms: a new number makes the next import rewrite every line


class Mistake(NamedTuple):
    """What is wrong in one cell; ``column`` is the header as the file writes it."""

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as the roster tells it, in normal form."""

    building: str = ""
    entrance: str = ""
    room: str = ""
    area: int = 0  # dm²
    use: UnitUse = UnitUse.RESIDENTIAL
    owners: tuple[str, ...] = ()
    owner_ids: tuple[str, ...] = ()  # as the owners; "" where unknown
    phone: str = ""
    tenure: Tenure = Tenure.DELIVERED

    @property
    def key(self) -> bytes:
        """What the unit is known by within its estate, short: rosters are long."""
        return key_of(self.building, self.entrance, self.room)

    @property
    def packed(self) -> str:
        """The whole line as one short text, to wait in until all lines are known to be right."""
        owners, numbers = _ITEM.join(self.owners), _ITEM.join(self.owner_ids)
        place = (self.building, self.entrance, self.room)
        more = (str(self.area), self.use, owners, numbers, self.phone, self.tenure)
        return _FIELD.join(place + more)

    @classmethod
    def unpacked(cls, packed: str) -> "Line":
        """The line that `packed` made this text of."""
        building, entrance, room, area, use, owners, numbers, phone, tenure = packed.split(_FIELD)
        return cls(
            building,
            entrance,
            room,
            int(area),
            UnitUse(use),
            tuple(owners.split(_ITEM)) if owners else (),
            tuple(numbers.split(_ITEM)) if numbers else (),
            phone,
            Tenure(tenure),
        )

    @property
    def digest(self) -> str:
        """Of everything the roster says of the unit: equal digests need no update."""
        return fingerprint("roster", _RULES + _FIELD + self.packed)

    def number(self, position: int) -> str:
        """The identity number of the owner at ``position``; empty where the roster has none."""
        return self.owner_ids[position] if position < len(self.owner_ids) else ""

    def identity(self, position: int) -> str | None:
        """Who this owner is for counting heads, as `roster_owners.identity_of` decides."""
        name, alone = self.owners[position], len(self.owners) == 1
        return identity_of(name, self.number(position), self.phone, alone=alone)


def key_of(building: str, entrance: str, room: str) -> bytes:
    """16 bytes that stand for a place in an estate."""
    place = _FIELD.join((building, entrance, room))
    return blake2b(place.encode(), digest_size=16).digest()


def read_line(
    row: int, cells: Sequence[object], columns: Mapping[str, tuple[int, str]]
) -> tuple[Line, list[Mistake]]:
    """A row by its columns (``{"area": (index, header)}``), with every mistake in it."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for column, (index, header) in columns.items():
        try:
            text = text_of(cells[index] if index < len(cells) else None)
            values[column] = _READERS[column](text)
        except WrongCell as wrong:
            mistakes.append(Mistake(row, header, wrong.code, wrong.message))
    line = Line(**values)
    if "owners" not in values and "owners" in columns:  # its own mistake is named already
        return line, mistakes
    if len(line.owner_ids) > len(line.owners):
        message = _("There are more identity numbers than owners.")
        mistakes.append(Mistake(row, columns["owner_ids"][1], "more_ids_than_owners", message))
    return line, mistakes


def _required(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def checked(text: str) -> Any:
        if not text:
            raise WrongCell("required", _("This cell must not be empty."))
        return read(text)

    return checked


def _place(text: str) -> str:
    if len(place := plain(text)) > MOST_PLACE:
        raise WrongCell("too_long", _("At most 20 characters."))
    return place


def _area(text: str) -> int:
    number = plain(text)
    if not _AREA.fullmatch(number.removeprefix("-")):
        raise WrongCell("not_a_number", _("Write an area in square metres, such as 88.16."))
    if len(number.partition(".")[2]) > 2:
        raise WrongCell("too_many_decimals", _("An area has two decimals at most."))
    area = 0 if number.startswith("-") else units.area_dm2(number)
    if area == 0:
        raise WrongCell("not_positive", _("An area is more than 0."))
    if area > MOST_AREA_DM2:
        raise WrongCell("out_of_range", _("An area is at most 1,000,000 square metres."))
    return area


def _use(text: str) -> UnitUse:
    if (word := plain(text).lower()) not in USES:
        raise WrongCell("unknown_use", _("Write 住宅, 商铺, 车位 or 其他."))
    return USES[word]


def _tenure(text: str) -> Tenure:
    if (word := plain(text).lower()) not in TENURES:
        raise WrongCell("unknown_tenure", _("Write 已交付, 未交付 or 未售."))
    return TENURES[word]


def _owners(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in _SEPARATORS.split(text) if name.strip())
    if len(names) > MOST_OWNERS or any(len(name) > MOST_NAME for name in names):
        raise WrongCell("too_long", _("At most 20 owners of at most 80 characters."))
    return names


def _owner_ids(text: str) -> tuple[str, ...]:
    """One for each owner; a gap (``1;;3``) means that the second owner's is not known."""
    numbers = [number_of(each) for each in _SEPARATORS.split(text)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _phone(text: str) -> str:
    """Digits as WeChat tells them: a mobile number in China has no country code."""
    digits = re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)|^\+", "", digits)
    if digits and not _PHONE.fullmatch(digits):
        raise WrongCell("bad_phone", _("Write one telephone number of 7 to 15 digits."))
    return digits


_READERS: Mapping[str, Callable[[str], Any]] = {
    "building": _required(_place),
    "entrance": _place,
    "room": _required(_place),
    "area": _required(_area),
    "use": _use,
    "owners": _owners,
    "owner_ids": _owner_ids,
    "phone": _phone,
    "tenure": _tenure,
}
