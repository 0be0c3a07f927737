"""What a message seems to say: the one value that leaves this room."""

from dataclasses import dataclass
from typing import Literal

from models.kinds import Urgency

Intent = Literal[
    "report", "ask", "progress", "vote", "survey", "greeting", "thanks", "abuse", "other"
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an estate, in the people's words brought to digits; None where nothing is said."""

    building: str | None = None
    entrance: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """``confidence`` is the classifier's probability of ``category`` (1.0 where a rule decided).

    ``unsure``: a person should decide where it goes; ``category`` is then the best guess.
    ``words`` are those that decided, ``alternatives`` the next best (category, probability).
    """

    text: str
    intent: Intent
    category: str
    urgency: Urgency
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    words: tuple[str, ...]
    place: Place
    unsure: bool
