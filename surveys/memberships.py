"""Who belongs to which home, and how well we know it.

Source   the ladder of identity (reference 3.3): 1 phone matched to the roster, 2 the code from the
         letter to the door, 3 seen in person, 4 the state's own real-name service.
A bond is for one person and one unit; several owners of a unit each have their own, and may use the
same letter. A better proof raises a bond, a weaker one changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from models.actor import Actor
from models.base import db
from models.errors import (
    AlreadyMember,
    Fault,
    Invalid,
    PhoneNotOnRoster,
    TooManyPending,
    Unauthenticated,
    Unknown,
    WrongHouseCode,
    _,
)
from models.kinds import MemberRole, MemberState
from models.people import HouseCode, Membership, Resident
from models.places import Estate, Unit
from models.sealed import fingerprint, spoken_hash
from surveys import attempts, estates

MOST_PENDING = 5  # more would be somebody claiming a whole building

BY_PLACE = (Unit.building, Unit.entrance, Unit.room)
UNIT_SHOWN = ("id", "estate_id", "building", "entrance", "room", "area_dm2", "use", "tenure")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a bond rests on."""

    level: int
    state: MemberState = MemberState.VERIFIED

    def mends(self, bond: Membership, role: MemberRole | None = None) -> bool:
        """Does it say more than ``bond`` rests on now, or, as good, that the role is another?"""
        if self.state is MemberState.PENDING:
            return False
        if bond.state is MemberState.PENDING or self.level > bond.identity_level:
            return True
        return role not in {None, bond.role} and self.level == bond.identity_level


WORD = Proof(1, MemberState.PENDING)  # what somebody says of themselves
PHONE = Proof(1)
HOUSE_CODE = Proof(2)
IN_PERSON = Proof(3)


@dataclass(frozen=True, slots=True)
class Claim:
    """Where somebody says to live. ``unit_id`` None: wherever the roster knows their phone.

    ``role`` None: owner, or as before where a bond is raised.
    """

    estate_id: UUID
    unit_id: UUID | None = None
    role: MemberRole | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """What became of a request to be bound; ``created``: at least one bond is new."""

    bonds: list[dict[str, Any]]
    created: bool


def bind_by_house_code(code: str, role: MemberRole | None, *, by: Actor, at: datetime) -> Bound:
    """Bind somebody to the unit whose letter they hold, at level 2.

    ``role`` None: owner, or as before where a bond is raised.
    Errors: WrongHouseCode; TooOften after five wrong ones in an hour; AlreadyMember.
    """
    _hold(by)
    attempts.check(attempts.HOUSE_CODES, by.id.hex, at=at)
    unit_id = db.session.scalar(
        select(HouseCode.unit_id)
        .join(Unit, Unit.id == HouseCode.unit_id)
        .where(HouseCode.code_hash == spoken_hash("house_code", code), Unit.retired_at.is_(None))
    )
    if unit_id is None:
        attempts.note(attempts.HOUSE_CODES, by.id.hex, at=at)
        raise WrongHouseCode
    return _bind([unit_id], HOUSE_CODE, role, by=by, at=at)


def bind_by_phone(phone: str, claim: Claim, *, by: Actor, at: datetime) -> Bound:
    """Bind somebody at level 1 to the units of the estate whose roster line has their phone.

    ``phone`` is digits, as WeChat vouches for them. A claim to one unit that the phone does not
    prove waits, pending, until the staff have seen the person.
    Errors: PhoneNotOnRoster; Invalid for a unit the estate does not have; AlreadyMember;
    TooManyPending.
    """
    _hold(by)
    units = _units_with(phone, claim)
    if units:
        return _bind(units, PHONE, claim.role, by=by, at=at)
    if claim.unit_id is None:
        raise PhoneNotOnRoster
    unit = db.session.get(Unit, claim.unit_id)
    if unit is None or unit.estate_id != claim.estate_id or unit.retired_at is not None:
        raise Invalid(Fault("/unit_id", "unknown_unit", _("The estate has no such unit.")))
    bound = _bind([unit.id], WORD, claim.role, by=by, at=at)
    _check_pending(by)
    return bound


def confirm(membership_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Somebody of the staff has seen the person and their papers: level 3, verified.

    Errors: Unknown; OutOfScope.
    """
    bond = db.session.scalars(
        select(Membership).where(Membership.id == membership_id).with_for_update()
    ).one_or_none()
    if bond is None:
        raise Unknown
    estates.one_estate(db.session.get_one(Unit, bond.unit_id).estate_id, by=by)
    if IN_PERSON.mends(bond):
        bond.identity_level, bond.state = IN_PERSON.level, IN_PERSON.state
        db.session.flush()
    return shown([bond.id])[0]


def of_estate(estate_id: UUID, state: MemberState | None, *, by: Actor) -> Select[Membership]:
    """The bonds to an estate's units, for the staff who check them. Errors: Unknown; OutOfScope."""
    estate = estates.one_estate(estate_id, by=by)
    query = select(Membership).join(Unit, Unit.id == Membership.unit_id)
    query = query.where(Unit.estate_id == estate.id)
    return query if state is None else query.where(Membership.state == state)


def of_resident(resident_id: UUID) -> list[dict[str, Any]]:
    """The bonds of one person, oldest first."""
    return _seen(Membership.resident_id == resident_id, Membership.created_at, *BY_PLACE)


def shown(membership_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """These bonds with their units, in the order of their ids."""
    return _seen(Membership.id.in_(list(membership_ids)))


def units_of(resident_id: UUID) -> frozenset[UUID]:
    """The units somebody is bound to, verified."""
    return frozenset(db.session.scalars(_verified(resident_id, Membership.unit_id)))


def estates_of(resident_id: UUID) -> frozenset[UUID]:
    """The estates of those units."""
    return frozenset(db.session.scalars(_verified(resident_id, Unit.estate_id).distinct()))


def _verified(resident_id: UUID, column: Any) -> Select[UUID]:
    return (
        select(column)
        .select_from(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.resident_id == resident_id, Membership.state == MemberState.VERIFIED)
    )


def _hold(by: Actor) -> None:
    """One request of a person at a time (FOR UPDATE): no wrong code escapes the count."""
    person = select(Resident.id).where(Resident.id == by.id, Resident.erased_at.is_(None))
    if db.session.scalar(person.with_for_update()) is None:
        raise Unauthenticated


def _units_with(phone: str, claim: Claim) -> Sequence[UUID]:
    query = select(Unit.id).where(
        Unit.phone_hash == fingerprint("phone", phone),
        Unit.estate_id == claim.estate_id,
        Unit.retired_at.is_(None),
    )
    if claim.unit_id is not None:
        query = query.where(Unit.id == claim.unit_id)
    return db.session.scalars(query).all()


def _check_pending(by: Actor) -> None:
    pending = db.session.scalar(
        select(func.count()).where(
            Membership.resident_id == by.id, Membership.state == MemberState.PENDING
        )
    )
    if pending is not None and pending > MOST_PENDING:
        raise TooManyPending(most=MOST_PENDING)


def _bind(
    units: Sequence[UUID], proof: Proof, role: MemberRole | None, *, by: Actor, at: datetime
) -> Bound:
    earlier = {
        bond.unit_id: bond
        for bond in db.session.scalars(
            select(Membership).where(Membership.resident_id == by.id, Membership.unit_id.in_(units))
        )
    }
    new = [
        Membership(
            resident_id=by.id,
            unit_id=unit_id,
            role=role or MemberRole.OWNER,
            state=proof.state,
            identity_level=proof.level,
            created_at=at,
        )
        for unit_id in units
        if unit_id not in earlier
    ]
    raised = [bond for bond in earlier.values() if proof.mends(bond, role)]
    if not new and not raised:
        raise AlreadyMember
    for bond in raised:
        bond.identity_level, bond.state, bond.role = proof.level, proof.state, role or bond.role
    db.session.add_all(new)
    db.session.flush()
    bonds = _seen(Membership.id.in_([bond.id for bond in [*new, *raised]]), *BY_PLACE)
    return Bound(bonds, created=bool(new))


def _seen(condition: ColumnElement[bool], *order: Any) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(
            Membership.id.label("bond_id"),
            Membership.role,
            Membership.identity_level,
            Membership.state,
            Estate.name.label("estate_name"),
            *(getattr(Unit, name) for name in UNIT_SHOWN),
        )
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Estate, Estate.id == Unit.estate_id)
        .where(condition)
        .order_by(*(order or (Membership.id,)))
    ).mappings()
    return [
        {
            "id": row["bond_id"],
            "unit": {name: row[name] for name in (*UNIT_SHOWN, "estate_name")},
            "role": row["role"],
            "identity_level": row["identity_level"],
            "state": row["state"],
        }
        for row in rows
    ]
