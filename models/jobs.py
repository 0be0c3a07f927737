"""Work that takes longer than a request: begun by a person, done by the clock, looked at later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.ids import uuid7
from models.kinds import JobState


class Job(Base):
    """One piece of long work: ``done`` of ``total`` steps are committed, a restart goes on there.

    ``leased_until``: a worker has it; when that moment has passed, another takes it over.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "state", "leased_until"),
        Index("ix_job_of", "created_by", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(32))
    estate_id: Mapped[UUID | None] = mapped_column(ForeignKey("estate.id"))
    asked: Mapped[dict[str, object]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    told: Mapped[dict[str, object] | None] = mapped_column(JSON)  # report or error, nobody's data
    leased_until: Mapped[datetime | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class JobFile(Base):
    """What a job was given or made, piece by piece, encrypted.

    ``part`` 0 is what it was given; 1, 2, 3 … are the pieces that it has made so far.
    """

    __tablename__ = "job_file"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
