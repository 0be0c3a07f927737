"""Which estate does somebody mean? Their home, or the name that stands in what they write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, select

from bot.dialogue.opening import Place
from bot.understanding.estates import EstateNames
from bot.understanding.reading import Reading
from models.base import db
from models.places import Estate
from surveys.estates import all_names

AT_ESTATE = "estate-"
MOST_CHOICES = 9  # one digit answers
#: another process's new estate is known by its name after this long
KEPT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class _Kept:
    names: EstateNames
    since: datetime


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


def names(at: datetime) -> EstateNames:
    """The names and aliases of every estate, read once in a while: a message must not pay for it.

    1,339 estates are found in a message as fast as three.
    """
    kept = _kept.get(db.engine)
    if kept is None or not kept.since <= at < kept.since + KEPT:
        rows = db.session.execute(select(Estate.id, Estate.name, Estate.aliases)).all()
        named = [(name, str(row.id)) for row in rows for name in all_names(row.name, row.aliases)]
        kept = _kept[db.engine] = _Kept(EstateNames(named), at)
    return kept.names


def _forget_names(*_of_the_event: Any) -> None:
    _kept.clear()


for _happening in ("after_insert", "after_update", "after_delete"):
    event.listen(Estate, _happening, _forget_names)


def named_in(reading: Reading) -> list[Place]:
    """The estates that a message names, as they are now."""
    found = (one(key) for key in reading.estates[:MOST_CHOICES])
    return [estate for estate in found if estate is not None]


def one(key: str) -> Place | None:
    """The estate with this id; None where it is gone."""
    estate = db.session.get(Estate, UUID(key))
    return Place(estate.id, estate.name, estate.division) if estate else None


def scene_of(estate: Estate) -> str:
    """What the code on an estate's board brings along, within WeChat's 64 characters."""
    return f"{AT_ESTATE}{estate.id.hex}"


def of_scene(scene: str) -> Place | None:
    """The estate of a code that was scanned; None for any other code."""
    if not scene.startswith(AT_ESTATE):
        return None
    try:
        return one(scene.removeprefix(AT_ESTATE))
    except ValueError:
        return None
