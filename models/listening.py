"""What was heard: messages, tickets and their history, attachments, ratings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, kind
from models.ids import uuid7
from models.kinds import Role, TicketSource, TicketState, Urgency
from models.sealed import Sealed


class Office(Base):
    """承办单位: who handles one kind of matter in a division, and below it if none is nearer."""

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("division", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    division: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))  # a code of routing.yaml: RC, SO, HB, WS …
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")


class InboundMessage(Base):
    """A message from WeChat, taken once: MsgId, or FromUserName+CreateTime for events."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        UniqueConstraint("account", "wechat_key", name="uq_inbound_once"),
        Index("ix_inbound_person", "person_hash", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account: Mapped[str] = mapped_column(String(16))  # "official" | "miniprogram"
    wechat_key: Mapped[str] = mapped_column(String(64))  # fingerprint; holds no openid
    person_hash: Mapped[str] = mapped_column(String(64))  # as in ``Resident.openid_hash``
    received_at: Mapped[datetime]
    reply: Mapped[str] = mapped_column(Sealed)  # what the redelivered message is answered with
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))


class SubscribeGrant(Base):
    """Leave to send one subscribe message (订阅通知) of a kind; spent by the outbox, once.

    ``person_hash`` is the fingerprint of the openid, as in ``Resident.openid_hash``.
    """

    __tablename__ = "subscribe_grant"
    __table_args__ = (
        UniqueConstraint("key", name="uq_subscribe_grant_once"),
        Index("ix_subscribe_grant_person", "person_hash", "template_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(64))  # fingerprint of the event and the place in it
    person_hash: Mapped[str] = mapped_column(String(64))
    template_id: Mapped[str] = mapped_column(String(128))
    granted_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class Conversation(Base):
    """Where a person's talk with the bot stands; survives a restart."""

    __tablename__ = "conversation"

    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(32))
    memory: Mapped[str | None] = mapped_column(Sealed)  # JSON
    updated_at: Mapped[datetime]


class DayCounter(Base):
    """The running number of a day's tickets; the row is the lock."""

    __tablename__ = "day_counter"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Ticket(Base):
    """工单. Its state moves along the table of ``bot/tickets``; each move is a ``TicketEvent``."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_ticket_estate", "estate_id", "id"),
        Index("ix_ticket_office_due", "office_id", "state", "due_at"),
        Index("ix_ticket_requester", "requester_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    source: Mapped[TicketSource]
    external_id: Mapped[str | None] = mapped_column(String(64))
    estate_id: Mapped[UUID | None] = mapped_column(ForeignKey("estate.id"))
    division: Mapped[str] = mapped_column(String(12), default="")
    requester_id: Mapped[UUID | None] = mapped_column(ForeignKey("resident.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Sealed)
    category: Mapped[str] = mapped_column(String(32))
    urgency: Mapped[Urgency]
    unsure: Mapped[bool] = mapped_column(default=False)  # a person at the triage desk decides
    restricted: Mapped[bool] = mapped_column(default=False)  # misconduct: not for the accused
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the classifier saw
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    state: Mapped[TicketState]
    returns: Mapped[int] = mapped_column(default=0)  # 派单异议, how often
    supervised: Mapped[bool] = mapped_column(default=False)  # 督办
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    created_at: Mapped[datetime]
    respond_by: Mapped[datetime | None]
    due_at: Mapped[datetime]
    contacted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    office: Mapped[Office | None] = relationship()


class TicketEvent(Base):
    """One step of a ticket: who, when, from where to where. Appended only."""

    __tablename__ = "ticket_event"
    __table_args__ = (
        UniqueConstraint("ticket_id", "turn"),
        CheckConstraint("turn >= 1", name="turns_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    turn: Mapped[int]
    action: Mapped[str] = mapped_column(String(24))
    from_state: Mapped[TicketState | None] = mapped_column(kind(TicketState, "from_state"))
    to_state: Mapped[TicketState]
    by: Mapped[UUID]
    role: Mapped[Role]
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(Sealed)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class CoHandler(Base):
    """协办: an office that helps the leading one; ``answered_at``: when it added its part."""

    __tablename__ = "co_handler"
    __table_args__ = (Index("ix_co_handler_office", "office_id"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship()


class Rating(Base):
    """评价: what the requester says of a result. One a result: after a rework they are asked anew.

    ``nth`` counts the results of a ticket from 1.
    """

    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("satisfaction BETWEEN 1 AND 5", name="five_stars"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, default=1)
    resolved: Mapped[bool]
    satisfaction: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Sealed)
    rated_by: Mapped[UUID]
    rated_at: Mapped[datetime]


class PictureToFetch(Base):
    """A picture somebody sent in the chat; WeChat keeps it three days, the clock fetches it."""

    __tablename__ = "picture_to_fetch"
    __table_args__ = (Index("ix_picture_due", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    sent_by: Mapped[UUID]
    source: Mapped[TicketSource]  # whose account's credentials open it
    media_id: Mapped[str] = mapped_column(Sealed)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class AttachmentContent(Base):
    """Bytes under their own hash, encrypted; in the database, so that every machine has them."""

    __tablename__ = "attachment_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A picture or scan somebody sent."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_ticket", "ticket_id"),
        Index("ix_attachment_sender", "sent_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    sha256: Mapped[str] = mapped_column(ForeignKey("attachment_content.sha256"))
    media_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    sent_by: Mapped[UUID]
    sent_at: Mapped[datetime]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
