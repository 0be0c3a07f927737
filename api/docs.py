"""The OpenAPI document's frame, and its page, made of files that the service itself serves."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import flask_smorest
from flask import Blueprint, Response, abort, send_from_directory
from flask_swagger_ui import __file__ as swagger_ui_file

DIST = Path(swagger_ui_file).parent / "dist"
FILES = {"swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"}

SPEC: dict[str, Any] = {
    "info": {
        "description": "三问：问需于民、问计于民、问效于民。老旧小区改造居民参与服务的公开接口。"
    }
}

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

SCRIPT = """
SwaggerUIBundle({url: "openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null})
"""

PAGE = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>三问 API</title>
<link rel="stylesheet" href="docs/swagger-ui.css"><div id="ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>{SCRIPT}</script>
</html>"""

#: the browser is told too: nothing is fetched from elsewhere, no script runs but ours
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    f"script-src 'self' 'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"
)

pages = Blueprint("docs", __name__, url_prefix="/api/v1")


@pages.get("/docs")
def page() -> Response:
    """The document, to read and to try."""
    answer = Response(PAGE, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@pages.get("/docs/<name>")
def file(name: str) -> Response:
    """Swagger UI's own files, from the installed package: no CDN on a closed network."""
    if name not in FILES:
        abort(404)
    return send_from_directory(DIST, name, max_age=86400)


def describe(api: flask_smorest.Api) -> None:
    """The parts every operation refers to: the bearer token, and RFC 9457's body."""
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.components.schema("Problem", PROBLEM)
    api.spec.components.response(
        "Problem",
        {
            "description": "RFC 9457: `code` is stable, sentences follow Accept-Language",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        },
    )
