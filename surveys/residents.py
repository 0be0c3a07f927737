"""People who come by WeChat: known from their first log-in, forgotten when they ask for it.

Source   个人信息保护法 art. 47 (erasure) and 15 (what was done before stays valid): a ballot once
         cast stays, under its unit; so do objections and the text of a ticket, which concern
         others too, without the person they came from.
"""

from datetime import datetime

from sqlalchemy import delete, select, update

from models.actor import Actor
from models.base import db, insert
from models.errors import Unauthenticated
from models.ids import uuid7
from models.letters import Letter
from models.listening import Conversation, InboundMessage, SubscribeGrant, Ticket
from models.people import Membership, Resident
from models.sealed import fingerprint
from surveys import attachments, attempts


def welcome(openid: str, *, at: datetime) -> Resident:
    """The resident behind an openid, made at first sight; two phones at once make one."""
    known = select(Resident).where(Resident.openid_hash == fingerprint("openid", openid))
    resident = db.session.scalars(known).one_or_none()
    if resident is not None:
        return resident
    db.session.execute(
        insert(Resident)
        .on_conflict_do_nothing(index_elements=["openid_hash"])
        .values(id=uuid7(), openid=openid, openid_hash=fingerprint("openid", openid), created_at=at)
    )
    return db.session.scalars(known).one()


def present(by: Actor, *, lock: bool = False) -> Resident:
    """The person's row. Errors: Unauthenticated for somebody who asked to be forgotten."""
    query = select(Resident).where(Resident.id == by.id, Resident.erased_at.is_(None))
    resident = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if resident is None:
        raise Unauthenticated
    return resident


def keep_phone(phone: str, *, by: Actor) -> None:
    """Remember the number a person showed, so that the staff can call back."""
    resident = present(by)
    resident.phone, resident.phone_hash = phone, fingerprint("phone", phone)
    db.session.flush()


def erase(*, by: Actor, at: datetime) -> None:
    """Forget a person: who they are, where they live, what was written to them.

    The row stays, empty, because ballots and tickets of the past name it. The same WeChat user
    coming back is somebody new. Errors: Unauthenticated when it was done before.
    """
    resident = present(by, lock=True)
    _forget_rows(resident)
    attachments.forget_unused(resident.id)
    resident.openid = resident.openid_hash = resident.phone = resident.phone_hash = None
    resident.erased_at = at
    db.session.flush()


def _forget_rows(resident: Resident) -> None:
    """Every table that says something of the person, in one place."""
    for forgotten in (
        delete(Membership).where(Membership.resident_id == resident.id),
        delete(Letter).where(Letter.resident_id == resident.id),
        delete(Conversation).where(Conversation.person_hash == resident.openid_hash),
        delete(InboundMessage).where(InboundMessage.person_hash == resident.openid_hash),
        delete(SubscribeGrant).where(SubscribeGrant.person_hash == resident.openid_hash),
    ):
        db.session.execute(forgotten)
    db.session.execute(
        update(Ticket).where(Ticket.requester_id == resident.id).values(requester_id=None)
    )
    attempts.forgive(attempts.HOUSE_CODES, resident.id.hex)
