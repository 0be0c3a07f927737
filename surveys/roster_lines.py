"""One row of a roster, read exactly: what a unit is, who owns it, and every mistake by its column."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from models import units
from models.errors import _
from models.kinds import Tenure, UnitUse
from models.sealed import fingerprint

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
    "住宅": UnitUse.RESIDENTIAL,
    "商铺": UnitUse.SHOP,
    "车位": UnitUse.PARKING,
    "其他": UnitUse.OTHER,
    **{str(use): use for use in UnitUse},
}
TENURES = {
    "已交付": Tenure.DELIVERED,
    "未交付": Tenure.UNDELIVERED,
    "未售": Tenure.UNSOLD,
    **{str(tenure): tenure for tenure in Tenure},
}
SEPARATORS = re.compile(r"[、;；,，]")
PHONE = re.compile(r"\+?\d[\d-]{6,18}")
ORGANISATION = re.compile(
    r"公司|工厂|厂$|局$|委员会|管委会|中心$|学校|医院|集团|合作社|银行|支行|处$|所$|站$|协会|基金"
)
MOST = 20  # characters of a building, entrance or room


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one cell; ``column`` is the header as the file writes it."""

    row: int
    column: str
    code: str
    message: str


@dataclass(slots=True)
class Line:
    """A unit as the roster tells it, ready to be stored."""

    row: int
    building: str = ""
    entrance: str = ""
    room: str = ""
    area_dm2: int = 0
    use: UnitUse = UnitUse.RESIDENTIAL
    tenure: Tenure = Tenure.DELIVERED
    owners: list[str] = field(default_factory=list)
    owner_ids: list[str] = field(default_factory=list)
    phone: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What a unit is known by within its estate."""
        return self.building, self.entrance, self.room

    @property
    def digest(self) -> str:
        """Of everything the roster says: equal digests need no update."""
        said = [str(self.area_dm2), self.use, self.tenure, self.phone, *self.owners, "|"]
        return fingerprint(
            "roster", sha256("\0".join([*said, *self.owner_ids]).encode()).hexdigest()
        )

    def identity(self, position: int) -> str | None:
        """Who an owner is, for counting heads; None when nothing tells them apart (decision 0009)."""
        if position < len(self.owner_ids) and self.owner_ids[position]:
            return fingerprint("owner", f"id:{self.owner_ids[position]}")
        name = self.owners[position]
        if ORGANISATION.search(name):
            return fingerprint("owner", f"org:{name}")
        if self.phone and len(self.owners) == 1:
            return fingerprint("owner", f"np:{name}:{self.phone}")
        return None


def read_line(
    row: int, cells: Sequence[object], columns: Mapping[str, tuple[int, str]]
) -> tuple[Line, list[Mistake]]:
    """A row by its columns (``{"area": (index, header)}``), with every mistake in it."""
    line, mistakes = Line(row), []
    for column, (index, header) in columns.items():
        value = cells[index] if index < len(cells) else None
        fault = _READERS[column](line, _text(value)) if not _is_formula(value) else _FORMULA
        if fault is not None:
            mistakes.append(Mistake(row, header, *fault))
    if len(line.owner_ids) > len(line.owners):
        header = columns["owner_ids"][1]
        message = _("There are more identity numbers than owners.")
        mistakes.append(Mistake(row, header, "more_ids_than_owners", message))
    return line, mistakes


Fault = tuple[str, str] | None
_FORMULA = ("formula_cell", _("A formula stands here; write the value itself."))


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.lstrip().startswith(("=", "+=", "@"))


def _text(value: object) -> str:
    """A cell as text. Excel's numbers come as floats; their shortest form is what was typed."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _place(name: str, *, required: bool) -> Callable[[Line, str], Fault]:
    def read(line: Line, text: str) -> Fault:
        if not text and required:
            return ("required", _("This cell must not be empty."))
        if len(text) > MOST or any(ord(letter) < 32 for letter in text):
            return ("too_long", _("At most 20 characters."))
        setattr(line, name, text)
        return None

    return read


def _area(line: Line, text: str) -> Fault:
    number = text.replace(",", "")
    if not number:
        return ("required", _("This cell must not be empty."))
    if number.startswith("-"):
        return ("not_positive", _("An area is more than 0."))
    if re.fullmatch(r"\d+\.\d{3,}", number):
        return ("too_many_decimals", _("An area has two decimals at most."))
    try:
        line.area_dm2 = units.area_dm2(number)
    except ValueError:
        return ("not_a_number", _("Write an area such as 88.16."))
    if line.area_dm2 <= 0 or line.area_dm2 > 10**9:
        return ("not_positive", _("An area is more than 0."))
    return None


def _use(line: Line, text: str) -> Fault:
    if text and text not in USES:
        return ("unknown_use", _("Write 住宅, 商铺, 车位 or 其他."))
    line.use = USES.get(text, UnitUse.RESIDENTIAL)
    return None


def _tenure(line: Line, text: str) -> Fault:
    if text and text not in TENURES:
        return ("unknown_tenure", _("Write 已交付, 未交付 or 未售."))
    line.tenure = TENURES.get(text, Tenure.DELIVERED)
    return None


def _owners(line: Line, text: str) -> Fault:
    line.owners = [name.strip() for name in SEPARATORS.split(text) if name.strip()]
    if len(line.owners) > 20 or any(len(name) > 80 for name in line.owners):
        return ("too_long", _("At most 20 owners of at most 80 characters."))
    return None


def _owner_ids(line: Line, text: str) -> Fault:
    line.owner_ids = [each.strip().upper() for each in SEPARATORS.split(text)] if text else []
    if any(each and not _is_identity(each) for each in line.owner_ids):
        return ("bad_identity_number", _("An identity number is wrong; check its digits."))
    return None


def _phone(line: Line, text: str) -> Fault:
    if text and not PHONE.fullmatch(text):
        return ("bad_phone", _("Write a telephone number in digits."))
    line.phone = re.sub(r"\D", "", text)
    return None


def _is_identity(number: str) -> bool:
    """By its shape only: a clerk's roster has residents' numbers, passports and company codes,
    and a wrong check digit must not keep a whole estate from voting."""
    return re.fullmatch(r"[0-9A-Z()（）-]{4,30}", number) is not None


_READERS: Mapping[str, Callable[[Line, str], Fault]] = {
    "building": _place("building", required=True),
    "entrance": _place("entrance", required=False),
    "room": _place("room", required=True),
    "area": _area,
    "use": _use,
    "owners": _owners,
    "owner_ids": _owner_ids,
    "phone": _phone,
    "tenure": _tenure,
}
