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
    "wechat",
]

metadata = Base.metadata
