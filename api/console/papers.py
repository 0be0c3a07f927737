"""Paper ballots at the desk: printed, typed in, confirmed by a second person, reconciled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from api.ballots import PaperIn, RejectIn
from api.console.door import desk, gone_to, page
from api.console.reading import given, load, local
from api.edge import DESK, FIELD
from models.actor import Actor
from models.asking import RollEntry
from models.ballots import PaperBallot
from models.base import db
from models.clock import PEOPLES_TIME
from models.errors import Fault, Invalid, _
from models.kinds import PaperState
from surveys import attachments, issued, jobs, paper, rounds, standing

MOST = 200
SCAN_MOST = attachments.MOST_BYTES + 64 * 1024


@desk("/rounds/<uuid:round_id>/ballots", open_to=DESK, methods=["POST"])
def print_ballots(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Print a ballot for each unit, as a job."""
    asked = rounds.one_round(round_id, by=by)
    wanted = {"round_id": str(asked.id), "building": given("building", 20)}
    job = jobs.begin("ballots", wanted, by=by, at=at, estate_id=asked.estate_id)
    return gone_to(url_for("console.one_job", job_id=job.id))


@desk("/rounds/<uuid:round_id>/doors.xlsx", open_to=DESK, methods=["POST"])
def export_doors(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Every door with what came of it, as a workbook."""
    asked = rounds.one_round(round_id, by=by)
    told = {"round_id": str(asked.id)}
    job = jobs.begin("doors", told, by=by, at=at, estate_id=asked.estate_id)
    return gone_to(url_for("console.one_job", job_id=job.id))


@desk("/rounds/<uuid:round_id>/papers", open_to=FIELD)
def papers(round_id: UUID, *, by: Actor, at: datetime) -> str:
    """Type one in, confirm what others typed in, and see whether the numbers meet."""
    asked = rounds.one_round(round_id, by=by)
    waiting = db.session.scalars(
        paper.of_round(round_id, PaperState.AWAITING, by=by).order_by(PaperBallot.id).limit(MOST)
    ).all()
    labels = standing.labels_of(round_id, [each.unit_id for each in waiting])
    return page(
        "papers.html",
        round=asked,
        questions=rounds.form_of(asked)["questions"],
        waiting=waiting,
        doors={row["unit_id"]: row for row in labels},
        me=by.id,
        sums=issued.reconcile(round_id, by=by),
        out=issued.out(round_id, MOST, by=by),
        now=at.astimezone(PEOPLES_TIME).strftime("%Y-%m-%dT%H:%M"),
    )


@desk("/rounds/<uuid:round_id>/papers", open_to=FIELD, methods=["POST"], most_bytes=SCAN_MOST)
def enter_paper(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Type a paper form in. Its QR names unit and serial; without it both are typed."""
    asked = rounds.one_round(round_id, by=by)
    unit_id, serial = _whose(round_id)
    told: dict[str, Any] = {
        "unit_id": str(unit_id),
        "answers": _answers(rounds.form_of(asked)),
        "form_serial": serial,
        "collected_at": local("collected_at"),
        "channel": given("channel"),
    }
    scan = request.files.get("scan")
    if scan is not None and scan.filename:
        told["scan_id"] = str(attachments.keep(scan.stream.read(), by=by, at=at).id)
    paper.enter(round_id, load(PaperIn, told), by=by, at=at)
    return gone_to(url_for("console.papers", round_id=round_id))


@desk("/papers/<uuid:paper_id>/confirm", open_to=FIELD, methods=["POST"])
def confirm_paper(paper_id: UUID, *, by: Actor, at: datetime) -> Response:
    """The second person: it is as on the form."""
    confirmed, _ballot = paper.confirm(paper_id, by=by, at=at)
    return gone_to(url_for("console.papers", round_id=confirmed.round_id))


@desk("/papers/<uuid:paper_id>/reject", open_to=FIELD, methods=["POST"])
def reject_paper(paper_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Set a form aside, with the reason."""
    reason = load(RejectIn, {"reason": given("reason")})["reason"]
    rejected = paper.reject(paper_id, reason, by=by, at=at)
    return gone_to(url_for("console.papers", round_id=rejected.round_id))


@desk("/rounds/<uuid:round_id>/void", open_to=DESK, methods=["POST"])
def declare_void(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """A printed form that was spoiled or lost counts no more."""
    reason = load(RejectIn, {"reason": given("reason")})["reason"]
    issued.declare_void(round_id, given("serial", 40).upper(), reason, by=by, at=at)
    return gone_to(url_for("console.papers", round_id=round_id))


def _whose(round_id: UUID) -> tuple[UUID, str]:
    """Unit and serial: from the scanned QR, or from the door and the number that were typed."""
    qr = given("qr", 300)
    if qr:
        of_round, unit_id, serial = issued.read(qr)
        if of_round != round_id:
            raise Invalid(Fault("/qr", "other_round", _("This form belongs to another round.")))
        return unit_id, serial
    place = {name: given(name, 20) for name in ("building", "entrance", "room")}
    unit = db.session.query(RollEntry.unit_id).filter_by(round_id=round_id, **place).scalar()
    if unit is None:
        message = _("There is no such door on the roll of this round.")
        raise Invalid(Fault("/room", "not_on_roll", message))
    return unit, given("form_serial", 40).upper()


def _answers(form: dict[str, Any]) -> dict[str, Any]:
    """What was ticked, by the kinds of the form's questions."""
    answers: dict[str, Any] = {}
    for question in form["questions"]:
        name, kind = f"q_{question['key']}", question["type"]
        if kind in {"multiple", "ranking"}:
            chosen = request.form.getlist(name)
            if chosen:
                answers[question["key"]] = chosen
            continue
        typed = given(name)
        if not typed:
            continue
        if kind in {"scale", "number"}:
            answers[question["key"]] = int(typed) if typed.lstrip("-").isdecimal() else typed
        else:
            answers[question["key"]] = typed
    return answers
