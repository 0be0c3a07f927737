"""Whom WeChat lets us write to: who wrote within 48 hours, and to them five times.

Source   WeChat: sendCustomMessage, 客服消息下发条数和时间限制. Both counts begin anew with each
         message of the person's. What is answered at once (被动回复) is not counted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from models.base import db
from models.letters import Letter, LetterState
from models.listening import InboundMessage

OPEN_FOR = timedelta(hours=48)
MOST_IN_WINDOW = 5


@dataclass
class Windows:
    """What is open for some people at one moment; ``take`` counts along."""

    heard: Mapping[tuple[str, str], datetime]  # (person_hash, account) → the last message
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, person_hash: str, account: str | None) -> str | None:
        """The account to write over: the one named, or where the person wrote last.

        None where no window is open, or it is used up.
        """
        reached = [key for key in self.heard if key[0] == person_hash]
        if account is not None:
            reached = [key for key in reached if key[1] == account]
        reached = [key for key in reached if self.sent[key] < MOST_IN_WINDOW]
        if not reached:
            return None
        latest = max(reached, key=self.heard.__getitem__)
        self.sent[latest] += 1
        return latest[1]


def windows(people: Mapping[UUID, str], at: datetime) -> Windows:
    """The windows of ``people`` (resident → person_hash) at ``at``. Two statements."""
    since = at - OPEN_FOR
    heard = _heard(people.values(), since)
    sent: Counter[tuple[str, str]] = Counter()
    rows = db.session.execute(
        select(Letter.resident_id, Letter.account, Letter.sent_at).where(
            Letter.resident_id.in_(people),
            Letter.state == LetterState.SENT,
            Letter.sent_at > since,
        )
    )
    for resident_id, account, sent_at in rows:
        key = people[resident_id], account or ""
        if key in heard and sent_at is not None and sent_at >= heard[key]:
            sent[key] += 1
    return Windows(heard, sent)


def _heard(hashes: Collection[str], since: datetime) -> dict[tuple[str, str], datetime]:
    rows = db.session.execute(
        select(
            InboundMessage.person_hash,
            InboundMessage.account,
            func.max(InboundMessage.received_at),
        )
        .where(InboundMessage.person_hash.in_(hashes), InboundMessage.received_at > since)
        .group_by(InboundMessage.person_hash, InboundMessage.account)
    )
    return {(person_hash, account): last for person_hash, account, last in rows}
