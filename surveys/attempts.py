"""Wrong codes and wrong passwords: counted for each person, and when it is enough for now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select

from models.base import db
from models.errors import AccountLocked, TooOften
from models.people import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` failures within ``window``.

    Then nothing is taken for ``lock`` after the last of them; without a ``lock``, until the first
    of them has left the window.
    """

    kind: str
    most: int
    window: timedelta
    lock: timedelta | None = None
    error: type[TooOften] = TooOften


HOUSE_CODES = Limit("house_code", 5, timedelta(hours=1))
PASSWORDS = Limit("password", 10, timedelta(minutes=15), timedelta(minutes=15), AccountLocked)


def check(limit: Limit, subject: str, *, at: datetime) -> None:
    """May ``subject`` try once more? Errors: TooOften, or the limit's own, with ``retry_after``."""
    failures = db.session.scalars(
        select(Attempt.at)
        .where(
            Attempt.kind == limit.kind,
            Attempt.subject == subject,
            Attempt.at > at - limit.window - (limit.lock or timedelta()),
        )
        .order_by(Attempt.at.desc())
        .limit(limit.most)
    ).all()
    if len(failures) < limit.most:
        return
    last, first = failures[0], failures[-1]
    until = last + limit.lock if limit.lock else first + limit.window
    if last - first < limit.window and at < until:
        raise limit.error(retry_after=ceil((until - at).total_seconds()))


def note(limit: Limit, subject: str, *, at: datetime) -> None:
    """Count one failure. The error raised after it must ``keep`` it."""
    db.session.add(Attempt(kind=limit.kind, subject=subject, at=at))
    db.session.flush()


def forget(before: datetime) -> int:
    """Drop failures older than ``before``, far outside every window; how many."""
    gone = db.session.execute(delete(Attempt).where(Attempt.at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def forgive(limit: Limit, subject: str) -> None:
    """Forget the failures of ``subject``."""
    db.session.execute(
        delete(Attempt).where(Attempt.kind == limit.kind, Attempt.subject == subject)
    )
