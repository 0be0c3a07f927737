"""What the next step of a job is told, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.actor import Actor


@dataclass(frozen=True, slots=True)
class Piece:
    """A job as its next step needs it. ``by``: who began it, with the reach they have now."""

    job_id: UUID
    estate_id: UUID | None
    asked: Mapping[str, Any]
    done: int
    total: int
    by: Actor
    at: datetime

    @property
    def estate(self) -> UUID:
        """The estate it is about. ValueError for a job about none."""
        if self.estate_id is None:
            raise ValueError("a job on no estate")
        return self.estate_id


@dataclass(frozen=True, slots=True)
class Came:
    """How far it is after a step. ``told``: the report, once it has ended."""

    done: int
    total: int
    told: Mapping[str, Any] | None = None


Step = Callable[[Piece], Came]
