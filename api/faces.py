"""The resident's and the volunteer's phone in a browser: the built H5 pages under ``/h5/``.

Files are as `make run` builds them. Names under ``assets/`` bear their content's hash and may be
kept for a year; the page itself and the worker are asked for anew each time.
"""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as Answer

pages = Blueprint("faces", __name__)

BUILT = Path(__file__).resolve().parent.parent / "miniprogram" / "dist" / "build" / "h5"
NOT_BUILT = (
    "三问：手机页面还没有构建，请先运行 make run。\nThe pages are not built yet: make run.\n"
)
KEPT_SECONDS = 365 * 86400
SQUEEZED = (".js", ".css", ".svg")

#: nothing from elsewhere; uni-app adds its own styles while it runs, and photos are data and blobs
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' data: blob:; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pages.get("/")
def front() -> Answer:
    """Who comes without an address wants the phone's pages."""
    return redirect("/h5/")


@pages.get("/h5")
def without_slash() -> Answer:
    """The pages name their files from ``/h5/``."""
    return redirect("/h5/")


@pages.get("/h5/")
def page() -> Response:
    """The one page; where one is in it stands behind the #."""
    if not (BUILT / "index.html").exists():
        return Response(NOT_BUILT, 503, mimetype="text/plain")
    return _safe(send_from_directory(BUILT, "index.html", max_age=0))


@pages.get("/h5/<path:name>")
def file(name: str) -> Response:
    """A file of the build."""
    kept = KEPT_SECONDS if name.startswith("assets/") else 0
    path = safe_join(str(BUILT), name)
    if path and name.endswith(SQUEEZED) and Path(path).is_file() and _takes_gzip():
        answer = Response(_squeezed(path, Path(path).stat().st_mtime_ns))
        answer.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer.headers["Content-Encoding"] = "gzip"
        answer.cache_control.public, answer.cache_control.max_age = True, kept
    else:
        answer = send_from_directory(BUILT, name, max_age=kept)
    answer.headers["Vary"] = "Accept-Encoding"
    return _safe(answer)


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


@lru_cache(maxsize=256)  # a build has some sixty files
def _squeezed(path: str, _changed: int) -> bytes:
    """Words and code go out at a third of their size: a phone's line is the slowest part."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


def _safe(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
