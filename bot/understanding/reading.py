"""What a message seems to say: the one value that leaves this room."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

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


class Alternative(NamedTuple):
    """Another category that it may be, and how likely."""

    category: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Matter:
    """One trouble. ``confidence`` is the probability of ``category`` (1.0 where a rule decided).

    ``unsure``: a person should decide where it goes; ``category`` is then the best guess.
    ``words`` are those that decided, ``text`` the part of the message (cleaned) they stand in.
    """

    text: str
    category: str
    urgency: Urgency
    confidence: float
    alternatives: tuple[Alternative, ...]
    words: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A message: what its sender wants, what it tells of, and where.

    ``matters`` holds at least one; the gravest stands first, and is meant by ``category``,
    ``urgency`` and the other single values. ``estates`` are the keys under which the estates that
    are named were given (``EstateNames``).
    """

    text: str
    intent: Intent
    matters: tuple[Matter, ...]
    place: Place
    estates: tuple[str, ...] = ()

    def only(self, matter: Matter) -> "Reading":
        """The same message, as far as it tells of this one matter."""
        return replace(self, matters=(matter,))

    @property
    def category(self) -> str:
        """The gravest matter's."""
        return self.matters[0].category

    @property
    def urgency(self) -> Urgency:
        """The gravest matter's."""
        return self.matters[0].urgency

    @property
    def confidence(self) -> float:
        """The gravest matter's."""
        return self.matters[0].confidence

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The gravest matter's."""
        return self.matters[0].alternatives

    @property
    def words(self) -> tuple[str, ...]:
        """The gravest matter's."""
        return self.matters[0].words

    @property
    def unsure(self) -> bool:
        """The gravest matter's."""
        return self.matters[0].unsure
