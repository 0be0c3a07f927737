"""Long work as people see it: begun, left, come back to, fetched."""

import io
from typing import Any
from uuid import UUID

from flask import Response, make_response, request
from pypdf import PdfWriter

from api.console.door import desk, page
from api.edge import DESK
from models.actor import Actor
from models.base import db
from models.errors import Unknown, _
from models.jobs import Job
from models.kinds import JobState
from surveys import jobs

KINDS = {
    "roster": _("Roster"),
    "letters": _("House letters"),
    "ballots": _("Paper ballots"),
    "standings": _("List of consents"),
    "doors": _("List of doors"),
}
PDF = "application/pdf"


@desk("/jobs", open_to=DESK)
def job_list(*, by: Actor) -> str:
    """One's own long work, newest first."""
    found = db.session.scalars(jobs.of(by=by).limit(50)).all()
    return page("jobs.html", jobs=found, kinds=KINDS)


@desk("/jobs/<uuid:job_id>", open_to=DESK)
def one_job(job_id: UUID, *, by: Actor) -> str:
    """How far it is; asks again every second while it runs, and then stops asking."""
    job = jobs.one_job(job_id, by=by)
    facts: dict[str, Any] = {
        "job": job,
        "kind": KINDS[job.kind],
        "parts": jobs.parts_of(job.id),
        "runs": job.state in {JobState.WAITING, JobState.RUNNING},
    }
    return page("job_part.html" if "HX-Request" in request.headers else "job.html", **facts)


@desk("/jobs/<uuid:job_id>/file", open_to=DESK)
def job_file(job_id: UUID, *, by: Actor) -> Response:
    """What it made, as one file: the pieces of a PDF are joined."""
    job = jobs.one_job(job_id, by=by)
    parts = jobs.parts_of(job.id)
    if not parts:
        raise Unknown
    first = jobs.file_of(job.id, parts[0])
    content = first.content if len(parts) == 1 else _joined(job, parts)
    answer = make_response(content)
    answer.mimetype = first.media_type
    ending = first.name.rsplit(".", 1)[-1]
    answer.headers["Content-Disposition"] = f'attachment; filename="{job.kind}.{ending}"'
    return answer


def _joined(job: Job, parts: list[int]) -> bytes:
    """Pages in the order in which they were made; memory as large as the file."""
    whole = PdfWriter()
    for part in parts:
        whole.append(io.BytesIO(jobs.file_of(job.id, part).content))
    kept = io.BytesIO()
    whole.write(kept)
    return kept.getvalue()
