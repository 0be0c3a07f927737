"""Long work as rows: begun, taken by one worker at a time, done step by step, looked at later.

A step commits what it did together with how far it came, so a restart goes on where it stopped.
What each kind of job does is the door's business (``api.jobs``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Update, delete, or_, select, update

from models.actor import Actor
from models.base import db
from models.errors import Unknown
from models.jobs import Job, JobFile
from models.kinds import JobState
from models.sealed import in_use

LEASE = timedelta(minutes=2)  # longer than any one step


@dataclass(frozen=True, slots=True)
class File:
    """A file of a job, opened."""

    name: str
    media_type: str
    content: bytes


def begin(
    kind: str,
    asked: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    estate_id: UUID | None = None,
    file: File | None = None,
) -> Job:
    """Put a job in the queue, perhaps with a file that it works on."""
    job = Job(
        kind=kind,
        estate_id=estate_id,
        asked=dict(asked),
        state=JobState.WAITING,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(job)
    db.session.flush()
    if file is not None:
        keep_file(job.id, 0, file)
    return job


def one_job(job_id: UUID, *, by: Actor) -> Job:
    """A job of one's own. Errors: Unknown: what others work on is theirs."""
    job = db.session.get(Job, job_id, populate_existing=True)
    if job is None or job.created_by != by.id:
        raise Unknown
    return job


def of(*, by: Actor) -> Select[Job]:
    """One's own jobs, newest first."""
    return select(Job).where(Job.created_by == by.id).order_by(Job.id.desc())


def take(at: datetime) -> UUID | None:
    """The next job to work on, leased to the caller; one whose worker died is taken over."""
    free = or_(
        Job.state == JobState.WAITING,
        (Job.state == JobState.RUNNING) & (Job.leased_until < at),
    )
    job = db.session.scalars(
        select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()
    if job is None:
        return None
    job.state, job.leased_until = JobState.RUNNING, at + LEASE
    db.session.flush()
    return job.id


def came_to(job_id: UUID, done: int, total: int, *, at: datetime) -> None:
    """How far it is; the lease begins anew."""
    db.session.execute(progress_of(job_id, done, total, at))


def progress_of(job_id: UUID, done: int, total: int, at: datetime) -> Update:
    """``came_to`` as a statement, for a worker whose own transaction only reads."""
    values = {"done": done, "total": max(total, done), "leased_until": at + LEASE}
    return update(Job).where(Job.id == job_id).values(**values)


def hand_back(job_id: UUID) -> None:
    """Let the next call go on with it: its worker has other things to do as well."""
    db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING)
        .values(state=JobState.WAITING, leased_until=None)
    )


def end(job_id: UUID, state: JobState, told: Mapping[str, Any], *, at: datetime) -> None:
    """It is done, or it failed; ``told`` is a report or an error, and holds nobody's data."""
    db.session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state=state, told=dict(told), leased_until=None, ended_at=at)
    )


def keep_file(job_id: UUID, part: int, file: File) -> None:
    """A piece of the job's work; the same piece again takes the place of the first."""
    db.session.execute(delete(JobFile).where(JobFile.job_id == job_id, JobFile.part == part))
    db.session.add(
        JobFile(
            job_id=job_id,
            part=part,
            name=file.name,
            media_type=file.media_type,
            sealed=in_use().seal_bytes(file.content),
        )
    )
    db.session.flush()


def file_of(job_id: UUID, part: int) -> File:
    """A piece of the job's work. Errors: Unknown."""
    kept = db.session.get(JobFile, (job_id, part))
    if kept is None:
        raise Unknown
    return File(kept.name, kept.media_type, in_use().open_bytes(kept.sealed))


def parts_of(job_id: UUID) -> list[int]:
    """The pieces it has made so far, in their order."""
    query = select(JobFile.part).where(JobFile.job_id == job_id, JobFile.part > 0)
    return list(db.session.scalars(query.order_by(JobFile.part)))


def forget_files(before: datetime) -> int:
    """Delete the files of jobs that ended before a moment: letters hold codes; how many."""
    ended = select(Job.id).where(Job.ended_at < before)
    gone = db.session.execute(delete(JobFile).where(JobFile.job_id.in_(ended)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
