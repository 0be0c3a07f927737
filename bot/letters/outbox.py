"""Letters to be sent: written in the transaction of what they tell about, sent after it."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from models.base import db, insert
from models.ids import uuid7
from models.letters import Letter, LetterState


def post(
    key: str,
    resident_id: UUID,
    kind: str,
    values: Mapping[str, str],
    *,
    due_at: datetime,
    at: datetime,
) -> bool:
    """Put one letter into the outbox; False when ``key`` has been told already.

    ``kind`` is a sentence of ``wording.yaml``, ``values`` fill its braces.
    """
    posted = db.session.scalar(
        insert(Letter)
        .on_conflict_do_nothing()
        .values(
            id=uuid7(),
            key=key,
            resident_id=resident_id,
            kind=kind,
            values=json.dumps(dict(values), ensure_ascii=False),
            state=LetterState.DUE,
            due_at=due_at,
            attempts=0,
            created_at=at,
        )
        .returning(Letter.id)
    )
    return posted is not None
