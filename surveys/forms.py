"""Forms as versions: the built-in ones from YAML, an office's own from the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.actor import Actor
from models.asking import Form
from models.base import db
from models.errors import ChangedMeanwhile, OutOfScope, Refused, Unknown
from models.ids import uuid7
from surveys.counting.leaves import canonical
from surveys.questionnaire import compile_form

FORMS = Path(__file__).resolve().parent / "templates" / "forms"


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of a form, told apart by the hash of its content."""

    form_id: str
    version: int
    document: dict[str, Any]
    content_hash: str
    built_in: bool


@cache
def built_in() -> Mapping[str, FormVersion]:
    """The forms that come with the service. Invalid if one is broken: it does not start then."""
    found = {}
    for path in sorted(FORMS.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        compile_form(document)
        found[path.stem] = FormVersion(path.stem, 1, document, hash_of(document), built_in=True)
    return found


def current(form_id: str) -> FormVersion:
    """The newest version. Errors: Unknown."""
    return version(form_id, None)


def version(form_id: str, number: int | None) -> FormVersion:
    """One version, the newest for None. Errors: Unknown."""
    if form_id in built_in():
        if number not in {None, 1}:
            raise Unknown
        return built_in()[form_id]
    query = select(Form).where(Form.form_id == form_id).order_by(Form.version.desc()).limit(1)
    if number is not None:
        query = query.where(Form.version == number)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise Unknown
    return _of(row)


def create(document: Mapping[str, Any], *, by: Actor, at: datetime) -> FormVersion:
    """A form of one's own, version 1. Errors: Invalid."""
    return _add(f"f-{uuid7().hex}", 1, document, by.reach.division or "", by, at)


def revise(form_id: str, document: Mapping[str, Any], *, by: Actor, at: datetime) -> FormVersion:
    """The next version; rounds opened before keep theirs.

    Errors: Unknown; Refused for a built-in form (copy it); OutOfScope; Invalid; ChangedMeanwhile.
    """
    if form_id in built_in():
        raise Refused
    newest = current(form_id)
    owner = db.session.scalars(select(Form).where(Form.form_id == form_id).limit(1)).one()
    _check_reach(owner, by)
    return _add(form_id, newest.version + 1, document, owner.division, by, at)


def readable(form_id: str, number: int | None, *, by: Actor) -> FormVersion:
    """A version that ``by`` may read: built-in, or of one's own division or above it.

    Errors: Unknown; OutOfScope for staff elsewhere. Residents read forms through their rounds.
    """
    found = version(form_id, number)
    if found.built_in:
        return found
    if not by.is_staff:
        raise Unknown
    owner = db.session.scalars(select(Form).where(Form.form_id == form_id).limit(1)).one()
    _check_reach(owner, by)
    return found


def usable(form_id: str, division: str, *, by: Actor) -> FormVersion:
    """The newest version, to ask people in ``division`` with.

    Built in, within the reach of ``by``, or made for a division that holds this one (a committee
    asks with its bureau's form). Errors: Unknown; OutOfScope.
    """
    found = current(form_id)
    if not found.built_in:
        owner = db.session.scalars(select(Form).where(Form.form_id == form_id).limit(1)).one()
        if not owner.division or not division.startswith(owner.division):
            _check_reach(owner, by)
    return found


def own(*, by: Actor) -> list[FormVersion]:
    """The built-in forms and, for staff, the newest versions of those within reach."""
    found = list(built_in().values())
    if not by.is_staff:
        return found
    rows = db.session.scalars(select(Form).where(Form.id.in_(_newest_ids())).order_by(Form.id))
    return found + [_of(row) for row in rows if _within(row, by)]


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return sha256(canonical(document)).hexdigest()


def _newest_ids() -> Any:
    last = select(Form.form_id, func.max(Form.version).label("version")).group_by(Form.form_id)
    newest = last.subquery()
    return select(Form.id).join(
        newest, (newest.c.form_id == Form.form_id) & (newest.c.version == Form.version)
    )


def _add(
    form_id: str,
    number: int,
    document: Mapping[str, Any],
    division: str,
    by: Actor,
    at: datetime,
) -> FormVersion:
    compile_form(document)
    row = Form(
        form_id=form_id,
        version=number,
        document=dict(document),
        content_hash=hash_of(document),
        division=division,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as twice:  # the unique version: somebody else revised it meanwhile
        raise ChangedMeanwhile from twice
    return _of(row)


def _check_reach(owner: Form, by: Actor) -> None:
    if not _within(owner, by):
        raise OutOfScope


def _within(owner: Form, by: Actor) -> bool:
    """One's own, or made for a division that is part of, or above, one's own."""
    mine = by.reach.division
    if owner.created_by == by.id:
        return True
    return mine is not None and bool(
        owner.division.startswith(mine) or (owner.division and mine.startswith(owner.division))
    )


def _of(row: Form) -> FormVersion:
    return FormVersion(row.form_id, row.version, row.document, row.content_hash, built_in=False)
