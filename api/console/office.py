"""The community office's desk: the estate's roster, its letters, its board, its meetings."""

from datetime import datetime
from uuid import UUID

import segno
from flask import Response, request, url_for

from api.console.door import desk, gone_to, page
from api.console.reading import given, load, local
from api.edge import DESK, UPLOAD_MOST
from api.meetings import MeetingIn
from api.site_boards import BoardIn
from models.actor import Actor
from models.base import db
from models.errors import Fault, Invalid, _
from models.fieldwork import Meeting
from models.kinds import Stage
from models.places import Estate
from surveys import estates, jobs, meetings, site_boards

PAGE = 50
FACTS = ("project", "client", "contractor", "period", "works", "manager", "hotline")


@desk("/office", open_to=DESK)
def office(*, by: Actor) -> str:
    """The estates within reach, to work on one."""
    words = request.args.get("q", "").strip()[:80]
    query = estates.search({"q": words}, by=by).order_by(Estate.name, Estate.id).limit(PAGE)
    return page("office.html", estates=db.session.scalars(query).all(), q=words, most=PAGE)


@desk("/office/<uuid:estate_id>", open_to=DESK)
def office_estate(estate_id: UUID, *, by: Actor) -> str:
    """Everything that is done for one estate before and beside its rounds."""
    estate = estates.one_estate(estate_id, by=by)
    found = db.session.scalars(
        meetings.of_estate(estate_id, by=by).order_by(Meeting.id.desc()).limit(20)
    ).all()
    return page(
        "office_estate.html",
        estate=estate,
        counts=estates.counts(estate.id),
        board=site_boards.read(estate.id, by=by),
        facts=FACTS,
        stages=list(Stage),
        meetings=found,
        present=meetings.present([each.id for each in found]),
    )


@desk("/office/<uuid:estate_id>/roster", open_to=DESK, methods=["POST"], most_bytes=UPLOAD_MOST)
def upload_roster(estate_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Check a roster file as a job; nothing is imported before somebody has looked."""
    estate = estates.one_estate(estate_id, by=by)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(Fault("/file", "required", _("Choose a file first.")))
    file = jobs.File("roster", "application/octet-stream", sent.stream.read())
    asked = {"retire_missing": given("retire_missing") == "1"}
    job = jobs.begin("roster", asked, by=by, at=at, estate_id=estate.id, file=file)
    return gone_to(url_for("console.one_job", job_id=job.id))


@desk("/jobs/<uuid:job_id>/import", open_to=DESK, methods=["POST"])
def import_roster(job_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Import the file of a check that found no mistake."""
    checked = jobs.one_job(job_id, by=by)
    asked = {**checked.asked, "import": True}
    file = jobs.file_of(checked.id, 0)
    job = jobs.begin("roster", asked, by=by, at=at, estate_id=checked.estate_id, file=file)
    return gone_to(url_for("console.one_job", job_id=job.id))


@desk("/office/<uuid:estate_id>/letters", open_to=DESK, methods=["POST"])
def print_letters(estate_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Letters with new house codes, one a unit; the codes of earlier letters work no more."""
    estate = estates.one_estate(estate_id, by=by)
    asked = {"origin": request.host_url.rstrip("/"), "building": given("building", 20)}
    job = jobs.begin("letters", asked, by=by, at=at, estate_id=estate.id)
    return gone_to(url_for("console.one_job", job_id=job.id))


@desk("/office/<uuid:estate_id>/board", open_to=DESK, methods=["POST"])
def write_board(estate_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Hang the site board, or change it."""
    wanted = load(BoardIn, {name: given(name) for name in ("stage", *FACTS)})
    site_boards.write(estate_id, wanted, by=by, at=at)
    return gone_to(url_for("console.office_estate", estate_id=estate_id))


@desk("/office/<uuid:estate_id>/meetings", open_to=DESK, methods=["POST"])
def call_meeting(estate_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Announce a meeting."""
    wanted = load(
        MeetingIn,
        {
            "title": given("title"),
            "place": given("place"),
            "starts_at": local("starts_at"),
            "ends_at": local("ends_at"),
        },
    )
    meeting = meetings.call(estate_id, wanted, by=by, at=at)
    return gone_to(url_for("console.meeting", meeting_id=meeting.id))


@desk("/meetings/<uuid:meeting_id>", open_to=DESK)
def meeting(meeting_id: UUID, *, by: Actor) -> str:
    """A meeting with the code that is printed or shown for signing in."""
    found = meetings.one_meeting(meeting_id, by=by)
    address = f"{request.host_url}h5/#/pages/signin?code={found.code}"
    return page(
        "meeting.html",
        meeting=found,
        present=meetings.present([found.id]).get(found.id, 0),
        qr=segno.make(address, error="m").svg_data_uri(scale=8, border=3),
    )
