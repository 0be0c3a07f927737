"""Server-sent events for the big screen: the turnout of a round, as it changes.

A stream ends by itself after some minutes, and the browser opens the next: so no thread is held by
a screen that somebody forgot, and a server that restarts is found again.
"""

import json
import threading
import time
from collections.abc import Iterator
from uuid import UUID

from flask import Flask, Response, current_app

from api.edge import EVERYBODY, Blueprint
from models import clock
from models.actor import Actor
from models.base import transaction
from models.errors import TooManyScreens
from surveys import live

blp = Blueprint("live", __name__, url_prefix="/api/v1", description=__doc__)

LASTS = 300.0  # seconds of one stream
LOOKS = 0.5  # seconds between two looks at the database
SILENCE = 10.0  # seconds after which a comment asks whether anybody still listens
MOST_STREAMS = 6  # a process; each holds one of its threads
_streams = threading.BoundedSemaphore(MOST_STREAMS)
EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["tally"]},
        "data": {"type": "string", "description": "JSON: how many took part, and what is needed"},
        "retry": {"type": "integer"},
    },
}


@blp.route("/rounds/<uuid:round_id>/live", open_to=EVERYBODY)
@blp.doc(
    responses={
        "200": {
            "description": "`event: tally` with the turnout in JSON, at once and at each change.",
            "content": {"text/event-stream": {"schema": EVENT}},
        }
    }
)
def get_live(round_id: UUID, *, by: Actor) -> Response:
    """The turnout of a round as it changes; never how anyone voted."""
    return stream(round_id, by=by)


def stream(round_id: UUID, *, by: Actor) -> Response:
    """The answer that goes on. Errors: Unknown; OutOfScope; TooManyScreens."""
    known = live.version(round_id)  # first: a ballot in between is told once more, not lost
    first = live.picture(round_id, by=by, at=clock.now())
    if not _streams.acquire(blocking=False):
        raise TooManyScreens
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    events = _events(app, round_id, by, (known, first))
    answer = Response(events, mimetype="text/event-stream")
    answer.call_on_close(_streams.release)  # also where the events were never begun
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx hands each event on at once
    return answer


def _events(
    app: Flask, round_id: UUID, by: Actor, now: tuple[str, dict[str, object]]
) -> Iterator[str]:
    """The picture now and after each change; a comment in between keeps the line open."""
    known, first = now
    yield "retry: 2000\n\n" + _event(first)
    if live.is_over(first["state"]):
        return
    said = time.monotonic()
    ends = said + LASTS
    while time.monotonic() < ends:
        with app.app_context(), transaction(reads_only=True):
            version = live.version(round_id)
            picture = None
            if version != known:
                picture = live.picture(round_id, by=by, at=clock.now())
        if picture is not None:
            known, said = version, time.monotonic()
            yield _event(picture)
            if live.is_over(picture["state"]):
                return
        elif time.monotonic() - said > SILENCE:
            said = time.monotonic()
            yield ": still here\n\n"
        time.sleep(LOOKS)


def _event(picture: dict[str, object]) -> str:
    return f"event: tally\ndata: {json.dumps(picture, ensure_ascii=False)}\n\n"
