"""``flask demo load``: an installation that looks like a real one, with nobody's data in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from api.demo.fieldwork import load_fieldwork
from api.demo.places import DATA, load_places
from api.demo.rounds import load_rounds
from api.demo.story import bond
from api.demo.tickets import load_tickets
from bot.wechat.standin import openid_of
from models.base import db
from models.people import Resident
from models.places import Estate, Unit
from models.sealed import fingerprint


def load(at: datetime) -> bool:
    """Load the demo into an empty installation; False where there are estates already."""
    if db.session.scalar(select(func.count()).select_from(Estate)):
        return False
    ids = load_places(at)
    load_rounds(ids, at)
    load_tickets(ids, at)
    load_fieldwork(ids, at)
    _load_residents(ids, at)
    db.session.flush()
    return True


def _load_residents(ids: dict[str, UUID], at: datetime) -> None:
    """People to log in as, each the owner of a home that has not answered yet."""
    for wanted in DATA["residents"]:
        openid = openid_of(wanted["name"]) or ""
        resident = Resident(openid=openid, openid_hash=fingerprint("openid", openid), created_at=at)
        db.session.add(resident)
        db.session.flush()
        unit = db.session.scalars(
            select(Unit.id)
            .where(Unit.estate_id == ids[wanted["estate"]])
            .order_by(Unit.id)
            .offset(wanted["unit"] - 1)
            .limit(1)
        ).one()
        db.session.add(bond(resident.id, unit, at))
