"""What the bureau signs and the estate reads: the certificate of a closed round.

Source   reference 6.2 lists its contents; masking after 个人信息保护法 art. 25: room and area only.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import clock
from models.actor import Actor
from models.asking import Delivery, Notice, Round
from models.ballots import Ballot
from models.base import db
from models.errors import RoundNotClosed
from models.kinds import DeliveryMethod, RoundState
from models.places import Estate
from surveys import notices, results, rounds, standing
from surveys.counting.ruleset import RuleSet


def certify(round_id: UUID, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Everything reference 6.2 asks for, recounted from the ballots at this moment.

    Errors: Unknown; OutOfScope; RoundNotClosed.
    """
    asked = rounds.one_round(round_id, by=by)
    if asked.state is not RoundState.CLOSED:
        raise RoundNotClosed(closes_at=asked.closes_at)
    rule = rounds.rule_of(asked)
    counted = results.stand(asked, at)
    conflicted = [UUID(unit) for unit in counted["conflicted"]]
    return {
        "round": _asked(asked),
        "estate": _place(asked),
        "question": rounds.form_of(asked),
        "rule_set": rule.as_dict() if rule is not None else None,
        "roll": {**counted["roll"], "frozen_at": _said(asked.opened_at)},
        "period": {
            "opened_at": _said(asked.opened_at),
            "closed_at": _said(asked.closed_at),
            "time_zone": "Asia/Shanghai",
        },
        "delivery": _delivery(asked),
        "cast": counted["questions"],
        "participating": counted["participating"],
        "by_channel": counted["by_channel"],
        "deemed": {"clause": asked.follow_clause, "votes": counted["deemed"]},
        "invalid": {"rejected_paper": counted["invalid"], "unconfirmed": counted["paper_awaiting"]},
        "conflicted": standing.labels_of(asked.id, conflicted),
        "satisfaction": counted["satisfaction"],
        "outcome": counted["outcome"],
        "publicity": _publicity(asked, rule, at),
        "long_term_management": _management(asked, at),
        "hashes": {
            "roll": asked.roll_hash,
            "form": asked.form_hash,
            "rule_set": asked.rule_hash,
            "scheme": asked.scheme_hash,
            "ballots": ballots_hash(asked.id),
        },
        "issued_at": _said(at),
    }


def ballots_hash(round_id: UUID) -> str:
    """SHA-256 over the leaf hashes of all ballots, in the order they were cast."""
    digest = sha256()
    leaves = select(Ballot.leaf_hash).where(Ballot.round_id == round_id).order_by(Ballot.id)
    for leaf in db.session.scalars(leaves):
        digest.update(bytes.fromhex(leaf))
    return digest.hexdigest()


def _asked(asked: Round) -> dict[str, Any]:
    return {
        "id": str(asked.id),
        "kind": asked.kind,
        "title": asked.title,
        "scope": {"building": asked.scope_building, "entrance": asked.scope_entrance},
        "scheme_version": asked.scheme_version,
        "revote": asked.revote,
        "min_identity_level": asked.min_identity_level,
    }


def _place(asked: Round) -> dict[str, str]:
    estate = db.session.get_one(Estate, asked.estate_id)
    return {
        "id": str(estate.id),
        "name": estate.name,
        "division": estate.division,
        "address": estate.address,
    }


def _delivery(asked: Round) -> dict[str, int]:
    """Units reached, reached by announcement alone, and not reached at all."""
    everyone = standing.delivered_units(asked.id)
    in_hand = standing.delivered_units(asked.id, Delivery.method != DeliveryMethod.ANNOUNCED)
    return {
        "delivered": len(in_hand),
        "announced": len(everyone - in_hand),
        "undelivered": asked.roll_units - len(everyone),
        "with_proof_and_warning": len(standing.deemed_units(asked.id)),
    }


def _publicity(asked: Round, rule: RuleSet | None, at: datetime) -> dict[str, Any]:
    shown = db.session.scalars(
        select(Notice).where(Notice.round_id == asked.id).order_by(Notice.id)
    )
    stands = notices.standing(asked, rule, at)
    return {
        "notices": [
            {
                "id": str(notice.id),
                "place": notice.place,
                "starts_on": notice.starts_on.isoformat(),
                "last_day": notice.last_day.isoformat(),
                "days": notice.days,
                "day_unit": notice.day_unit,
                "state": notices.state_of(notice, at),
            }
            for notice in shown
        ],
        "done": stands.done,
        "objections_received": stands.raised,
        "objections_open": stands.open,
        "disputes_open": stands.disputes,
    }


def _management(asked: Round, at: datetime) -> dict[str, Any] | None:
    """Mode and price the estate chose for afterwards, from its last closed management round."""
    last = results.last_management_round(asked)
    if last is None:
        return None
    counted = results.stand(last, at)
    return {
        "round_id": str(last.id),
        "questions": counted["questions"],
        "outcome": counted["outcome"],
    }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(clock.PEOPLES_TIME).isoformat()
