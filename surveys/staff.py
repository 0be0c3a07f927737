"""Accounts at the desk: made at the console, their log-in, their role, their reach."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.actor import STAFF, Actor, Reach, prefix_of
from models.base import db
from models.errors import (
    Fault,
    Invalid,
    Unauthenticated,
    Unknown,
    UsernameTaken,
    WrongCredentials,
    _,
)
from models.kinds import Role
from models.listening import Office
from models.passwords import hashed, matches
from models.people import Staff, StaffEstate
from models.places import Estate
from models.sealed import fingerprint
from surveys import attempts

LEAST_PASSWORD = 10
_DIVISION = re.compile(r"[0-9]{2,12}")


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An account as the operator asks for it. ``division``: GB/T 2260, reaching all below."""

    username: str
    password: str
    role: Role
    division: str | None = None
    estates: frozenset[UUID] = frozenset()
    office_id: UUID | None = None


def actor_of(staff_id: UUID) -> Actor:
    """The account as it is now: a role taken away works no more. Unauthenticated when disabled."""
    rows = db.session.execute(
        select(
            Staff.role, Staff.division, Staff.office_id, Staff.disabled_at, StaffEstate.estate_id
        )
        .outerjoin(StaffEstate, StaffEstate.staff_id == Staff.id)
        .where(Staff.id == staff_id)
    ).all()
    if not rows or rows[0].disabled_at is not None:
        raise Unauthenticated
    first = rows[0]
    estates = frozenset(row.estate_id for row in rows if row.estate_id is not None)
    division = None if first.division is None else prefix_of(first.division)
    return Actor(staff_id, first.role, Reach(division, estates), first.office_id)


def sign_in(username: str, password: str, *, at: datetime) -> Actor:
    """Who knows the password of this account.

    A name that does not exist answers as late, and is locked as soon, as one that does.
    Errors: WrongCredentials; AccountLocked for 15 minutes after ten wrong passwords.
    """
    subject = _subject(username)
    # FOR UPDATE: guesses at one account come one after the other, so that none escapes the count
    account = db.session.scalars(
        select(Staff).where(Staff.username == username).with_for_update()
    ).one_or_none()
    attempts.check(attempts.PASSWORDS, subject, at=at)
    right = matches(account.password_hash if account else None, password)
    if account is None or account.disabled_at is not None or not right:
        attempts.note(attempts.PASSWORDS, subject, at=at)
        raise WrongCredentials
    attempts.forgive(attempts.PASSWORDS, subject)
    return actor_of(account.id)


def profile(by: Actor) -> dict[str, Any]:
    """What an account may know of itself."""
    return {
        "id": by.id,
        "username": db.session.get_one(Staff, by.id).username,
        "role": by.role,
        "division": by.reach.division,
        "estates": sorted(by.reach.estates),
        "office_id": by.office_id,
    }


def create(wanted: NewStaff, *, at: datetime) -> Staff:
    """A new account. An administrator without division and estates reaches everywhere.

    Errors: Invalid (role, password, reach, places that do not exist); UsernameTaken.
    """
    _check(wanted)
    everywhere = wanted.role is Role.ADMIN and wanted.division is None and not wanted.estates
    account = Staff(
        username=wanted.username,
        password_hash=hashed(wanted.password),
        role=wanted.role,
        division="" if everywhere else wanted.division,
        office_id=wanted.office_id,
        created_at=at,
    )
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise UsernameTaken from twice
    db.session.add_all(
        StaffEstate(staff_id=account.id, estate_id=estate_id) for estate_id in wanted.estates
    )
    db.session.flush()
    return account


def set_password(username: str, password: str) -> Staff:
    """Another password for an account; it is no longer locked. Errors: Unknown; Invalid."""
    account = named(username)
    _check_password(password)
    account.password_hash = hashed(password)
    attempts.forgive(attempts.PASSWORDS, _subject(username))
    db.session.flush()
    return account


def disable(username: str, *, at: datetime) -> Staff:
    """Close an account: its tokens work no more from this moment on. Errors: Unknown."""
    account = named(username)
    account.disabled_at = account.disabled_at or at
    db.session.flush()
    return account


def named(username: str) -> Staff:
    """The account of this name. Errors: Unknown."""
    account = db.session.scalars(select(Staff).where(Staff.username == username)).one_or_none()
    if account is None:
        raise Unknown
    return account


def _check(wanted: NewStaff) -> None:
    if not 0 < len(wanted.username) <= 64 or wanted.username != wanted.username.strip():
        raise Invalid(Fault("/username", "out_of_range", _("Use 1 to 64 characters.")))
    _check_password(wanted.password)
    if wanted.role not in STAFF:
        raise Invalid(Fault("/role", "not_one_of", _("This is no role of the staff.")))
    _check_reach(wanted)


def _check_password(password: str) -> None:
    if not LEAST_PASSWORD <= len(password) <= 200:
        raise Invalid(Fault("/password", "too_short", _("Use 10 to 200 characters.")))


def _check_reach(wanted: NewStaff) -> None:
    if wanted.division is not None and not _DIVISION.fullmatch(wanted.division):
        raise Invalid(Fault("/division", "invalid_value", _("A division code has 2 to 12 digits.")))
    if wanted.role is not Role.ADMIN and wanted.division is None and not wanted.estates:
        raise Invalid(Fault("/division", "required", _("Give a division or at least one estate.")))
    known = set(db.session.scalars(select(Estate.id).where(Estate.id.in_(wanted.estates))))
    if known != wanted.estates:
        raise Invalid(Fault("/estates", "unknown_estate", _("There is no such estate.")))
    if wanted.office_id is not None and db.session.get(Office, wanted.office_id) is None:
        raise Invalid(Fault("/office_id", "unknown_office", _("There is no such office.")))


def _subject(username: str) -> str:
    return fingerprint("staff_name", username)
