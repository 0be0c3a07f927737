"""Lists as workbooks: streamed row by row, never with a choice of an open round."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from openpyxl import Workbook

from api import shown
from api.jobs.piece import Came, Piece
from api.jobs.rosters import XLSX, harmless
from api.words import say
from models.base import db, transaction
from models.errors import _
from surveys import fieldwork, jobs, standings

PAGE = 200

CONSENTS = (
    _("Estate"),
    _("Division (GB/T 2260)"),
    _("Consent"),
    _("State"),
    _("Agree, households"),
    _("Of households"),
    _("Agree, area in ㎡"),
    _("Of area in ㎡"),
    _("Reached"),
    _("Passed"),
    _("Objections"),
    _("To"),
)
DOORS = (
    _("Building"),
    _("Entrance"),
    _("Room"),
    _("Answered"),
    _("Paper waits"),
    _("Delivered"),
    _("Last visit"),
)


def consents(piece: Piece) -> Came:
    """Every consent of the bureau's list, as it was filtered."""
    with transaction(reads_only=True):
        content, rows = _workbook(CONSENTS, _consents(piece))
    return _kept(piece, content, rows, "consents.xlsx")


def doors(piece: Piece) -> Came:
    """Every door of a round with what came of it; never how it voted."""
    with transaction(reads_only=True):
        query = fieldwork.doors(UUID(str(piece.asked["round_id"])), {}, by=piece.by)
        rows = (
            (
                row.building,
                row.entrance,
                row.room,
                _yes(row.answered),
                _yes(row.paper_awaiting),
                _yes(row.delivered),
                shown.moment(row.visited_at),
            )
            for row in db.session.execute(query)
        )
        content, count = _workbook(DOORS, rows)
    return _kept(piece, content, count, "doors.xlsx")


def _consents(piece: Piece) -> Iterator[Sequence[object]]:
    offset = 0
    while True:
        page, total = standings.listing(piece.asked, by=piece.by, offset=offset, limit=PAGE)
        for row in page:
            yield _consent(row)
        offset += PAGE
        if offset >= total:
            return


def _consent(row: dict[str, Any]) -> Sequence[object]:
    estate, asked, standing = row["estate"], row["round"], row["standing"]
    if asked is None or standing is None:
        return (estate.name, estate.division)
    agree, roll = standing.facts["agree"] or {}, standing.facts["roll"]
    return (
        estate.name,
        estate.division,
        asked.title,
        shown.word(asked.state),
        agree.get("household"),
        roll["household"],
        shown.area(agree["area"]).removesuffix(" ㎡") if agree else None,
        shown.area(roll["area"]).removesuffix(" ㎡"),
        _yes(standing.reached),
        _yes(standing.passed),
        standing.objections,
        shown.moment(asked.closes_at),
    )


def _workbook(header: Iterable[str], rows: Iterable[Sequence[object]]) -> tuple[bytes, int]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([say(name) for name in header])
    count = 0
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
        count += 1
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue(), count


def _kept(piece: Piece, content: bytes, rows: int, name: str) -> Came:
    with transaction():
        jobs.keep_file(piece.job_id, 1, jobs.File(name, XLSX, content))
    return Came(rows, max(rows, 1), {"rows": rows})


def _yes(fact: object) -> str:
    return say(_("yes")) if fact else say(_("no"))
