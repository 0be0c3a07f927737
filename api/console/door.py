"""What every page of the console passes: who sits there, may they, one transaction, one audit line.

| what a view does          | what the browser gets                                               |
|---------------------------|---------------------------------------------------------------------|
| returns a page            | the page; a reading request is not written down                     |
| returns ``gone_to(url)``  | the next page, after what was asked for has been committed           |
| raises a SanwenError      | its sentence, above the form that was sent (htmx) or as a page       |

Every request that changes something bears the token of ``flask_wtf.csrf``. Cookies are for
``/console/`` alone, and no script or style runs that is not a file of this service.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, NoReturn

from flask import Blueprint, Flask, Response, make_response, redirect, request, session, url_for
from flask import render_template as _render
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

from api import edge, problems, shown
from api.settings import Settings
from api.words import reader_language, say
from models import clock
from models.actor import Actor
from models.base import transaction
from models.errors import (
    FormTooOld,
    NotYourRole,
    SanwenError,
    TooLarge,
    Unauthenticated,
)
from models.kinds import Role
from surveys import staff_sessions
from surveys.staff_sessions import Desk

View = Callable[..., Any]
COOKIE, FORM_LASTS = "sanwen_desk", 12 * 3600
FORM_MOST = 64 * 1024

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)

pages = Blueprint(
    "console",
    __name__,
    url_prefix="/console",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


def register(app: Flask, settings: Settings) -> None:
    """Hang the console on ``app``: its cookie's bounds, its headers, its words in templates."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH="/console/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.is_demo,
        WTF_CSRF_TIME_LIMIT=FORM_LASTS,
    )
    app.jinja_env.filters.update(shown.FILTERS)
    app.register_blueprint(pages)


def desk(
    rule: str, *, open_to: Collection[Role], methods: Collection[str] = ("GET",), **more: Any
) -> Callable[[View], View]:
    """Register a view for accounts of these roles; ``by`` and ``at`` come to it where asked for."""
    most_bytes: int = more.pop("most_bytes", FORM_MOST)

    def decorate(view: View) -> View:
        named = frozenset(signature(view).parameters)

        @wraps(view)
        def at_the_door(**places: Any) -> Any:
            at = clock.now()
            request.max_content_length = most_bytes
            if (request.content_length or 0) > most_bytes:
                return trouble(TooLarge(most=most_bytes))
            return _pass(view, named, open_to, places, at)

        pages.add_url_rule(rule, view.__name__, at_the_door, methods=list(methods), **more)
        return view

    return decorate


def _pass(
    view: View,
    named: frozenset[str],
    open_to: Collection[Role],
    places: dict[str, Any],
    at: datetime,
) -> Any:
    safe = request.method in edge.SAFE
    try:
        with transaction(reads_only=safe):
            sitting = who(at)
            if not sitting.complete:
                return to_second_factor(sitting)
            by = sitting.actor
            if by.role not in open_to:
                raise NotYourRole
            if not safe:
                check_form()
                staff_sessions.seen(session["token"], at=at)
                edge.note(by, at)
            known = {name: value for name, value in (("by", by), ("at", at)) if name in named}
            request.environ["sanwen.desk"] = sitting
            answer = make_response(view(**places, **known))
        if safe and "HX-Request" not in request.headers:  # a page that refreshes itself is nobody
            _still_here(at)
        return answer
    except Unauthenticated:
        return to_log_in()
    except SanwenError as error:
        return trouble(error)


def _still_here(at: datetime) -> None:
    """Whoever only reads is at work as well; once a minute, and never a reason to fail."""
    if at.timestamp() - float(session.get("seen", 0)) > staff_sessions.SEEN_EVERY.total_seconds():
        session["seen"] = at.timestamp()
        with transaction():
            staff_sessions.seen(session["token"], at=at)


def who(at: datetime) -> Desk:
    """Who sits at this browser. Errors: Unauthenticated."""
    token = session.get("token")
    if not isinstance(token, str):
        raise Unauthenticated
    return staff_sessions.read(token, at=at)


def check_form() -> None:
    """Was this sent by a form of ours? Errors: FormTooOld."""
    try:
        validate_csrf(request.headers.get("X-CSRF-Token") or request.form.get("csrf_token"))
    except ValidationError as wrong:
        raise FormTooOld from wrong


def to_log_in() -> Response:
    """Log in first, then come back to this page."""
    there = url_for("console.log_in", to=request.full_path.rstrip("?") if _may_return() else None)
    return gone_to(there)


def to_second_factor(sitting: Desk) -> Response:
    """The code of the authenticator, or its enrolment, comes before everything else."""
    return gone_to(url_for("console.second_factor" if sitting.enrolled else "console.enrol"))


def _may_return() -> bool:
    return request.method == "GET" and "HX-Request" not in request.headers


def gone_to(url: str) -> Response:
    """Go on there: as a redirect, or as htmx wants to be told."""
    if "HX-Request" in request.headers:
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = url
        return answer
    return make_response(redirect(url, 303))


def page(template: str, **facts: Any) -> str:
    """A page of the console in the reader's language."""
    sitting: Desk | None = request.environ.get("sanwen.desk")
    return _render(
        f"console/{template}",
        _=_say,
        csrf=generate_csrf,
        language=reader_language().replace("_", "-"),
        desk=sitting,
        ways=shown.ways_of(sitting.actor.role) if sitting else (),
        here=request.path,
        **facts,
    )


def _say(sentence: str, **facts: object) -> str:
    return say(sentence, facts)


def trouble(error: SanwenError) -> Response:
    """What went wrong, above the form (htmx puts it there) or as a page of its own."""
    facts = {
        "title": say(error.title),
        "detail": say(error.detail, error.facts),
        "faults": [(f.pointer, say(f.message, dict(f.facts))) for f in error.faults],
    }
    small = "HX-Request" in request.headers
    answer = make_response(page("trouble_part.html" if small else "trouble.html", **facts))
    answer.status_code = problems.status_of(type(error))
    return answer


def refuse(error: SanwenError) -> NoReturn:
    """For views that look first: the same as raising it."""
    raise error


@pages.after_request
def _guard(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    if request.endpoint != "console.static":
        answer.headers["Cache-Control"] = "no-store"
    return answer


def caller() -> Actor:
    """The account whose request this is; only within a view."""
    sitting: Desk = request.environ["sanwen.desk"]
    return sitting.actor
