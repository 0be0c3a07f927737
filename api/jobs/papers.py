"""Printing: letters with house codes, and ballots with serials, some hundred pages a step.

What a page shows is kept in the same transaction as the page: no code is printed that opens
nothing, and no serial that nobody issued. The PDF is made before it, while voters pass.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.jobs.piece import Came, Piece
from api.papers import documents
from models.asking import RollEntry
from models.base import db, transaction
from models.places import Estate, Unit
from surveys import house_codes, issued, jobs, rounds, site_boards

PAGES = 100  # a step: about a second
PDF = "application/pdf"


def letters(piece: Piece) -> Came:
    """The next letters. ``asked``: ``origin`` (address for the QR), perhaps ``building``."""
    estate_id = piece.estate
    with transaction(reads_only=True):
        units = _units(estate_id, piece.asked.get("building"))
        printed = house_codes.prepare(estate_id, units[piece.done :][:PAGES], by=piece.by)
        place = db.session.get_one(Estate, estate_id).name
        phone = site_boards.read(estate_id, by=piece.by)["hotline"]
    if printed:
        origin = str(piece.asked["origin"])
        pages = [
            {
                "estate": place,
                "building": each.building,
                "entrance": each.entrance,
                "room": each.room,
                "code": each.code,
                "url": f"{origin}/h5/#/pages/bind?code={each.code}",
                "phone": phone,
                "committee": f"{place}居民委员会",
            }
            for each in printed
        ]
        content = documents.letters(pages)
        with transaction():
            house_codes.keep(estate_id, printed, by=piece.by, at=piece.at)
            _keep(piece, len(printed), len(units), content, "letters")
    return _came(piece, len(printed), len(units))


def ballots(piece: Piece) -> Came:
    """The next ballots. ``asked``: ``round_id``, perhaps ``building``."""
    round_id = UUID(str(piece.asked["round_id"]))
    with transaction(reads_only=True):
        asked = rounds.one_round(round_id, by=piece.by)
        units = _on_roll(round_id, piece.asked.get("building"))
        printed = issued.prepare(round_id, units[piece.done :][:PAGES], by=piece.by)
        rule = rounds.rule_of(asked)
        board = site_boards.read(asked.estate_id, by=piece.by)
        sheet: dict[str, Any] = {
            "title": asked.title,
            "estate": db.session.get_one(Estate, asked.estate_id).name,
            "form": rounds.form_of(asked),
            "rule_set": rule.as_dict() if rule else None,
            "follow_clause": asked.follow_clause,
            "closes_at": asked.closes_at.isoformat(),
            "phone": board["hotline"],
        }
    if printed:
        names = ("building", "entrance", "room", "serial", "qr", "area_dm2")
        pages = [{name: getattr(each, name) for name in names} for each in printed]
        content = documents.ballots(sheet, pages)
        with transaction():
            issued.keep(round_id, printed, by=piece.by, at=piece.at)
            _keep(piece, len(printed), len(units), content, "ballots")
    return _came(piece, len(printed), len(units))


def _units(estate_id: UUID, building: object) -> list[UUID]:
    query = select(Unit.id).where(Unit.estate_id == estate_id, Unit.retired_at.is_(None))
    if building:
        query = query.where(Unit.building == building)
    return list(db.session.scalars(query.order_by(Unit.building, Unit.entrance, Unit.room)))


def _on_roll(round_id: UUID, building: object) -> list[UUID]:
    query = select(RollEntry.unit_id).where(RollEntry.round_id == round_id)
    if building:
        query = query.where(RollEntry.building == building)
    order = RollEntry.building, RollEntry.entrance, RollEntry.room
    return list(db.session.scalars(query.order_by(*order)))


def _keep(piece: Piece, printed: int, total: int, content: bytes, name: str) -> None:
    part = piece.done // PAGES + 1
    jobs.keep_file(piece.job_id, part, jobs.File(f"{name}-{part}.pdf", PDF, content))
    jobs.came_to(piece.job_id, piece.done + printed, total, at=piece.at)


def _came(piece: Piece, printed: int, total: int) -> Came:
    done = piece.done + printed
    return Came(done, total, {"pages": done} if done >= total or not printed else None)
