"""The big screen of a meeting: the question, the code to vote by, the turnout as it grows."""

from datetime import datetime
from uuid import UUID

import segno
from flask import Response, request

from api import live, shown
from api.console.door import desk, page
from api.edge import FIELD
from models.actor import Actor
from models.base import db
from models.places import Estate
from surveys import live as turnout
from surveys import rounds


@desk("/rounds/<uuid:round_id>/screen", open_to=FIELD)
def screen(round_id: UUID, *, by: Actor, at: datetime) -> str:
    """For the wall. While the round is open nothing here says how anyone voted."""
    asked = rounds.one_round(round_id, by=by)
    address = f"{request.host_url}h5/#/pages/round?id={asked.id}"
    question = rounds.form_of(asked)["questions"][0]["title"]
    return page(
        "screen.html",
        round=asked,
        estate=db.session.get_one(Estate, asked.estate_id),
        question=question,
        picture=turnout.picture(asked.id, by=by, at=at),
        qr=segno.make(address, error="m").svg_data_uri(scale=8, border=3),
        percent=shown.percent,
    )


@desk("/rounds/<uuid:round_id>/events", open_to=FIELD)
def screen_events(round_id: UUID, *, by: Actor) -> Response:
    """Server-sent events for the screen; the same as the public API's, by the console's cookie."""
    return live.stream(round_id, by=by)
