"""Log-ins at the console: a password, then the code of an authenticator, then a session that ends.

Source   RFC 6238 (TOTP, 30 s, six digits; a code works once, one step early or late is forgiven).
         A session ends half an hour after its last request and twelve hours after its first.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy import delete, select, update

from models.actor import Actor
from models.base import db
from models.errors import CodeNeeded, Unauthenticated
from models.people import Staff, StaffSession
from models.sealed import fingerprint
from surveys import attempts, staff

IDLE, LASTS = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last request is remembered
STEP = 30  # seconds of one code
ISSUER = "三问"
KIND = "staff_session"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits at this console; ``complete`` is False until the second factor was given."""

    actor: Actor
    username: str
    complete: bool
    enrolled: bool


def begin(username: str, password: str, *, at: datetime, second_factor: bool) -> str:
    """The token of a new session for whoever knows the password.

    ``second_factor``: must the code of an authenticator follow (it must wherever the account has
    one)? Errors: as ``staff.sign_in``.
    """
    by = staff.sign_in(username, password, at=at)
    account = db.session.get_one(Staff, by.id)
    token = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(
            token_hash=fingerprint(KIND, token),
            staff_id=by.id,
            complete=not second_factor and account.totp_secret is None,
            created_at=at,
            seen_at=at,
        )
    )
    db.session.flush()
    return token


def read(token: str, *, at: datetime) -> Desk:
    """Whose session this is. Errors: Unauthenticated for one that has ended or never was."""
    found = db.session.execute(
        select(
            StaffSession.seen_at,
            StaffSession.created_at,
            StaffSession.complete,
            Staff.id,
            Staff.username,
            Staff.totp_secret.is_not(None).label("enrolled"),
        )
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == fingerprint(KIND, token))
    ).one_or_none()
    if found is None or at - found.seen_at > IDLE or at - found.created_at > LASTS:
        raise Unauthenticated
    return Desk(staff.actor_of(found.id), found.username, found.complete, found.enrolled)


def seen(token: str, *, at: datetime) -> None:
    """Remember that somebody still works here; at most one write a minute."""
    db.session.execute(
        update(StaffSession)
        .where(
            StaffSession.token_hash == fingerprint(KIND, token),
            StaffSession.seen_at < at - SEEN_EVERY,
        )
        .values(seen_at=at)
    )


def end(token: str) -> None:
    """Log out: the cookie, wherever a copy of it may lie, opens nothing any more."""
    db.session.execute(
        delete(StaffSession).where(StaffSession.token_hash == fingerprint(KIND, token))
    )


def forget(before: datetime) -> int:
    """Delete sessions that have ended; how many."""
    gone = db.session.execute(delete(StaffSession).where(StaffSession.created_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def new_secret() -> str:
    """A fresh secret for an authenticator, in base32."""
    return pyotp.random_base32()


def enrolment(username: str, secret: str) -> str:
    """What the authenticator scans (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def enrol(token: str, secret: str, code: str, *, at: datetime) -> None:
    """Give an account its authenticator, proven by a first code. Errors: CodeNeeded."""
    session = _session(token)
    account = db.session.get_one(Staff, session.staff_id)
    if account.totp_secret is not None:  # it is changed by an administrator, never by a thief
        raise CodeNeeded
    _spend(account, secret, code, at)
    account.totp_secret = secret
    session.complete = True
    db.session.flush()


def complete(token: str, code: str, *, at: datetime) -> None:
    """The second factor. Errors: CodeNeeded; AccountLocked after ten wrong codes."""
    session = _session(token)
    check_code(session.staff_id, code, at=at)
    session.complete = True
    db.session.flush()


def check_code(staff_id: UUID, code: str, *, at: datetime) -> None:
    """Does the account's authenticator show this code? One without an authenticator needs none.

    Errors: CodeNeeded; AccountLocked.
    """
    account = db.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
    if account.totp_secret is None:
        return
    subject = fingerprint("staff_code", staff_id.hex)
    attempts.check(attempts.PASSWORDS, subject, at=at)
    try:
        _spend(account, account.totp_secret, code, at)
    except CodeNeeded:
        attempts.note(attempts.PASSWORDS, subject, at=at)
        raise
    attempts.forgive(attempts.PASSWORDS, subject)


def drop_authenticator(username: str) -> Staff:
    """Let an account enrol anew (a lost phone), and end its sessions. Errors: Unknown."""
    account = staff.named(username)
    account.totp_secret = None
    db.session.execute(delete(StaffSession).where(StaffSession.staff_id == account.id))
    db.session.flush()
    return account


def _session(token: str) -> StaffSession:
    found = db.session.get(StaffSession, fingerprint(KIND, token))
    if found is None:
        raise Unauthenticated
    return found


def _spend(account: Staff, secret: str, code: str, at: datetime) -> None:
    """Find the step that ``code`` belongs to, and let it work never again."""
    now = int(at.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in (now - 1, now, now + 1):
        right = secrets.compare_digest(totp.at(step * STEP), code.strip())
        if right and step > account.totp_last_step:
            account.totp_last_step = step
            return
    raise CodeNeeded
