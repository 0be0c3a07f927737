"""One message with everything that is known about it, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.messages import Utterance
from bot.dialogue.opening import Place
from bot.dialogue.replies import Line
from bot.understanding.reading import Reading
from models.actor import Actor
from models.kinds import TicketSource
from models.listening import Ticket


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance, read."""

    heard: Utterance
    reading: Reading
    by: Actor
    person: str  # fingerprint of the openid
    source: TicketSource
    at: datetime
    homes: Sequence[Place] = ()  # where they live, proven or pending

    @property
    def text(self) -> str:
        """The words."""
        return self.heard.text


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer, and the ticket it is about."""

    lines: Sequence[Line]
    ticket: Ticket | None = None
