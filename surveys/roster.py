"""The roster of an estate: imported whole or not at all; a second import is a diff."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from models.actor import Actor
from models.base import db
from models.errors import RosterRows, _
from models.ids import uuid7
from models.places import Unit, UnitOwner
from models.sealed import fingerprint
from surveys import estates, roster_files
from surveys.roster_cells import plain
from surveys.roster_lines import COLUMNS, REQUIRED, Line, Mistake, key_of, read_line

BATCH = 2_000
MOST_ROWS = 500_000
MOST_MISTAKES = 500

T = TypeVar("T")
Columns = Mapping[str, tuple[int, str]]


@dataclass
class Report:
    """What an import did, or would do; ``mistakes`` are the first of ``mistake_count``."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    mistake_count: int = 0

    def note(self, *found: Mistake) -> None:
        """Remember mistakes, the first few hundred in words."""
        self.mistake_count += len(found)
        self.mistakes.extend(found[: MOST_MISTAKES - len(self.mistakes)])


@dataclass(frozen=True)
class Options:
    """``dry_run`` writes nothing; ``retire_missing`` retires units that the file leaves out."""

    dry_run: bool = False
    retire_missing: bool = False
    #: told the number of rows read, every few thousand; for a progress bar
    progress: Callable[[int], None] | None = None


class _Before(NamedTuple):
    """A unit as the last import left it."""

    unit_id: UUID
    digest: str
    retired: bool


def import_file(
    estate_id: UUID, file: IO[bytes], options: Options, *, by: Actor, at: datetime
) -> Report:
    """Read a roster and make it the estate's. With a single bad row nothing is written.

    Errors: Unknown; OutOfScope; RosterUnreadable; RosterRows with every bad cell (not in a dry
    run, whose report lists them).
    """
    estate = estates.one_estate(estate_id, by=by)
    report = Report()
    lines = _read(file, report, options)
    if report.mistake_count:
        if options.dry_run:
            return report
        raise RosterRows(report)
    _apply(estate.id, lines, report, options, at)
    return report


def _read(file: IO[bytes], report: Report, options: Options) -> list[str]:
    """Every line of the file, packed; mistakes go into the report."""
    lines: list[str] = []
    rows = roster_files.rows_of(file)
    number, header = next(rows, (1, ()))
    columns = _columns(number, header, report)
    if report.mistake_count:
        return []
    seen: set[bytes] = set()
    for number, cells in rows:
        report.rows += 1
        _tell(options, report.rows)
        if report.rows > MOST_ROWS:
            report.note(Mistake(number, "", "too_many_rows", _("At most 500,000 rows.")))
            return []
        line, mistakes = read_line(number, cells, columns)
        report.note(*mistakes)
        if line.building and line.room:
            if line.key in seen:
                message = _("This room stands in the file twice.")
                report.note(Mistake(number, columns["room"][1], "duplicate_room", message))
            seen.add(line.key)
        if not report.mistake_count:
            lines.append(line.packed)
    if not report.rows:
        message = _("There is no row below the column names.")
        report.note(Mistake(number + 1, "", "no_rows", message))
    return lines


def _tell(options: Options, rows: int) -> None:
    if options.progress is not None and rows % BATCH == 0:
        options.progress(rows)


def _columns(number: int, header: Sequence[object], report: Report) -> Columns:
    """Where each column stands, and what the file calls it; unknown ones are left alone."""
    found: dict[str, tuple[int, str]] = {}
    known = {name: column for column, names in COLUMNS.items() for name in names}
    for index, cell in enumerate(header):
        written = "" if cell is None else str(cell).strip()
        column = known.get(plain(written).lower())
        if column in found:
            message = _("This column stands in the file twice.")
            report.note(Mistake(number, written, "duplicate_column", message))
        elif column is not None:
            found[column] = (index, written)
    for column in REQUIRED:
        if column not in found:
            message = _("This column is missing.")
            report.note(Mistake(number, COLUMNS[column][0], "missing_column", message))
    return found


def _apply(
    estate_id: UUID, lines: list[str], report: Report, options: Options, at: datetime
) -> None:
    """Compare with what stands, a few thousand lines at a time, and write what differs."""
    estates.hold(estate_id)  # of two imports at once the second is a diff against the first
    known = _known(estate_id)
    for batch in _batches(iter(lines)):
        fresh: list[tuple[UUID, Line]] = []
        changed: list[tuple[UUID, Line]] = []
        for line in map(Line.unpacked, batch):
            before = known.pop(line.key, None)
            if before is None:
                fresh.append((uuid7(), line))
            elif before.retired or before.digest != line.digest:
                changed.append((before.unit_id, line))
        report.created += len(fresh)
        report.updated += len(changed)
        report.unchanged += len(batch) - len(fresh) - len(changed)
        if not options.dry_run:
            _write(estate_id, fresh, changed)
    if options.retire_missing:
        gone = [before.unit_id for before in known.values() if not before.retired]
        report.retired = len(gone)
        for ids in _batches(iter([] if options.dry_run else gone)):
            db.session.execute(update(Unit).where(Unit.id.in_(ids)).values(retired_at=at))


def _known(estate_id: UUID) -> dict[bytes, _Before]:
    rows = db.session.execute(
        select(
            Unit.building, Unit.entrance, Unit.room, Unit.id, Unit.roster_hash, Unit.retired_at
        ).where(Unit.estate_id == estate_id),
        execution_options={"yield_per": BATCH},
    )
    return {
        key_of(building, entrance, room): _Before(unit_id, said, gone is not None)
        for building, entrance, room, unit_id, said, gone in rows
    }


def _write(
    estate_id: UUID, fresh: list[tuple[UUID, Line]], changed: list[tuple[UUID, Line]]
) -> None:
    """Four statements at most, however many lines. Owners are written anew with their unit."""
    if changed:
        ids = [unit_id for unit_id, _line in changed]
        db.session.execute(delete(UnitOwner).where(UnitOwner.unit_id.in_(ids)))
        db.session.execute(update(Unit), [_unit(estate_id, *each) for each in changed])
    if fresh:
        db.session.execute(insert(Unit), [_unit(estate_id, *each) for each in fresh])
    owners = [owner for each in fresh + changed for owner in _owners(*each)]
    if owners:
        db.session.execute(insert(UnitOwner), owners)


def _unit(estate_id: UUID, unit_id: UUID, line: Line) -> dict[str, Any]:
    return {
        "id": unit_id,
        "estate_id": estate_id,
        "building": line.building,
        "entrance": line.entrance,
        "room": line.room,
        "area_dm2": line.area,
        "use": line.use,
        "tenure": line.tenure,
        "phone": line.phone or None,
        "phone_hash": fingerprint("phone", line.phone) if line.phone else None,
        "roster_hash": line.digest,
        "retired_at": None,
    }


def _owners(unit_id: UUID, line: Line) -> list[dict[str, Any]]:
    """Names sealed; of an identity number only a keyed hash and the last four."""
    rows = []
    for position, name in enumerate(line.owners):
        number = line.number(position)
        rows.append(
            {
                "unit_id": unit_id,
                "position": position + 1,
                "name": name,
                "id_hash": fingerprint("id", number) if number else None,
                "id_last4": number[-4:] or None,
                "identity": line.identity(position),
            }
        )
    return rows


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, BATCH)):
        yield batch
