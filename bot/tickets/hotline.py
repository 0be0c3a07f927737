"""12345 work orders, taken over by their number from the sheet that the hotline exports.

Every order becomes one ticket, however often its sheet is imported; what is here already is left
as it is. All or nothing: a sheet with one row that cannot be read changes nothing, and each such
row is named by its number in the sheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.tickets import intake
from bot.understanding.clean import clean
from bot.understanding.estates import EstateNames, keys_of
from bot.understanding.read import read
from models.actor import Actor
from models.base import db
from models.errors import ChangedMeanwhile, Fault, Invalid, _
from models.kinds import TicketSource
from models.listening import Ticket
from models.places import Estate

#: our field → the headings by which platforms call it
HEADINGS: Mapping[str, Sequence[str]] = {
    "number": ("工单编号", "工单号", "编号", "受理编号", "单号"),
    "text": ("诉求内容", "工单内容", "反映内容", "问题描述", "内容"),
    "estate": ("小区", "小区名称", "事发小区", "诉求地址", "事发地址", "地址"),
}
LONGEST_NUMBER, LONGEST_TEXT = 64, 2000
MOST_ROWS = 5000

#: the number of a row as Excel shows it, and its cells
Row = tuple[int, Sequence[object]]


@dataclass
class Taken:
    """What became of a sheet: numbers of new tickets, and how many orders were here before."""

    opened: list[str] = field(default_factory=list)
    known: int = 0
    unplaced: int = 0  # of those opened: no estate of the caller's reach is named


@dataclass(frozen=True, slots=True)
class _Order:
    row: int
    number: str
    text: str
    estate: str


def take_over(
    rows: Iterator[Row], names: EstateNames, *, dry_run: bool, by: Actor, at: datetime
) -> Taken:
    """Open a ticket for every order of the sheet that is not here yet.

    ``rows``: the heading first; ``names``: those of the estates in the reach of ``by``;
    ``dry_run``: only say what would be done. Errors: Invalid naming rows and headings;
    ChangedMeanwhile when the same sheet is imported at the same moment.
    """
    orders = _orders(rows)
    here = _here(orders)
    taken = Taken(known=sum(order.number in here for order in orders))
    try:
        for order in orders:
            if order.number in here:
                continue
            estate = _estate(order, names)
            taken.unplaced += estate is None
            taken.opened.append("" if dry_run else _opened(order, estate, by, at))
    except IntegrityError as twice:
        raise ChangedMeanwhile from twice
    return taken


def _opened(order: _Order, estate: Estate | None, by: Actor, at: datetime) -> str:
    return intake.open_ticket(
        order.text,
        read(order.text),
        estate_id=estate.id if estate else None,
        division=estate.division if estate else "",
        source=TicketSource.HOTLINE_12345,
        requester=None,
        anonymous=False,
        by=by,
        at=at,
        external_id=order.number,
    ).number


def _orders(rows: Iterator[Row]) -> list[_Order]:
    heading = next(rows, None)
    columns = _columns(heading[1] if heading else ())
    orders: dict[str, _Order] = {}
    faults: list[Fault] = []
    for row, cells in rows:
        told = {name: _cell(cells, place) for name, place in columns.items()}
        order = _Order(row, told["number"], told["text"], told.get("estate", ""))
        fault = _fault(order, orders)
        if fault is not None:
            faults.append(fault)
        elif len(orders) >= MOST_ROWS:
            raise Invalid(Fault(f"/rows/{row}", "too_many_rows", _("At most 5,000 rows at once.")))
        orders.setdefault(order.number, order)
    if faults:
        raise Invalid(*faults)
    return list(orders.values())


def _fault(order: _Order, before: Mapping[str, _Order]) -> Fault | None:
    at = f"/rows/{order.row}"
    if not 0 < len(order.number) <= LONGEST_NUMBER:
        return Fault(f"{at}/number", "required", _("Missing data for required field."))
    if not 0 < len(order.text) <= LONGEST_TEXT:
        sentence = _("The matter has 1 to 2,000 characters.")
        return Fault(f"{at}/text", "out_of_range", sentence)
    if order.number in before:
        return Fault(f"{at}/number", "twice", _("This number stands in the sheet twice."))
    return None


def _columns(heading: Sequence[object]) -> dict[str, int]:
    told = [str(cell or "").strip() for cell in heading]
    found = {
        name: told.index(known)
        for name, headings in HEADINGS.items()
        for known in list(headings)[::-1]
        if known in told
    }
    missing = [name for name in ("number", "text") if name not in found]
    if missing:
        sentence = _("The first row needs the headings 工单编号 and 诉求内容.")
        raise Invalid(*(Fault(f"/heading/{name}", "required", sentence) for name in missing))
    return found


def _cell(cells: Sequence[object], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # Excel makes a number of what looks like one
    return str(value).strip() if value is not None else ""


def _here(orders: Iterable[_Order]) -> set[str]:
    numbers = [order.number for order in orders]
    same = Ticket.source == TicketSource.HOTLINE_12345
    found = db.session.scalars(
        select(Ticket.external_id).where(same, Ticket.external_id.in_(numbers))
    )
    return {number for number in found if number}


def _estate(order: _Order, names: EstateNames) -> Estate | None:
    """The one estate that the row names; where two are meant, a person looks."""
    keys = _named(order.estate, names) or _named(order.text, names)
    return db.session.get(Estate, UUID(keys[0])) if len(keys) == 1 else None


def _named(text: str, names: EstateNames) -> tuple[str, ...]:
    return keys_of(names.find(clean(text)))
