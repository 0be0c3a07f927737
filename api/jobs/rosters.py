"""A roster from a file: read and checked first, with every mistake marked in a copy of the sheet;
only a file without mistakes is imported, whole, by a second step that somebody asks for.
"""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from api.estates import report_of
from api.jobs.piece import Came, Piece
from api.words import say
from models import clock
from models.base import aside, transaction
from models.errors import RosterRows, _
from surveys import jobs, roster, roster_files
from surveys.roster import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKED_ROWS = 2_000  # of the copy: whoever has more mistakes begins with these
RED = PatternFill("solid", fgColor="FFC7CE")
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so runs as a formula


def step(piece: Piece) -> Came:
    """Check the file, or import it (``asked["import"]``). All or nothing."""
    file = jobs_file(piece)
    wants_import = bool(piece.asked.get("import"))
    rows = _rows_in(file)

    def progress(done: int) -> None:
        with aside() as session:
            session.execute(jobs.progress_of(piece.job_id, done, rows, clock.now()))

    options = roster.Options(
        dry_run=not wants_import,
        retire_missing=bool(piece.asked.get("retire_missing")),
        # while it writes, SQLite has no second writer who could tell how far it is
        progress=None if wants_import else progress,
    )
    try:
        with transaction(reads_only=not wants_import):
            report = roster.import_file(
                piece.estate, io.BytesIO(file.content), options, by=piece.by, at=piece.at
            )
    except RosterRows as refused:
        report = _report(refused)
    told: dict[str, Any] = report_of(report) | {"imported": wants_import and not report.mistakes}
    if report.mistakes:
        with transaction():
            jobs.keep_file(piece.job_id, 1, _marked(file, report))
    return Came(report.rows, max(report.rows, 1), told)


def jobs_file(piece: Piece) -> jobs.File:
    """The uploaded file."""
    with transaction(reads_only=True):
        return jobs.file_of(piece.job_id, 0)


def _report(refused: RosterRows) -> Report:
    if not isinstance(refused.report, Report):
        raise TypeError("a refused roster comes with its report")
    return refused.report


def _rows_in(file: jobs.File) -> int:
    """About how many rows it has; exact for CSV, for a bar that need not be."""
    return max(file.content.count(b"\n"), len(file.content) // 40)


def _marked(file: jobs.File, report: Report) -> jobs.File:
    """A copy of the header and of the rows with mistakes, bad cells red, each with its reason."""
    wrong: dict[int, dict[str, str]] = {}
    for mistake in report.mistakes:
        wrong.setdefault(mistake.row, {})[mistake.column] = say(mistake.message)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say(_("Mistakes")))
    header: list[str] = []
    for number, cells in roster_files.rows_of(io.BytesIO(file.content)):
        if not header:
            header = ["" if cell is None else str(cell).strip() for cell in cells]
            sheet.append([say(_("Row")), *header, say(_("What is wrong"))])
        if number in wrong:
            sheet.append(_row(sheet, number, cells, header, wrong[number]))
        if number >= max(wrong) or len(wrong) > MARKED_ROWS:
            break
    kept = io.BytesIO()
    book.save(kept)
    return jobs.File("mistakes.xlsx", XLSX, kept.getvalue())


def _row(sheet: Any, number: int, cells: Any, header: list[str], wrong: dict[str, str]) -> Any:
    row: list[Any] = [number]
    for place, cell in enumerate(cells):
        copied = WriteOnlyCell(sheet, value=harmless(cell))
        name = header[place] if place < len(header) else ""
        if name in wrong:
            copied.fill = RED
            copied.comment = Comment(wrong[name], "三问")
        row.append(copied)
    return [*row, "；".join(f"{name} {why}".strip() for name, why in wrong.items())]


def harmless(cell: object) -> object:
    """A cell as text that no spreadsheet runs as a formula (CWE-1236)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell
