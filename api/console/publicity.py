"""What makes a result hold, at the desk: deliveries, publicity, objections, conflicts settled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from api.ballots import SettleIn
from api.console.door import desk, gone_to, page
from api.console.reading import given, load
from api.edge import DESK
from api.notices import NoticeIn, ResolveIn
from models.actor import Actor
from models.asking import Objection
from models.base import db
from models.errors import Fault, Invalid, _
from models.kinds import DeliveryMethod
from surveys import chains, conflicts, deliveries_of, notices, rounds, standing


@desk("/rounds/<uuid:round_id>/deliveries", open_to=DESK, methods=["POST"])
def deliver(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Write down that a building, or all of them, got their ballots."""
    method = given("method")
    if method not in set(DeliveryMethod):
        raise Invalid(Fault("/method", "not_one_of", _("Choose one of the options.")))
    wanted: dict[str, Any] = {
        "method": DeliveryMethod(method),
        "building": given("building", 20),
        "consequence_shown": given("consequence_shown") == "1",
    }
    deliveries_of.record_building(round_id, wanted, by=by, at=at)
    return gone_to(url_for("console.round_work", round_id=round_id))


@desk("/rounds/<uuid:round_id>/notices", open_to=DESK, methods=["POST"])
def publish(round_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Put a result up in public."""
    days = given("days", 4)
    wanted = load(
        NoticeIn,
        {
            "starts_on": given("starts_on", 10),
            "days": int(days) if days.isdecimal() else None,
            "day_unit": given("day_unit"),
            "place": given("place"),
        },
    )
    notices.publish(round_id, wanted, by=by, at=at)
    return gone_to(url_for("console.round_work", round_id=round_id))


@desk("/notices/<uuid:notice_id>/objections", open_to=DESK)
def objections(notice_id: UUID, *, by: Actor) -> str:
    """What was objected, and what was answered."""
    query = notices.objections_to(notice_id, by=by).order_by(Objection.id).limit(200)
    found = [notices.answered(each) for each in db.session.scalars(query)]
    return page("objections.html", objections=found)


@desk("/objections/<uuid:objection_id>/resolve", open_to=DESK, methods=["POST"])
def resolve(objection_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Answer an objection; the answer stays."""
    words = load(ResolveIn, {"resolution": given("resolution")})["resolution"]
    answered = notices.resolve(objection_id, words, by=by, at=at)
    return gone_to(url_for("console.objections", notice_id=answered.notice_id))


@desk("/rounds/<uuid:round_id>/units/<uuid:unit_id>/settle", open_to=DESK)
def settle_unit(round_id: UUID, unit_id: UUID, *, by: Actor) -> str:
    """The contradicting answers of a unit, and the form for what its owners said when called."""
    asked = rounds.one_round(round_id, by=by)
    chain = chains.chain_of(round_id, unit_id)
    (door,) = standing.labels_of(round_id, [unit_id])
    return page(
        "settle.html",
        round=asked,
        door=door,
        unit_id=unit_id,
        form_doc=rounds.form_of(asked),
        ballots=chain.ballots,
    )


@desk("/rounds/<uuid:round_id>/units/<uuid:unit_id>/settle", open_to=DESK, methods=["POST"])
def post_settlement(round_id: UUID, unit_id: UUID, *, by: Actor, at: datetime) -> Response:
    """Write down what they said."""
    answers = {
        name.removeprefix("q_"): value for name, value in request.form.items() if name[:2] == "q_"
    }
    told = load(SettleIn, {"answers": answers, "reason": given("reason", 400)})
    conflicts.settle(round_id, unit_id, told, by=by, at=at)
    return gone_to(url_for("console.one_round", round_id=round_id))
