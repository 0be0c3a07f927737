"""What every request passes: who asks, may they, one moment, one transaction, one audit line.

| what a view does                                           | effect                        |
|------------------------------------------------------------|-------------------------------|
| returns                                                    | commit                        |
| raises an error that ``keeps`` (a wrong code must count)   | commit, problem+json          |
| raises anything else                                       | rollback, problem+json or 500 |

A view says at its route who it is open to; the caller comes to it as ``by``, the moment as ``at``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import signature, unwrap
from typing import Any
from uuid import uuid4

import flask_smorest
from flask import Flask, Response, current_app, request
from marshmallow import Schema

from api import bodies, idempotency
from api.tokens import Tokens
from models import clock
from models.actor import STAFF, Actor
from models.audit import AuditEntry
from models.base import db, transaction
from models.errors import NotYourRole, TooLarge, Unauthenticated, Unknown
from models.kinds import Role
from surveys import staff

View = Callable[..., Any]

ANYONE: frozenset[Role] = frozenset()
RESIDENTS = frozenset({Role.RESIDENT})
DESK = STAFF - {Role.VOLUNTEER, Role.OFFICE}  # 居委会 and above: who may set up and decide
FIELD = STAFF - {Role.OFFICE}  # who may help at meetings and doors
OVERSEERS = frozenset({Role.SUBDISTRICT, Role.BUREAU, Role.ADMIN})
EVERYBODY = STAFF | RESIDENTS

JSON_MOST = 256 * 1024
UPLOAD_MOST = 40 * 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
PROBLEM = {"$ref": "#/components/responses/Problem"}


@dataclass(frozen=True, slots=True)
class Door:
    """Who may pass, and how much they may carry."""

    open_to: Collection[Role]
    most_bytes: int
    named: frozenset[str]  # the parameters of the view: `by` and `at` come where they are asked for


class Blueprint(flask_smorest.Blueprint):
    """Views say who they are open to, and run in one transaction each."""

    ARGUMENTS_PARSER = bodies.Parser()

    def route(
        self, rule: str, *, open_to: Collection[Role], most_bytes: int = JSON_MOST, **options: Any
    ) -> Callable[[View], View]:
        """Register a view. ``open_to``: the roles that may call it, or ANYONE without a token."""
        register = super().route(rule, **options)

        def decorate(view: View) -> View:
            named = frozenset(signature(unwrap(view)).parameters)
            door = Door(open_to, most_bytes, named)
            documented = _documented(view, door)

            @wraps(documented)
            def at_the_door(*args: Any, **kwargs: Any) -> Any:
                return _pass(door, view, args, kwargs)

            register(at_the_door)
            return view

        return decorate

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """flask-smorest's, with the schema made once and not once a request."""
        decorator: Callable[[View], View] = super().arguments(schema(), **options)
        return decorator


def _pass(door: Door, view: View, args: Any, kwargs: dict[str, Any]) -> Any:
    at = clock.now()
    request.max_content_length = door.most_bytes
    if (request.content_length or 0) > door.most_bytes:
        raise TooLarge(most=door.most_bytes)
    safe = request.method in SAFE

    def work() -> Any:
        by = _caller(door, at)
        if "\0" in request.path:
            raise Unknown  # no name of anything has a NUL, and PostgreSQL will not even look
        known = {name: value for name, value in (("by", by), ("at", at)) if name in door.named}
        answer = view(*args, **known, **kwargs)
        if not safe and by is not None and by.is_staff:
            note(by, at)
        return answer

    key = request.headers.get("Idempotency-Key")
    if key is not None and request.method == "POST" and door.open_to:
        with transaction(reads_only=True):
            _caller(door, at)  # an earlier answer, too, is only for those who may ask
        return idempotency.once(key, at, work)
    with transaction(reads_only=safe):
        return work()


def _caller(door: Door, at: datetime) -> Actor | None:
    """The actor of this request's token. A resident's token is read without the database."""
    if not door.open_to:
        return None  # whoever logs in may still send the token that has run out
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer "):
        raise Unauthenticated
    by = actor_of(header[7:], at)
    if by.role not in door.open_to:
        raise NotYourRole
    return by


def actor_of(token: str, at: datetime) -> Actor:
    """Who a token was given to. Errors: Unauthenticated."""
    kind, subject = tokens().read(token, at)
    return Actor(subject, Role.RESIDENT) if kind == "r" else staff.actor_of(subject)


def tokens() -> Tokens:
    """The signer of this application's tokens."""
    signer: Tokens = current_app.extensions["sanwen.tokens"]
    return signer


def note(by: Actor, at: datetime) -> None:
    """Write down what ``by`` does in this request, and from where."""
    rule = request.url_rule.rule if request.url_rule else request.path
    db.session.add(
        AuditEntry(
            at=at,
            by=by.id,
            role=by.role,
            division=by.reach.division,
            action=f"{request.method} {rule}"[:80],
            subject=request.path[:200],
            address=(request.remote_addr or "")[:64],
            request_id=request.environ.get("sanwen.request_id", ""),
        )
    )


def _documented(view: View, door: Door) -> View:
    """Tell the OpenAPI document which token this operation wants, and how it may refuse."""

    @wraps(view)
    def carrier(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    doc = dict(getattr(view, "_apidoc", {}))
    manual = dict(doc.get("manual_doc", {}))
    manual.setdefault("security", [{"bearer": []}] if door.open_to else [])
    manual["responses"] = {"default": PROBLEM, **manual.get("responses", {})}
    manual.setdefault("operationId", view.__name__)
    if "arguments" in doc:  # flask-smorest would promise its own error body for 422
        doc["arguments"] = {k: v for k, v in doc["arguments"].items() if k != "responses"}
    doc["manual_doc"] = manual
    carrier._apidoc = doc  # type: ignore[attr-defined]
    return carrier


def register(app: Flask) -> None:
    """Give every answer a request id, and set the bounds that hold for all doors."""
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_MOST
    app.before_request(_take_request_id)
    app.after_request(_give_request_id)


def _take_request_id() -> None:
    given = request.headers.get("X-Request-ID", "")
    known = 0 < len(given) <= 64 and all(c.isalnum() or c in "-_." for c in given)
    request.environ["sanwen.request_id"] = given if known and given.isascii() else uuid4().hex


def _give_request_id(answer: Response) -> Response:
    answer.headers["X-Request-ID"] = request.environ.get("sanwen.request_id", "-")
    return answer
