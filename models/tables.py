"""Every records module, imported: for migrations, and for whoever needs the whole metadata."""

from models import (
    asking,
    audit,
    ballots,
    fieldwork,
    jobs,
    letters,
    listening,
    people,
    places,
    standings,
    wechat,
)
from models.base import Base

__all__ = [
    "asking",
    "audit",
    "ballots",
    "fieldwork",
    "jobs",
    "letters",
    "listening",
    "metadata",
    "people",
    "places",
    "standings",
    "wechat",
]

metadata = Base.metadata
