"""SanwenError and HTTP errors as RFC 9457 problem+json. The only place that knows both."""

import logging
from collections.abc import Mapping
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from api.field_faults import field_faults
from api.words import say
from models import errors
from models.errors import _

log = logging.getLogger("sanwen.problems")

STATUS = {
    errors.Unauthenticated: 401,
    errors.Unknown: 404,
    errors.Refused: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.TooOften: 429,
    errors.Unavailable: 503,
}

HTTP_SENTENCES = {
    400: ("bad_request", _("The request cannot be read"), _("Send well-formed JSON in UTF-8.")),
    404: ("not_found", errors.Unknown.title, errors.Unknown.detail),
    405: (
        "method_not_allowed",
        _("This method is not served here"),
        _("See the Allow header and /api/v1/docs."),
    ),
    413: ("too_large", errors.TooLarge.title, _("Send less at once.")),
    415: (
        "unsupported_media_type",
        _("This media type is not understood here"),
        _("See /api/v1/docs for what this address takes."),
    ),
    422: ("invalid_input", errors.Invalid.title, errors.Invalid.detail),
    500: (
        "internal_error",
        _("Something broke on our side"),
        _("Nothing was saved. Tell us the request id {request_id}."),
    ),
}


MOST_ERRORS = 500  # nobody mends more at once, and 10,000 wrong answers must not become megabytes


class Api(flask_smorest.Api):
    """flask-smorest with our error body instead of its own."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        status = error.code or 500
        if status not in HTTP_SENTENCES:
            return problem(status, "http_error", error.name, "")
        code, title, detail = HTTP_SENTENCES[status]
        answer = problem(status, code, say(title), _detail(detail), field_faults(error))
        for name, value in error.get_headers():
            if name == "Allow":
                answer.headers[name] = value
        if isinstance(error, RequestEntityTooLarge):
            answer.headers["Connection"] = "close"  # the rest of the body is not read
        return answer


def register(app: Flask) -> None:
    """Teach ``app`` to say our errors; everything unforeseen is a 500 without detail."""
    app.register_error_handler(errors.SanwenError, say_error)
    app.register_error_handler(Exception, _unforeseen)


def say_error(error: errors.SanwenError) -> Response:
    """One of our errors as problem+json, in the reader's language."""
    facts = error.facts
    found = [
        {
            "pointer": fault.pointer,
            "code": fault.code,
            "message": say(fault.message, dict(fault.facts)),
        }
        for fault in error.faults
    ]
    status = status_of(type(error))
    answer = problem(
        status, error.code, say(error.title, facts), say(error.detail, facts), found, facts
    )
    if "retry_after" in facts:
        answer.headers["Retry-After"] = str(facts["retry_after"])
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def status_of(kind: type[errors.SanwenError]) -> int:
    """The HTTP status of an error class: that of the family it belongs to."""
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    found: list[dict[str, Any]] | None = None,
    facts: Mapping[str, object] | None = None,
) -> Response:
    """The body of RFC 9457 section 3; facts become extension members."""
    body: dict[str, object] = {key: _plain(value) for key, value in (facts or {}).items()}
    body |= {
        "type": f"urn:sanwen:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if found:
        body["errors"] = found[:MOST_ERRORS]
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset | tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, bool | int | type(None)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _detail(sentence: str) -> str:
    return say(sentence, {"request_id": request.environ.get("sanwen.request_id", "-")})


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        api: Api = current_app.extensions["sanwen.api"]
        return api.handle_http_exception(error)
    # the type and place are enough to mend it; messages of drivers may carry people's data
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    log.error(
        "unforeseen %s at %s request_id=%s",
        type(error).__name__,
        where,
        request.environ.get("sanwen.request_id", "-"),
        exc_info=current_app.debug or current_app.testing,
    )
    api = current_app.extensions["sanwen.api"]
    return api.handle_http_exception(InternalServerError())
