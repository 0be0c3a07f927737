"""公示牌 of an estate: the stage of its renovation and the seven facts of the board at the gate.

Source   许昌 2021: 改造项目名称、建设单位名称、施工单位名称、施工工期、施工主要内容、
         施工负责人、监督投诉电话; reference, XC-7.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from models.actor import Actor
from models.base import db
from models.fieldwork import SiteBoard
from models.kinds import Stage
from surveys import estates

FACTS = ("project", "client", "contractor", "period", "works", "manager", "hotline")


def read(estate_id: UUID, *, by: Actor) -> dict[str, Any]:
    """The board as it hangs; an estate without one stands before its works.

    Errors: Unknown; OutOfScope for staff elsewhere. Anybody logged in may read it: it is public.
    """
    estate = estates.one_estate(estate_id, by=by)
    board = db.session.get(SiteBoard, estate.id)
    if board is None:
        return {"stage": Stage.BEFORE, "updated_at": None, "complete": False} | dict.fromkeys(
            FACTS, ""
        )
    return {
        "stage": board.stage,
        "updated_at": board.updated_at,
        "complete": all(getattr(board, name) for name in FACTS),
        **{name: getattr(board, name) for name in FACTS},
    }


def write(estate_id: UUID, wanted: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Hang the board, or change it. Errors: Unknown; OutOfScope."""
    estate = estates.one_estate(estate_id, by=by)
    board = db.session.get(SiteBoard, estate.id) or SiteBoard(estate_id=estate.id)
    for name in ("stage", *FACTS):
        setattr(board, name, wanted[name])
    board.updated_by, board.updated_at = by.id, at
    db.session.add(board)
    db.session.flush()
    return read(estate.id, by=by)
