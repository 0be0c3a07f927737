"""Everything the service holds of one person, for that person (个人信息保护法 art. 45)."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from models.actor import Actor
from models.asking import Objection, Round
from models.ballots import Ballot
from models.base import db
from models.kinds import Channel
from models.letters import Letter
from models.listening import Attachment, Rating, Ticket
from models.people import Membership
from models.places import Unit
from surveys import memberships, residents

Record = dict[str, Any]


def export(*, by: Actor) -> Record:
    """One's own data, table by table; the answers of one's own ballots among them.

    Errors: Unauthenticated for somebody who asked to be forgotten.
    """
    person = residents.present(by)
    shown = ("id", "openid", "phone", "created_at")
    return {
        "resident": {name: getattr(person, name) for name in shown},
        "memberships": memberships.of_resident(by.id),
        "ballots": _records(_ballots(by.id)),
        "tickets": _records(_tickets(by.id)),
        "ratings": _records(_ratings(by.id)),
        "objections": _records(_objections(by.id)),
        "letters": [_opened(letter) for letter in _records(_letters(by.id))],
        "attachments": _records(_attachments(by.id)),
    }


def _records(query: Select[*tuple[Any, ...]]) -> list[Record]:
    rows: list[Row[Any]] = list(db.session.execute(query))
    return [dict(row._mapping) for row in rows]


def _ballots(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    """By way of the homes: ballots are found by round and unit, never by who cast them."""
    homes = select(Membership.unit_id).where(Membership.resident_id == resident_id)
    places = select(Unit.estate_id).where(Unit.id.in_(homes))
    return (
        select(
            Ballot.id,
            Ballot.round_id,
            Ballot.unit_id,
            Ballot.channel,
            Ballot.cast_at,
            Ballot.receipt,
            Ballot.leaf_hash,
            Ballot.state,
            Ballot.answers,
        )
        .where(
            Ballot.round_id.in_(select(Round.id).where(Round.estate_id.in_(places))),
            Ballot.unit_id.in_(homes),
            Ballot.cast_by == resident_id,
            Ballot.channel == Channel.WECHAT,
        )
        .order_by(Ballot.id)
    )


def _tickets(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Ticket.number,
            Ticket.source,
            Ticket.estate_id,
            Ticket.text,
            Ticket.category,
            Ticket.urgency,
            Ticket.state,
            Ticket.anonymous,
            Ticket.created_at,
            Ticket.closed_at,
        )
        .where(Ticket.requester_id == resident_id)
        .order_by(Ticket.id)
    )


def _ratings(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Ticket.number, Rating.resolved, Rating.satisfaction, Rating.comment, Rating.rated_at)
        .join(Rating, Rating.ticket_id == Ticket.id)
        .where(Ticket.requester_id == resident_id, Rating.rated_by == resident_id)
        .order_by(Rating.rated_at)
    )


def _objections(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Objection.id, Objection.notice_id, Objection.text, Objection.raised_at)
        .where(Objection.raised_by == resident_id)
        .order_by(Objection.id)
    )


def _letters(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Letter.id,
            Letter.kind,
            Letter.values.label("values"),
            Letter.state,
            Letter.created_at,
            Letter.sent_at,
        )
        .where(Letter.resident_id == resident_id)
        .order_by(Letter.id)
    )


def _opened(letter: Record) -> Record:
    return {**letter, "values": json.loads(letter["values"])}


def _attachments(resident_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Attachment.id,
            Attachment.sha256,
            Attachment.media_type,
            Attachment.size,
            Attachment.sent_at,
        )
        .where(Attachment.sent_by == resident_id)
        .order_by(Attachment.id)
    )
