"""The roster of an estate: imported whole or not at all; a second import is a diff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from models.actor import Actor
from models.base import db
from models.errors import RosterRows, _
from models.ids import uuid7
from models.places import Unit, UnitOwner
from models.sealed import fingerprint
from surveys import estates, roster_files
from surveys.roster_lines import COLUMNS, REQUIRED, Line, Mistake, read_line

BATCH = 2_000
MOST_ROWS = 500_000
MOST_MISTAKES = 500


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

    def note(self, found: Iterable[Mistake]) -> None:
        """Remember mistakes, the first few hundred in words."""
        for mistake in found:
            self.mistake_count += 1
            if len(self.mistakes) < MOST_MISTAKES:
                self.mistakes.append(mistake)


@dataclass(frozen=True)
class Options:
    """``dry_run`` writes nothing; ``retire_missing`` retires units that the file leaves out."""

    dry_run: bool = False
    retire_missing: bool = False


def import_file(
    estate_id: UUID, file: IO[bytes], options: Options, *, by: Actor, at: datetime
) -> Report:
    """Read a roster and make it the estate's. With a single bad row nothing is written.

    Errors: Unknown; OutOfScope; RosterUnreadable; RosterRows with every bad cell (not in a dry
    run, whose report lists them).
    """
    estate = estates.one_estate(estate_id, by=by)
    report = Report()
    lines = _read(file, report)
    if report.mistake_count:
        if options.dry_run:
            return report
        raise RosterRows(report)
    _apply(estate.id, lines, report, options, at)
    return report


def _read(file: IO[bytes], report: Report) -> list[Line]:
    """Every line of the file; mistakes go into the report."""
    lines: list[Line] = []
    seen: dict[tuple[str, str, str], int] = {}
    columns: Mapping[str, tuple[int, str]] = {}
    for number, cells in roster_files.rows_of(file):
        if not columns:
            columns = _columns(number, cells, report)
            if not set(REQUIRED) <= set(columns):
                return []
            continue
        report.rows += 1
        if report.rows > MOST_ROWS:
            report.note([Mistake(number, "", "too_many_rows", _("At most 500,000 rows."))])
            return []
        line, mistakes = read_line(number, cells, columns)
        if line.place in seen and line.room:
            message = _("This room stands in the file twice.")
            mistakes.append(Mistake(number, columns["room"][1], "duplicate_room", message))
        seen.setdefault(line.place, number)
        report.note(mistakes)
        lines.append(line)
    if not columns:
        report.note([Mistake(1, "", "no_header", _("The first row must hold the column names."))])
    elif not lines and not report.mistake_count:
        report.note([Mistake(2, "", "no_rows", _("There is no row below the column names."))])
    return lines


def _columns(number: int, cells: Sequence[object], report: Report) -> dict[str, tuple[int, str]]:
    """Where each column stands; unknown ones are left alone."""
    headers = {str(cell).strip().lower(): n for n, cell in enumerate(cells) if cell is not None}
    found: dict[str, tuple[int, str]] = {}
    for column, names in COLUMNS.items():
        for name in names:
            if name in headers and column not in found:
                found[column] = (headers[name], str(cells[headers[name]]).strip())
    report.note(
        Mistake(number, COLUMNS[column][0], "missing_column", _("This column is missing."))
        for column in REQUIRED
        if column not in found
    )
    return found


def _apply(
    estate_id: UUID, lines: list[Line], report: Report, options: Options, at: datetime
) -> None:
    known = {
        (row.building, row.entrance, row.room): row
        for row in db.session.execute(
            select(
                Unit.building, Unit.entrance, Unit.room, Unit.id, Unit.roster_hash, Unit.retired_at
            ).where(Unit.estate_id == estate_id)
        )
    }
    fresh: list[tuple[UUID, Line]] = []
    changed: list[tuple[UUID, Line]] = []
    for line in lines:
        row = known.pop(line.place, None)
        if row is None:
            fresh.append((uuid7(), line))
        elif row.retired_at is not None or row.roster_hash != line.digest:
            changed.append((row.id, line))
    report.created, report.updated = len(fresh), len(changed)
    report.unchanged = len(lines) - len(fresh) - len(changed)
    gone = [row.id for row in known.values() if row.retired_at is None]
    report.retired = len(gone) if options.retire_missing else 0
    if options.dry_run:
        return
    _insert(Unit, ({"estate_id": estate_id, **_unit(unit, line)} for unit, line in fresh))
    _update(changed)
    _insert(UnitOwner, (o for unit, line in fresh + changed for o in _owners(unit, line)))
    if options.retire_missing:
        for batch in _batches(gone):
            db.session.execute(update(Unit).where(Unit.id.in_(batch)).values(retired_at=at))


def _update(changed: list[tuple[UUID, Line]]) -> None:
    """Rewrite changed units and forget their old owners."""
    for batch in _batches(changed):
        ids = [unit for unit, _line in batch]
        db.session.execute(delete(UnitOwner).where(UnitOwner.unit_id.in_(ids)))
        rows = [{f"new_{k}": v for k, v in _unit(unit, line).items()} for unit, line in batch]
        table = Unit.__table__
        names = [name.removeprefix("new_") for name in rows[0] if name != "new_id"]
        db.session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            rows,
        )
    db.session.expire_all()


def _unit(unit_id: UUID, line: Line) -> dict[str, Any]:
    return {
        "id": unit_id,
        "building": line.building,
        "entrance": line.entrance,
        "room": line.room,
        "area_dm2": line.area_dm2,
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
        number = line.owner_ids[position] if position < len(line.owner_ids) else ""
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


def _insert(table: type, rows: Iterable[dict[str, Any]]) -> None:
    for batch in _batches(list(rows)):
        db.session.execute(insert(table), batch)


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
