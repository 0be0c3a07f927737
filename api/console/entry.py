"""Logging in and out: the password, the authenticator's code, and the first time it is set up."""

from datetime import datetime
from urllib.parse import urlsplit

import segno
from flask import Response, current_app, make_response, request, session, url_for

from api import edge
from api.console.door import (
    check_form,
    desk,
    gone_to,
    page,
    pages,
    to_log_in,
    trouble,
    who,
)
from api.demo.places import DATA, PASSWORD
from api.settings import Settings
from models import clock
from models.actor import STAFF, Actor
from models.base import transaction
from models.errors import SanwenError, Unauthenticated
from surveys import staff_sessions

HOME = "/console/"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["sanwen.settings"]
    return settings


@pages.get("/log-in")
def log_in() -> str:
    """Name and password; in the demo also the names to choose from."""
    demo = _settings().is_demo
    return page(
        "log_in.html",
        to=_inside(request.args.get("to")),
        accounts=DATA["staff"] if demo else [],
        demo_password=PASSWORD if demo else "",
    )


@pages.post("/log-in")
def post_log_in() -> Response:
    """A session for whoever knows the password; the second factor may still be to come."""
    at = clock.now()
    try:
        check_form()
        with transaction():
            token = staff_sessions.begin(
                request.form.get("username", "").strip()[:64],
                request.form.get("password", "")[:200],
                at=at,
                second_factor=not _settings().is_demo,
            )
            edge.note(staff_sessions.read(token, at=at).actor, at)
    except SanwenError as error:
        return trouble(error)
    session.clear()  # a new log-in is a new session, whatever cookie was planted before
    session["token"] = token
    return gone_to(_inside(request.form.get("to")))


@pages.route("/code", methods=["GET", "POST"])
def second_factor() -> Response:
    """The six digits of the authenticator."""
    at = clock.now()
    try:
        if request.method == "POST":
            check_form()
            with transaction():
                staff_sessions.complete(_token(), request.form.get("code", "")[:10], at=at)
            return gone_to(HOME)
        with transaction(reads_only=True):
            who(at)
    except Unauthenticated as error:
        return trouble(error) if request.method == "POST" else to_log_in()
    except SanwenError as error:
        return trouble(error)
    return make_response(page("second_factor.html"))


@pages.route("/enrol", methods=["GET", "POST"])
def enrol() -> Response:
    """Set up the authenticator: scan, then prove it with a first code."""
    at = clock.now()
    try:
        with transaction():
            sitting = who(at)
            if request.method == "POST":
                check_form()
                secret = str(session.get("secret", ""))
                staff_sessions.enrol(_token(), secret, request.form.get("code", "")[:10], at=at)
                session.pop("secret", None)
                edge.note(sitting.actor, at)
                return gone_to(HOME)
    except Unauthenticated as error:
        return trouble(error) if request.method == "POST" else to_log_in()
    except SanwenError as error:
        return trouble(error)
    secret = session.setdefault("secret", staff_sessions.new_secret())
    scanned = staff_sessions.enrolment(sitting.username, secret)
    return make_response(
        page("enrol.html", secret=secret, qr=segno.make(scanned, error="m").svg_data_uri(scale=6))
    )


@pages.post("/log-out")
def log_out() -> Response:
    """End the session here and on the server."""
    try:
        check_form()
        with transaction():
            staff_sessions.end(_token())
    except SanwenError:
        pass  # whoever wants to leave leaves
    session.clear()
    return gone_to(url_for("console.log_in"))


@desk("/account", open_to=STAFF)
def account(*, by: Actor, at: datetime) -> str:
    """Oneself: role, reach, authenticator, language."""
    return page("account.html", by=by, sitting=who(at))


def _token() -> str:
    token = session.get("token")
    if not isinstance(token, str):
        raise Unauthenticated
    return token


def _inside(url: str | None) -> str:
    """Only addresses of the console are gone to, wherever the link came from."""
    if not url:
        return HOME
    parts = urlsplit(url)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/console/")
    return url if ours and "\\" not in url else HOME
