"""What people attach: kept encrypted under its own hash, shown to those whose business it is."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select

from models.actor import Actor
from models.asking import Delivery, Round
from models.ballots import PaperBallot
from models.base import Base, db, insert
from models.errors import Fault, Invalid, TooLarge, Unknown
from models.kinds import Role
from models.listening import Attachment, AttachmentContent, Ticket
from models.people import Staff, StaffEstate
from models.places import Estate
from models.sealed import in_use
from surveys import pictures

MOST_BYTES = 10 * 1024 * 1024


def keep(content: bytes, *, by: Actor, at: datetime) -> Attachment:
    """Take what somebody sent; the same content sent twice is stored once.

    Errors: TooLarge above 10 MiB; MediaNotAccepted.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES)
    cleaned = pictures.clean(content)
    digest = sha256(cleaned.content).hexdigest()
    known = select(AttachmentContent.sha256).where(AttachmentContent.sha256 == digest)
    if db.session.scalar(known) is None:
        db.session.execute(
            insert(AttachmentContent)
            .on_conflict_do_nothing()
            .values(sha256=digest, sealed=in_use().seal_bytes(cleaned.content))
        )
    attachment = Attachment(
        sha256=digest,
        media_type=cleaned.media_type,
        size=len(cleaned.content),
        sent_by=by.id,
        sent_at=at,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


def one_attachment(
    attachment_id: UUID, *, by: Actor, tickets: ColumnElement[bool], places: ColumnElement[bool]
) -> tuple[Attachment, bytes]:
    """An attachment with its content, for its sender and for the staff concerned with it.

    ``tickets``, ``places``: which tickets and which estates ``by`` may see, in the words of the
    rooms that know. Errors: Unknown for everybody else.
    """
    mine = Attachment.sent_by == by.id
    seen = or_(mine, _concerns(by, tickets, places)) if by.is_staff else mine
    attachment = db.session.scalars(
        select(Attachment).where(Attachment.id == attachment_id, seen)
    ).one_or_none()
    if attachment is None:
        raise Unknown
    kept = db.session.get_one(AttachmentContent, attachment.sha256)
    return attachment, in_use().open_bytes(kept.sealed)


def check_of_staff(attachment_id: UUID, estate_id: UUID, fault: Fault) -> None:
    """A scan or proof comes from staff in whose reach the estate lies.

    Whoever names a file may see it from then on, so nobody names one of elsewhere, or a resident's.
    Errors: Invalid with ``fault``.
    """
    reaches = or_(
        Estate.division.startswith(Staff.division),
        select(StaffEstate)
        .where(StaffEstate.staff_id == Staff.id, StaffEstate.estate_id == estate_id)
        .exists(),
    )
    known = (
        select(Attachment.id)
        .join(Staff, Staff.id == Attachment.sent_by)
        .join(Estate, Estate.id == estate_id)
        .where(Attachment.id == attachment_id, reaches)
    )
    if db.session.scalar(known) is None:
        raise Invalid(fault)


def forget_unused(resident_id: UUID) -> None:
    """Delete what somebody sent that nothing refers to."""
    unused = [
        ~select(column).where(column == Attachment.id).exists() for column in _referring_columns()
    ]
    forgotten = select(Attachment).where(
        Attachment.sent_by == resident_id, Attachment.ticket_id.is_(None), *unused
    )
    digests = set()
    for attachment in db.session.scalars(forgotten).all():
        digests.add(attachment.sha256)
        db.session.delete(attachment)
    db.session.flush()
    still = select(Attachment.id).where(Attachment.sha256 == AttachmentContent.sha256).exists()
    db.session.execute(
        delete(AttachmentContent).where(AttachmentContent.sha256.in_(digests), ~still)
    )


def _concerns(
    by: Actor, tickets: ColumnElement[bool], places: ColumnElement[bool]
) -> ColumnElement[bool]:
    on_tickets = Attachment.ticket_id.in_(select(Ticket.id).where(tickets))
    if by.role is Role.OFFICE:  # a handling office has no business with votes
        return on_tickets
    within = select(Round.id).join(Estate, Estate.id == Round.estate_id).where(places)
    papers = select(PaperBallot.id).where(
        and_(PaperBallot.scan_id == Attachment.id, PaperBallot.round_id.in_(within))
    )
    proofs = select(Delivery.id).where(
        and_(Delivery.evidence_id == Attachment.id, Delivery.round_id.in_(within))
    )
    return or_(on_tickets, papers.exists(), proofs.exists())


def _referring_columns() -> list[ColumnElement[UUID]]:
    """Every column of every table that points at an attachment."""
    return [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Attachment.__table__.c.id
    ]
