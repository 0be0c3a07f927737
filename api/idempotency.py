"""Idempotency-Key: the same request twice is done once and answered twice (contract, section 1).

The key is written and committed before the work starts, so that a second request at the same
moment sees it; its answer is written in the transaction of the work, so that neither exists
without the other. A request that fails gives its key back.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Response, make_response, request
from sqlalchemy import Insert, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.audit import RequestKey
from models.base import Base, db, transaction
from models.errors import Fault, InProgress, Invalid, KeyReused, _

ABANDONED = timedelta(seconds=60)  # a worker that died mid-request: its key may be taken over


def once(key: str, at: datetime, work: Callable[[], Any]) -> Any:
    """``work()``, or the answer that an earlier request with this key got.

    Errors: KeyReused with another body; InProgress while the first is running.
    """
    if not 0 < len(key) <= 200:
        raise Invalid(Fault("/Idempotency-Key", "out_of_range", _("Send 1 to 200 characters.")))
    key_hash = _digest(request.headers.get("Authorization", ""), request.method, request.path, key)
    body_hash = _body_hash()
    with transaction():
        earlier = _claim(key_hash, body_hash, at)
    if earlier is not None:
        return _again(earlier)
    try:
        with transaction():
            answer = make_response(work())
            _remember(key_hash, answer)
    except BaseException:
        with transaction():
            db.session.execute(delete(RequestKey).where(RequestKey.key_hash == key_hash))
        raise
    return answer


def _claim(key_hash: str, body_hash: str, at: datetime) -> RequestKey | None:
    """None: the key is ours. Otherwise the finished request that had it."""
    claimed = db.session.execute(
        insert_or_ignore(RequestKey).values(
            key_hash=key_hash, body_hash=body_hash, created_at=at, status=None, answer=None
        ),
        execution_options={"preserve_rowcount": True},
    )
    if claimed.rowcount:  # type: ignore[attr-defined]
        return None
    earlier = db.session.scalars(
        select(RequestKey).where(RequestKey.key_hash == key_hash)
    ).one_or_none()
    if earlier is None:
        raise InProgress
    if earlier.body_hash != body_hash:
        raise KeyReused
    if earlier.status is not None:
        return earlier
    taken = db.session.execute(
        update(RequestKey)
        .where(RequestKey.key_hash == key_hash, RequestKey.created_at < at - ABANDONED)
        .values(created_at=at)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise InProgress
    return None


def insert_or_ignore(table: type[Base]) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING, which both our databases know under the same words."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def forget(before: datetime) -> int:
    """Drop keys older than ``before``; how many. A client that repeats later is a new request."""
    gone = db.session.execute(delete(RequestKey).where(RequestKey.created_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _remember(key_hash: str, answer: Response) -> None:
    db.session.execute(
        update(RequestKey)
        .where(RequestKey.key_hash == key_hash)
        .values(
            status=answer.status_code,
            answer=json.dumps([answer.mimetype, answer.get_data(as_text=True)]),
        )
    )


def _again(earlier: RequestKey) -> Response:
    mimetype, body = json.loads(earlier.answer or "")
    answer = make_response(body, earlier.status)
    answer.mimetype = mimetype
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _body_hash() -> str:
    """What was asked for: ``?dry_run=true`` and ``?dry_run=false`` are two requests."""
    asked = request.query_string.decode("latin-1")
    if not request.files:
        return _digest(asked, request.get_data().decode("utf-8", "replace"))
    parts = [asked, json.dumps(sorted(request.form.items(multi=True)))]
    for name, file in sorted(request.files.items(multi=True)):
        parts += [name, file.filename or "", sha256(file.stream.read()).hexdigest()]
        file.stream.seek(0)
    return _digest(*parts)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
