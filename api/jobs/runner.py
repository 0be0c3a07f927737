"""Takes the next job and works on it, step by step, for a while. Called by the clock."""

import logging
import time
from collections.abc import Mapping
from uuid import UUID

from api.jobs import exports, papers, rosters
from api.jobs.piece import Piece, Step
from models import clock
from models.base import db, transaction
from models.errors import SanwenError
from models.jobs import Job
from models.kinds import JobState
from surveys import jobs, staff

log = logging.getLogger("sanwen.jobs")

KINDS: Mapping[str, Step] = {
    "roster": rosters.step,
    "letters": papers.letters,
    "ballots": papers.ballots,
    "standings": exports.consents,
    "doors": exports.doors,
}
BUDGET = 20.0  # seconds of one call; a longer job is taken up again by the next


def work(budget: float = BUDGET) -> int:
    """Work on one job, if there is one; how many steps were done."""
    with transaction():
        job_id = jobs.take(clock.now())
    if job_id is None:
        return 0
    ends, steps = time.monotonic() + budget, 0
    while time.monotonic() < ends:
        steps += 1
        if _ended(job_id):
            return steps
    with transaction():
        jobs.hand_back(job_id)
    return steps


def _ended(job_id: UUID) -> bool:
    """One step; True when the job has ended, well or not."""
    try:
        with transaction(reads_only=True):
            piece, step = _piece(job_id)
        came = step(piece)
    except SanwenError as error:
        _fail(job_id, {"code": error.code, "title": error.title, "detail": error.detail})
        return True
    except Exception:  # a job that breaks is told to who began it, and does not stop the clock
        log.exception("job %s broke", job_id)
        _fail(job_id, {"code": "internal_error"})
        return True
    with transaction():
        at = clock.now()
        jobs.came_to(job_id, came.done, came.total, at=at)
        if came.told is not None:
            jobs.end(job_id, JobState.DONE, came.told, at=at)
    return came.told is not None


def _piece(job_id: UUID) -> tuple[Piece, Step]:
    job = db.session.get_one(Job, job_id, populate_existing=True)
    by = staff.actor_of(job.created_by)
    facts = job.id, job.estate_id, job.asked, job.done, job.total, by, clock.now()
    return Piece(*facts), KINDS[job.kind]


def _fail(job_id: UUID, told: Mapping[str, object]) -> None:
    with transaction():
        jobs.end(job_id, JobState.FAILED, told, at=clock.now())
