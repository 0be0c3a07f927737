"""One line a request: what, how it went, how long. No query, no token, no body, no person."""

import logging
import time

from flask import Flask, Response, request

log = logging.getLogger("sanwen.access")


def register(app: Flask) -> None:
    """Log every request where the operator listens (``logging`` configured at INFO or below)."""

    @app.before_request
    def start() -> None:
        request.environ["sanwen.started"] = time.perf_counter()

    @app.after_request
    def tell(answer: Response) -> Response:
        if log.isEnabledFor(logging.INFO):
            took = time.perf_counter() - request.environ.get("sanwen.started", 0)
            rule = request.url_rule.rule if request.url_rule else "-"
            log.info(
                "%s %s %s %d ms request_id=%s",
                request.method,
                rule,
                answer.status_code,
                round(took * 1000),
                request.environ.get("sanwen.request_id", "-"),
            )
        return answer
